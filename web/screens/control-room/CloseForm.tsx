import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { colon, comma, useText } from '../../i18n/text.ts'
import { serverNow, useLink } from '../../live/link.ts'
import { useLog } from '../../live/log.ts'
import controls from '../../ui/controls.module.css'
import { KeyCap } from '../../ui/KeyCap.tsx'
import { MomentField } from '../../ui/MomentField.tsx'
import { fromLocalInput, localMoment, toLocalInput } from '../../ui/time.ts'
import styles from './AlarmDetail.module.css'
import { whoIsOn } from './who.ts'

// What the last call brought is offered, and the person still says it.
const SUGGESTED: Record<string, string> = { genuine: 'genuine', misPress: 'falseAlarm' }
const LEVELS = [0, 1, 2, 3, 4] as const

interface Props {
  alarm: Alarm
  onClose: (body: Record<string, unknown>) => void
  onCancel: () => void
}

/** What closing demands (R9): disposition, validation level, note; of a genuine alarm also the arrival, or the reason for none. */
export function CloseForm({ alarm, onClose, onCancel }: Props) {
  const t = useText()
  const called = useLog(({ alarmId, entries }) => {
    const { calls } = whoIsOn(alarmId === alarm.id ? (entries ?? []) : [])
    return calls[calls.length - 1]?.result
  })
  const [disposition, setDisposition] = useState<string>(alarm.exercise ?? SUGGESTED[called ?? ''] ?? '')
  const [problem, setProblem] = useState('')
  const first = useRef<HTMLSelectElement>(null)
  useEffect(() => first.current?.focus(), [])
  const genuine = disposition === 'genuine'

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const said = (name: string) => String(form.get(name) ?? '').trim()
    const missing = [
      !said('disposition') && t.close.disposition,
      !said('validationLevel') && t.close.validation,
      !said('note') && t.close.note,
    ].filter((word) => word !== false)
    if (missing.length > 0) return setProblem(t.close.missing(missing.join(comma())))
    if (genuine && !said('arrivedAt') && !said('noArrivalReason')) return setProblem(t.close.arrivalNeeded)
    const arrivedAt = localMoment(said('arrivedAt'), serverNow(useLink.getState()))
    if (arrivedAt === null) return setProblem(`${t.close.arrivedAt}${colon()}${t.time.momentForm}`)
    onClose({
      disposition,
      validationLevel: Number(said('validationLevel')),
      note: said('note'),
      ...(arrivedAt ? { arrivedAt: fromLocalInput(arrivedAt) } : {}),
      ...(said('noArrivalReason') ? { noArrivalReason: said('noArrivalReason') } : {}),
    })
  }

  return (
    <form
      className={styles.form}
      aria-label={t.close.title}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel()
        if (event.key === 'Enter' && event.ctrlKey) event.currentTarget.requestSubmit()
      }}
      noValidate
    >
      <label className={controls.field}>
        {t.close.disposition}
        <select ref={first} name="disposition" value={disposition} onChange={(event) => setDisposition(event.target.value)}>
          <option value="">{t.close.choose}</option>
          {Object.entries(t.disposition).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </select>
      </label>
      <label className={controls.field}>
        {t.close.validation}
        <select name="validationLevel" defaultValue="">
          <option value="">{t.close.choose}</option>
          {LEVELS.map((level) => (
            <option key={level} value={level}>
              {t.validation[level]}
            </option>
          ))}
        </select>
      </label>
      <label className={controls.field}>
        {t.close.note}
        <textarea name="note" rows={3} maxLength={2000} placeholder={t.close.notePlaceholder} />
      </label>
      {(genuine || alarm.arrivedAt) && (
        <MomentField label={t.close.arrivedAt} name="arrivedAt" value={alarm.arrivedAt ? toLocalInput(Date.parse(alarm.arrivedAt)) : ''} />
      )}
      {genuine && (
        <label className={controls.field}>
          {t.close.noArrival}
          <input name="noArrivalReason" maxLength={500} />
        </label>
      )}
      <p role="alert" className={styles.missing}>
        {problem}
      </p>
      <div className={styles.formButtons}>
        <button type="submit" className={controls.primary}>
          {t.close.submit}
          <KeyCap>Ctrl Enter</KeyCap>
        </button>
        <button type="button" className={controls.button} onClick={onCancel}>
          {t.close.cancel}
        </button>
      </div>
    </form>
  )
}
