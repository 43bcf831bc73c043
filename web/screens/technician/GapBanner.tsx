import { useState } from 'react'
import type { AlarmGap } from '#contracts/school-health.ts'
import { confirmAlarmGap } from '../../api/technician.ts'
import { useText } from '../../i18n/text.ts'
import { ageText } from '../../ui/time.ts'
import styles from './GapBanner.module.css'
import { Noted } from './OrderPanel.tsx'
import { useTechnicianText } from './text.ts'

/** 无报警能力: schools that cannot call by their buttons; each is told its substitute, and somebody there confirms. */
export function GapBanner({ gaps, now, onConfirmed }: { gaps: readonly AlarmGap[]; now: number; onConfirmed: () => void }) {
  const t = useTechnicianText()
  const { time } = useText()
  const [failed, setFailed] = useState(false)
  if (gaps.length === 0) return null
  const confirm = (id: string, who: string) =>
    confirmAlarmGap(id, who).then(
      () => {
        setFailed(false)
        onConfirmed()
      },
      () => setFailed(true),
    )
  return (
    <section className={styles.gaps} aria-label={t.gaps(gaps.length)}>
      <h2>{t.gaps(gaps.length)}</h2>
      <p className={styles.dim}>{t.gapSubstitute}</p>
      <ul>
        {gaps.map(({ id, schoolName, reason, since, confirmedBy, confirmedWith }) => (
          <li key={id}>
            <b className={styles.gapSchool}>{schoolName}</b> <span>{t.gapReason[reason]}</span>
            <span className={styles.gapSince}>{ageText(now - Date.parse(since), time)}</span>
            {confirmedBy === null ? (
              <Noted ask={t.gapWith} label={t.gapTell} onSave={(who) => void confirm(id, who)} />
            ) : (
              <span>✓ {t.gapConfirmed(confirmedWith ?? confirmedBy)}</span>
            )}
          </li>
        ))}
      </ul>
      {failed && <p role="alert">{t.failed}</p>}
    </section>
  )
}
