import type { Alarm } from '#contracts/alarm.ts'
import type { Queryable } from './pool.ts'

export interface Change {
  cursor: number
  alarm: Alarm
}

/** Committed changes after `cursor`, in order. @param limit rows at most */
export async function readChanges(db: Queryable, cursor: number, limit = 1_000): Promise<Change[]> {
  const { rows } = await db.query<Change>({
    name: 'read-changes',
    text: 'select cursor, body as alarm from outbox where cursor > $1 order by cursor limit $2',
    values: [cursor, limit],
  })
  return rows
}

/** How far the changes of alarms of one audience go. */
export type Head = Pick<Alarm, 'schoolId' | 'silent' | 'released' | 'cursor'>

/** Highest change number of each audience, for a pulse that names what a screen should have by now. */
export async function readHeads(db: Queryable): Promise<Head[]> {
  const { rows } = await db.query<Head>(
    'select school_id as "schoolId", silent, released, max(cursor) as cursor from alarm group by school_id, silent, released',
  )
  return rows
}

/** Forgets pushes older than a day: screens resume from the alarms themselves, the outbox only feeds those that are connected. */
export async function pruneOutbox(db: Queryable): Promise<void> {
  await db.query(`delete from outbox where cursor < (select value - 10000 from alarm_cursor) and at < now() - interval '1 day'`)
}
