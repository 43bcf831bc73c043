import type { Alarm } from '#contracts/alarm.ts'
import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { findAnswer, keepAnswer } from '../store/idempotency.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'

export type Answer = { ok: true; alarm: Alarm } | Refusal

/** An act of a person on an alarm: `request` is what the Idempotency-Key `key` stands for. */
export interface KeyedAct {
  readonly by: Principal
  readonly key: string
  readonly request: object
}

/**
 * Does an act once: the same key again answers the same, the same key with another request is refused.
 * @param take in the act's own transaction
 * @param onChanged after the commit, with the alarm as pushed; not for an answer given before
 */
export async function once(
  pool: Pool,
  { by, key, request }: KeyedAct,
  take: (db: Queryable) => Promise<Answer>,
  onChanged: (alarm: Alarm) => void,
): Promise<Answer> {
  const { answer, fresh } = await transaction(pool, async (db): Promise<{ answer: Answer; fresh: boolean }> => {
    const before = await findAnswer(db, by.accountId, key, request)
    if (before?.reused)
      return { answer: refuse('key-reused', 'this Idempotency-Key was used for another request: use a new one'), fresh: false }
    if (before) return { answer: before.answer as Answer, fresh: false }
    const answer = await take(db)
    // Unknown alarms are not remembered: the answer would outlive the reason.
    if (answer.ok || answer.problem.status !== 404)
      await keepAnswer(db, by.accountId, key, request, answer.ok ? 200 : answer.problem.status, answer)
    return { answer, fresh: true }
  })
  if (answer.ok && fresh) onChanged(answer.alarm)
  return answer
}
