import { type DutyHours, isManned, unmannedSince } from '#domain/duty-hours.ts'
import { audit } from '../store/audit.ts'
import type { Pool, Queryable } from '../store/pool.ts'
import { transaction } from '../store/pool.ts'
import { endUnmanned, lastPresence, openUnmanned, readLeaders } from '../store/presence.ts'

/**
 * Calls the leaders while nobody who takes the district's alarms has been at the desk for a minute of duty (R15), and ends it when somebody is. The row is what every screen
 * shows; the log names who was called.
 * @param watchedFrom since when this program looks; asked once the database has answered, which may have taken long
 */
export function noteUnmanned(pool: Pool, hours: DutyHours, watchedFrom: () => Date): Promise<void> {
  return transaction(pool, async (db) => {
    const { seenAt, now } = await lastPresence(db)
    const since = unmannedSince(hours, seenAt, watchedFrom(), now)
    if (since !== null) {
      const called = await readLeaders(db)
      const id = await openUnmanned(db, since, called)
      if (id !== null) await log(db, 'desk.unmanned', id, { since: since.toISOString(), called })
      return
    }
    if (!isManned(hours, seenAt, now)) return // another worker has looked for longer than this one
    const ended = await endUnmanned(db)
    if (ended) await log(db, 'desk.manned', ended.id, { since: ended.since.toISOString() })
  })
}

const log = (db: Queryable, action: string, object: string, data: Record<string, unknown>) =>
  audit(db, { account: null, role: null, address: null, action, object, result: 'ok', data })
