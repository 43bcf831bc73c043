import { type Reply, Subscribe, type Subscribed } from '#contracts/push.ts'
import { toAlarm } from '#domain/alarm-row.ts'
import { may, type Principal, seesSilent } from '#domain/policy.ts'
import { problem } from '#domain/problem.ts'
import { readBoard, readHead } from '../store/alarm.ts'
import { type Pool, transaction } from '../store/pool.ts'

/** A screen that was away for longer starts anew: reading everything open is cheaper than this many changes. */
const RESUME_LIMIT = 5_000

/** What a client has missed since its cursor, within its scope; without a usable cursor `reset: true` and every alarm that is not closed. */
export async function missedSince(pool: Pool, principal: Principal, since: number | undefined): Promise<Subscribed> {
  const reader = { schools: principal.schoolIds, silentToo: seesSilent(principal) }
  // One snapshot, so that the head and the alarms belong together.
  return transaction(
    pool,
    async (db) => {
      const head = await readHead(db)
      const usable = since !== undefined && since <= head && head - since <= RESUME_LIMIT
      const alarms = await readBoard(db, reader, usable ? since : null)
      return { cursor: head, alarms: alarms.map(toAlarm), reset: !usable }
    },
    'begin isolation level repeatable read read only',
  )
}

/** @param join enters the rooms; it comes first, so that what commits in between comes twice, and the board ignores it, instead of never */
export function onSubscribe(pool: Pool, principal: Principal, join: () => Promise<void> | void, onError: (error: Error) => void) {
  return (request: unknown, reply: Reply<Subscribed>): void => {
    if (typeof reply !== 'function') return
    const asked = Subscribe.safeParse(request ?? {})
    if (!asked.success) {
      const errors = asked.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
      return reply({ problem: problem('invalid-input', 'subscribe: expected { since?: a cursor from an earlier answer }', { errors }) })
    }
    if (!may(principal, 'alarm:live')) return reply({ problem: problem('not-allowed', `${principal.role} does not hear alarms`) })
    Promise.resolve(join())
      .then(() => missedSince(pool, principal, asked.data.since))
      .then(reply, (error: unknown) => {
        onError(error instanceof Error ? error : new Error(String(error)))
        reply({ problem: problem('unavailable', 'the database does not answer; subscribe again') })
      })
  }
}
