import { useEffect, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { readAlarms } from '../../api/alarm.ts'
import { useText } from '../../i18n/text.ts'
import { serverNow, useLink } from '../../live/link.ts'
import { useSchoolName } from '../../live/names.ts'
import { KeyCap } from '../../ui/KeyCap.tsx'
import { momentText } from '../../ui/time.ts'
import styles from './ClosedList.module.css'
import { useKeys } from './use-keys.ts'

interface Props {
  shown: boolean
  onShown: (shown: boolean) => void
  selected: string | null
  onSelect: (alarm: Alarm) => void
}

/** The latest closed alarms, on demand: to look something up, and for the shift leader to reopen one. */
export function ClosedList({ shown, onShown, selected, onSelect }: Props) {
  const t = useText()
  const schoolName = useSchoolName()
  useKeys({ b: () => onShown(!shown) })
  const [alarms, setAlarms] = useState<Alarm[] | 'failed' | null>(null)
  useEffect(() => {
    if (!shown) return
    let alive = true
    readAlarms('state=closed&limit=50').then(
      ({ items }) => alive && setAlarms(items),
      () => alive && setAlarms('failed'),
    )
    return () => {
      alive = false
    }
  }, [shown])
  return (
    <section className={styles.closed} aria-label={t.queue.closed} data-shown={shown}>
      <button type="button" className={styles.toggle} aria-expanded={shown} onClick={() => onShown(!shown)}>
        {t.queue.closed}
        <KeyCap>B</KeyCap>
      </button>
      {shown && alarms === 'failed' && <p>{t.queue.failed}</p>}
      {shown && Array.isArray(alarms) && alarms.length === 0 && <p>{t.queue.closedEmpty}</p>}
      {shown && Array.isArray(alarms) && (
        <ol>
          {alarms.map((alarm) => (
            <li key={alarm.id}>
              <button type="button" aria-current={alarm.id === selected} onClick={() => onSelect(alarm)}>
                <span>{schoolName(alarm)}</span>
                <small>
                  {momentText(alarm.receivedAt, serverNow(useLink.getState()))} · {t.kind[alarm.kind]}
                  {alarm.disposition && ` · ${t.disposition[alarm.disposition]}`}
                </small>
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
