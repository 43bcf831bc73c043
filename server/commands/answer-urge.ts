import type { AnswerUrge, Urge } from '#contracts/urge.ts'
import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { findUrge, insertUrgeAnswer } from '../store/urge.ts'

/** The school answers an urge; a later answer stands beside the earlier ones. */
export function answerUrge(pool: Pool, by: Principal, id: string, answer: AnswerUrge): Promise<{ ok: true; urge: Urge } | Refusal> {
  return transaction(pool, async (db) => {
    if (!(await findUrge(db, by, id))) return refuse('not-found', `there is no urge ${id}`)
    const isSaved = await insertUrgeAnswer(db, id, by.name, answer)
    const urge = (await findUrge(db, by, id)) as Urge
    if (!isSaved)
      return refuse('version-conflict', `answered meanwhile by ${urge.answers.at(-1)?.by ?? ''}: look at it first`, { current: urge })
    return { ok: true, urge }
  })
}
