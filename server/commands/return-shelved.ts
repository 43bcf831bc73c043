import type { Alarm } from '#contracts/alarm.ts'
import { comeBack } from '#domain/shelf.ts'
import { ALARM_COLUMNS, fromRow, type SelectedAlarm, saveAlarms } from '../store/alarm.ts'
import { type Pool, transaction } from '../store/pool.ts'

/**
 * Brings back every alarm whose time on the shelf is over (R11). As with the ladder the state is the alarms themselves, read anew under
 * their locks: a server that was down brings back at its first run what fell due meanwhile.
 */
export async function returnShelved(pool: Pool, onChanged: (alarms: readonly Alarm[]) => void): Promise<number> {
  const changed = await transaction(pool, async (db) => {
    const now = new Date()
    const { rows } = await db.query<SelectedAlarm>({
      name: 'due-from-shelf',
      text: `select ${ALARM_COLUMNS} from alarm where shelved_until is not null and shelved_until <= $1 order by id for update limit 500`,
      values: [now],
    })
    const due = rows.map(fromRow).filter(({ shelvedUntil }) => shelvedUntil !== null && shelvedUntil <= now)
    const back = due.map((alarm) => comeBack(alarm, now))
    return saveAlarms(
      db,
      back.map((alarm) => ({ alarm, isNew: false })),
      back.map(({ id, version }) => ({ alarmId: id, at: now, kind: 'unshelved', version, data: { due: true } })),
    )
  })
  if (changed.length > 0) onChanged(changed)
  return changed.length
}
