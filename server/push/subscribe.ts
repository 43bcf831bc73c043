import { Subscribe, type Subscribed } from '#contracts/push.ts'
import { toAlarm } from '#domain/alarm-row.ts'
import { may, type Principal, seesSilent } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { readBoard, readHead } from '../store/alarm.ts'
import { readScopeChange } from '../store/board-scope.ts'
import { type Pool, transaction } from '../store/pool.ts'

/** A screen that was away for longer starts anew: reading everything open is cheaper than this many changes. */
const RESUME_LIMIT = 5_000

/**
 * What a client has missed since its cursor, within its scope; without a usable cursor (none, ahead, too old, given while other schools were
 * in scope) `reset: true` and every alarm that is not closed.
 */
export async function missedSince(pool: Pool, principal: Principal, since: number | undefined): Promise<Subscribed> {
  const reader = { schools: principal.schoolIds, silentToo: seesSilent(principal) }
  const scopeSince = await readScopeChange(pool, principal)
  // One snapshot, so that the head and the alarms belong together.
  return transaction(
    pool,
    async (db) => {
      const head = await readHead(db)
      const usable = since !== undefined && since <= head && head - since <= RESUME_LIMIT && (scopeSince === null || since > scopeSince)
      const alarms = await readBoard(db, reader, usable ? since : null)
      return { cursor: head, alarms: alarms.map(toAlarm), reset: !usable }
    },
    'begin isolation level repeatable read read only',
  )
}

/** Reads what a client asks with `subscribe`; a problem where it cannot be understood or may not be answered. */
export function readSubscribe(request: unknown, principal: Principal): { ok: true; since: number | undefined } | Refusal {
  const asked = Subscribe.safeParse(request ?? {})
  if (!asked.success) {
    const errors = asked.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
    return refuse('invalid-input', 'subscribe: expected { since?: a cursor from an earlier answer }', { errors })
  }
  if (!may(principal, 'alarm:live')) return refuse('not-allowed', `${principal.role} does not hear alarms`)
  return { ok: true, since: asked.data.since }
}
