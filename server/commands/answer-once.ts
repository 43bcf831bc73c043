import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { findAnswer, keepAnswer } from '../store/idempotency.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'

/** Does an act in one transaction, once: the same key again answers the same, the same key with another request is refused. */
export function answerOnce<A extends { ok: true }>(
  pool: Pool,
  by: Principal,
  key: string,
  request: unknown,
  act: (db: Queryable) => Promise<A | Refusal>,
): Promise<A | Refusal> {
  return transaction(pool, async (db) => {
    const before = await findAnswer(db, by.accountId, key, request)
    if (before?.reused) return refuse('key-reused', 'this Idempotency-Key was used for another request: use a new one')
    if (before) return before.answer as A | Refusal
    const answer = await act(db)
    // What is not there may come: the answer would outlive its reason.
    if (answer.ok || answer.problem.status !== 404)
      await keepAnswer(db, by.accountId, key, request, answer.ok ? 200 : answer.problem.status, answer)
    return answer
  })
}
