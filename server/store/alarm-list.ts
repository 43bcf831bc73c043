import type { Alarm, AlarmLogEntry, AlarmState } from '#contracts/alarm.ts'
import { toAlarm } from '#domain/alarm-row.ts'
import { type Principal, seesAlarm } from '#domain/policy.ts'
import { ALARM_COLUMNS, fromRow, readAlarm, type SelectedAlarm } from './alarm.ts'
import { decodeCursor, INSTANT, instantKey, type Paged, pageOf, UUID } from './page.ts'
import type { Queryable } from './pool.ts'
import { alarmScope } from './scope.ts'

export interface AlarmFilter {
  state?: 'open' | AlarmState | undefined
  school?: string | undefined
  from?: string | undefined
  to?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** Alarms in the reader's scope, the newest first. */
export async function listAlarms(
  db: Queryable,
  reader: Principal,
  { state, school, from, to, cursor, limit }: AlarmFilter,
): Promise<Paged<Alarm>> {
  const [receivedAt, id] = decodeCursor(cursor, INSTANT, UUID) ?? [null, null]
  const scope = alarmScope(reader, 8)
  // The state is spelt out: only then can the planner use the partial index of open alarms.
  const inState = state === 'open' ? `state <> 'closed' and $1::text = 'open'` : '($1::text is null or state = $1)'
  const { rows } = await db.query<SelectedAlarm & { key: string }>(
    `select ${ALARM_COLUMNS}, ${instantKey('received_at')} as key from alarm
     where ${inState} and ($2::text is null or school_id = $2)
       and ($3::timestamptz is null or received_at >= $3) and ($4::timestamptz is null or received_at < $4)
       and ($5::timestamptz is null or (received_at <= $5 and (received_at < $5 or id > $6::uuid)))
       and ${scope.sql}
     order by received_at desc, id limit $7`,
    [state ?? null, school ?? null, from ?? null, to ?? null, receivedAt, id, limit + 1, ...scope.values],
  )
  return pageOf(
    rows,
    limit,
    (row) => [row.key, row.id],
    ({ key, ...row }) => toAlarm(fromRow(row)),
  )
}

/** One alarm, or null when there is none that this reader may see: what is another's does not exist. */
export async function findAlarm(db: Queryable, reader: Principal, id: string): Promise<Alarm | null> {
  const row = await readAlarm(db, id)
  return row && seesAlarm(reader, row) ? toAlarm(row) : null
}

/** A line of the log whose note, if it has one, is still sealed. */
export type SealedLogEntry = Omit<AlarmLogEntry, 'note'> & { noteId: string | null }

/** An alarm's log in order, the names of those who acted resolved. */
export async function readAlarmLog(db: Queryable, alarmId: string): Promise<SealedLogEntry[]> {
  const { rows } = await db.query<Omit<SealedLogEntry, 'at'> & { at: Date }>(
    `select at, kind, by_account as by, account.name as "byName", version, note_id as "noteId", data
     from alarm_log left join account on account.username = by_account
     where alarm_id = $1 order by alarm_log.id`,
    [alarmId],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}
