import type { Alarm } from '#contracts/alarm.ts'
import { OVERDUE, overdueAt, stepsBetween } from '#domain/escalation.ts'
import { ALARM_COLUMNS, fromRow, type SelectedAlarm } from '../store/alarm.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { saveSteps } from './save-steps.ts'

/**
 * Reminds of every alarm that somebody has and does not go on with (R2): its owner, then the shift leader. As with the ladder the state is
 * the alarms themselves, read anew under their locks.
 */
export async function remindOverdue(pool: Pool, onChanged: (alarms: readonly Alarm[]) => void): Promise<number> {
  const changed = await transaction(pool, async (db) => {
    const now = new Date()
    const { rows } = await db.query<SelectedAlarm>({
      name: 'due-reminders',
      text: `select ${ALARM_COLUMNS} from alarm
             where state in ('acknowledged', 'dispatched') and not unacknowledged and overdue < 2 and acted_at <= $1 and not exercise_verified and shelved_until is null
               and acted_at <= $2::timestamptz - make_interval(secs => (case state when 'acknowledged' then $3::float8[] else $4::float8[] end)[overdue + 1])
             order by id for update limit 500`,
      // Only what is due: those that wait for a later step would else keep the others out of the limit.
      values: [
        new Date(now.getTime() - OVERDUE[0].afterMs.acknowledged),
        now,
        OVERDUE.map(({ afterMs }) => afterMs.acknowledged / 1000),
        OVERDUE.map(({ afterMs }) => afterMs.dispatched / 1000),
      ],
    })
    const due = rows.map(fromRow).flatMap((alarm) => {
      const overdue = overdueAt(alarm, now)
      return overdue <= alarm.overdue ? [] : [{ alarm: { ...alarm, overdue }, steps: stepsBetween(OVERDUE, alarm.overdue, overdue) }]
    })
    return saveSteps(db, 'overdue', due, now)
  })
  if (changed.length > 0) onChanged(changed)
  return changed.length
}
