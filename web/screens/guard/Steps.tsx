import type { Alarm } from '#contracts/alarm.ts'
import { clockText } from '../../ui/time.ts'
import styles from './AlarmCard.module.css'
import { useGuardText } from './text.ts'

/** How far the alarm has come, as far as it is known here: what is not proven is not shown. */
export function Steps({ alarm }: { alarm: Alarm }) {
  const g = useGuardText()
  const reached: [string, string][] = [[g.steps.received, clockText(alarm.receivedAt)]]
  if (alarm.acknowledgedBy && !alarm.unacknowledged) reached.push([g.steps.acknowledged, ''])
  if (alarm.state === 'dispatched') reached.push([g.steps.dispatched, ''])
  if (alarm.arrivedAt) reached.push([g.steps.arrived, clockText(alarm.arrivedAt)])
  if (alarm.state === 'resolved') reached.push([g.steps.resolved, ''])
  return (
    <ol className={styles.steps}>
      {reached.map(([step, detail]) => (
        <li key={step}>
          ✓ {step} {detail && <b>{detail}</b>}
        </li>
      ))}
      {alarm.unacknowledged && <li data-waiting="true">… {g.stepsWaiting}</li>}
    </ol>
  )
}
