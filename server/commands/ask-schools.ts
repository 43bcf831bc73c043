import type { NewSchoolRequest, RequestField, SchoolRequest } from '#contracts/school-request.ts'
import { dealsWith, departmentsOf, type Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { entryRefusal, knownOf, measuresOf, windowOf } from '#domain/request-list.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { unknownDepartments } from '../store/department.ts'
import { readKnownFacts } from '../store/known-fact.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { findEntry } from '../store/request-list.ts'
import { readOpenSchoolIds } from '../store/school.ts'
import { type AskedSchool, findRequest, insertRequest, noteRefused } from '../store/school-request.ts'

type Asked = { ok: true; request: SchoolRequest } | Refusal

/** Thrown so that a request which reaches no school leaves nothing behind. */
class TooOften extends Error {
  override readonly name = 'TooOften'
}

/** A request to schools: it exists only if the list has it, and once in its window. What is refused is counted, with the reason. */
export async function askSchools(pool: Pool, by: Principal, wanted: NewSchoolRequest): Promise<Asked> {
  const departments = departmentsOf(by)
  const [unknown] = await unknownDepartments(pool, [wanted.departmentId])
  if (unknown !== undefined || (departments !== null && !departments.includes(wanted.departmentId))) {
    const message = unknown === undefined ? 'is not your department' : `there is no department ${unknown}`
    return refuse('refused-input', `body.departmentId: ${message}`, { errors: [{ path: 'body.departmentId', message }] })
  }
  const today = shanghaiDay(new Date())
  const own = dealsWith(by)
  const open = await readOpenSchoolIds(pool, wanted.schools ?? null)
  const schools = own === null ? open : open.filter((id) => own.includes(id))
  const stranger = wanted.schools?.find((id) => !schools.includes(id))
  if (stranger !== undefined) {
    const message = `there is no school ${stranger}`
    return refuse('refused-input', message, { errors: [{ path: 'body.schools', message }] })
  }
  const found = wanted.listId === null ? null : await findEntry(pool, by, wanted.listId, { lock: false })
  const entry = found?.departmentId === wanted.departmentId ? found : null
  const title = entry?.title ?? wanted.title ?? '未列入清单的事项'
  const refusing = async (reason: string, detail: string): Promise<Refusal> => {
    const fields = entry?.fields.length ?? 0
    await noteRefused(pool, { departmentId: wanted.departmentId, title, reason, schools, fields, by: by.username })
    return refuse('refused-input', `“${title}” does not reach any school: ${detail}`, {
      errors: [{ path: 'body.listId', message: detail }],
    })
  }
  const refusal = entryRefusal(entry, today)
  if (refusal || !entry) return refusing(refusal?.reason ?? 'notOnList', refusal?.detail ?? '')
  if (wanted.dueOn < today) {
    const message = `expected a day from ${today} on`
    return refuse('refused-input', message, { errors: [{ path: 'body.dueOn', message }] })
  }
  const issue = async (db: Queryable) => {
    const made = await insertRequest(
      db,
      {
        listId: entry.id,
        departmentId: wanted.departmentId,
        dueOn: wanted.dueOn,
        note: wanted.note || null,
        period: windowOf(entry.frequency, today),
        month: today.slice(0, 7),
        fields: entry.fields.length,
      },
      await knownOfSchools(db, entry.fields, schools),
      by.username,
    )
    if (made.reached === 0) throw new TooOften()
    return (await findRequest(db, by, made.id)) as SchoolRequest
  }
  try {
    return { ok: true, request: await transaction(pool, issue) }
  } catch (error) {
    if (!(error instanceof TooOften)) throw error
    return refusing('tooOften', `its frequency is ${entry.frequency}, and these schools were asked in this window already`)
  }
}

/** Of each school, how many fields the system fills: what it does not know of one, that school types. */
async function knownOfSchools(db: Queryable, fields: readonly RequestField[], schools: readonly string[]): Promise<AskedSchool[]> {
  const facts = await readKnownFacts(db, schools, measuresOf(fields))
  return schools.map((id) => ({ id, filled: fields.filter((field) => knownOf(field, facts.get(id) ?? {}) !== null).length }))
}
