import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { isShelved, SHELF_MOST_MINUTES } from '#domain/shelf.ts'
import { useText } from '../../i18n/text.ts'
import { serverNow, useLink, useSecond } from '../../live/link.ts'
import { usePlaceName, useSchoolName } from '../../live/names.ts'
import { AlarmSymbol } from '../../ui/AlarmSymbol.tsx'
import controls from '../../ui/controls.module.css'
import { KeyCap } from '../../ui/KeyCap.tsx'
import { ageText, clockText } from '../../ui/time.ts'
import detail from './AlarmDetail.module.css'
import styles from './Shelf.module.css'
import { useShelfText } from './shelf-text.ts'

/** How long until it is back, in words, counting down. */
function useLeft(): (alarm: Alarm) => string {
  const t = useText()
  const nowMs = useSecond() * 1000
  return ({ shelvedUntil }) => ageText(Math.max(0, Date.parse(shelvedUntil ?? '') - nowMs), t.time)
}

/** What is put aside, in a group of its own below what waits: not counted among that, and never out of sight. */
export function ShelfList({
  alarms,
  selected,
  onSelect,
}: {
  alarms: readonly Alarm[]
  selected: string | null
  onSelect: (id: string) => void
}) {
  const t = useShelfText()
  const school = useSchoolName()
  const place = usePlaceName()
  const left = useLeft()
  if (alarms.length === 0) return null
  return (
    <section className={styles.shelf} aria-label={t.title}>
      <h3>{t.count(alarms.length)}</h3>
      <ul>
        {alarms.map((alarm) => (
          <li key={alarm.id} data-selected={alarm.id === selected || undefined}>
            <button type="button" aria-current={alarm.id === selected} onClick={() => onSelect(alarm.id)}>
              <AlarmSymbol alarm={alarm} size={26} />
              <span className={styles.names}>
                <bdi>{school(alarm)}</bdi> <bdi>{place(alarm)}</bdi>
              </span>
              <span className={styles.left}>{t.left(left(alarm))}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Of a shelved alarm: until when. */
export function ShelfNote({ alarm }: { alarm: Alarm }) {
  const t = useShelfText()
  const left = useLeft()
  if (!isShelved(alarm)) return null
  return <p className={detail.warning}>{t.note(clockText(alarm.shelvedUntil ?? ''), left(alarm))}</p>
}

const CHOICES = [15, 30, 60, 120, 240, SHELF_MOST_MINUTES] as const

/** Reason and end, without which nothing is put aside (R11). */
export function ShelfForm({ onShelve, onCancel }: { onShelve: (body: Record<string, unknown>) => void; onCancel: () => void }) {
  const t = useShelfText()
  const first = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState('')
  const now = useLink((link) => Math.floor(serverNow(link) / 60_000) * 60_000)
  useEffect(() => first.current?.focus(), [])
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const reason = String(form.get('reason') ?? '').trim()
    if (reason === '') return setProblem(t.missing)
    onShelve({ reason, minutes: Number(form.get('minutes')) })
  }
  return (
    <form
      className={detail.form}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel()
        if (event.key === 'Enter' && event.ctrlKey) event.currentTarget.requestSubmit()
      }}
    >
      <p>{t.lead}</p>
      <label className={controls.field}>
        {t.reason}
        <input ref={first} name="reason" maxLength={500} placeholder={t.reasonHint} />
      </label>
      <fieldset className={styles.choices}>
        <legend>{t.howLong}</legend>
        {CHOICES.map((minutes) => (
          <label key={minutes}>
            <input type="radio" name="minutes" value={minutes} defaultChecked={minutes === 30} />
            {t.minutes(minutes)} <span>{t.until(clockText(now + minutes * 60_000).slice(0, 5))}</span>
          </label>
        ))}
      </fieldset>
      <p role="alert" className={detail.missing}>
        {problem}
      </p>
      <div className={detail.formButtons}>
        <button type="submit" className={controls.primary}>
          {t.submit}
          <KeyCap>Ctrl Enter</KeyCap>
        </button>
        <button type="button" className={controls.button} onClick={onCancel}>
          {t.cancel}
        </button>
      </div>
    </form>
  )
}
