import type { Alarm } from '#contracts/alarm.ts'
import { LADDER, levelAt, stepsBetween } from '#domain/escalation.ts'
import { ALARM_COLUMNS, fromRow, type SelectedAlarm } from '../store/alarm.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { saveSteps } from './save-steps.ts'

/**
 * Lifts every alarm that has waited too long to its level of the ladder (R2). Each run reads the state anew under the rows' locks, so that
 * it fires for nobody who has acknowledged meanwhile, runs missed steps at once after a standstill, and is safe beside other workers.
 */
export async function escalateAlarms(pool: Pool, onChanged: (alarms: readonly Alarm[]) => void): Promise<number> {
  const changed = await transaction(pool, async (db) => {
    const now = new Date()
    const { rows } = await db.query<SelectedAlarm>({
      name: 'due-escalations',
      text: `select ${ALARM_COLUMNS} from alarm
             where unacknowledged and state <> 'closed' and escalation < 3 and unacknowledged_since <= $1 and not exercise_verified
               and unacknowledged_since <= $2::timestamptz - make_interval(secs => ($3::float8[])[escalation + 1])
             order by id for update limit 500`,
      // Only what is due: those that wait for a later step would else keep the others out of the limit.
      values: [new Date(now.getTime() - LADDER[0].afterMs), now, LADDER.map(({ afterMs }) => afterMs / 1000)],
    })
    const due = rows.map(fromRow).flatMap((alarm) => {
      const level = alarm.unacknowledged && alarm.state !== 'closed' ? levelAt(alarm.unacknowledgedSince, alarm.exerciseVerified, now) : 0
      if (level <= alarm.escalation) return []
      return [{ alarm: { ...alarm, escalation: level }, steps: stepsBetween(LADDER, alarm.escalation, level) }]
    })
    return saveSteps(db, 'escalated', due, now)
  })
  if (changed.length > 0) onChanged(changed)
  return changed.length
}
