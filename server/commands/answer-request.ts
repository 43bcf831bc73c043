import type { AnswerRequest, RequestAnswerSheet } from '#contracts/school-request.ts'
import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { knownOf, measuresOf, readAnswers } from '#domain/request-list.ts'
import { readKnownFacts } from '../store/known-fact.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { findRequest, readFields, readTargets, saveAnswer } from '../store/school-request.ts'

/** The sheets of a request in the reader's scope: answered ones as they were frozen, open ones with what the system knows now. */
export async function readSheets(db: Queryable, reader: Principal, request: { id: string; listId: string }): Promise<RequestAnswerSheet[]> {
  const fields = await readFields(db, request.listId)
  const targets = await readTargets(db, reader, request.id)
  const facts = await readKnownFacts(
    db,
    targets.filter(({ answeredAt }) => answeredAt === null).map(({ schoolId }) => schoolId),
    measuresOf(fields),
  )
  return targets.map(({ schoolId, schoolName, known, answers, answeredBy, answeredAt }) => ({
    requestId: request.id,
    schoolId,
    schoolName,
    answeredBy,
    answeredAt: answeredAt?.toISOString() ?? null,
    fields: fields.map((field) => {
      const filled = answeredAt === null ? knownOf(field, facts.get(schoolId) ?? {}) : (known?.[field.key] ?? null)
      return { ...field, locked: filled !== null, value: filled ?? answers?.[field.key] ?? null }
    }),
  }))
}

/** A school's answer: what the system knows is frozen beside what the school typed; an answer stands. */
export const answerRequest = (
  pool: Pool,
  by: Principal,
  id: string,
  { schoolId, answers: typed }: AnswerRequest,
): Promise<{ ok: true; sheet: RequestAnswerSheet } | Refusal> =>
  transaction(pool, async (db) => {
    const request = await findRequest(db, by, id)
    const [target] = request ? await readTargets(db, by, id, { school: schoolId, lock: true }) : []
    if (!request || !target) return refuse('not-found', `there is no request ${id} to school ${schoolId}`)
    if (target.answeredAt !== null) return refuse('conflict', `${target.answeredBy} answered it at ${target.answeredAt.toISOString()}`)
    const fields = await readFields(db, request.listId)
    const facts = await readKnownFacts(db, [schoolId], measuresOf(fields))
    const read = readAnswers(fields, facts.get(schoolId) ?? {}, typed)
    if (!read.ok) {
      const path = `body.answers.${read.path}`
      return refuse('refused-input', `${path}: ${read.reason}`, { errors: [{ path, message: read.reason }] })
    }
    await saveAnswer(db, { requestId: id, schoolId, known: read.known, answers: read.answers, by: by.username })
    const sheets = await readSheets(db, by, request)
    return { ok: true, sheet: sheets.find((sheet) => sheet.schoolId === schoolId) as RequestAnswerSheet }
  })
