import type { DecideEntry, NewRequestListEntry, RequestListEntry } from '#contracts/school-request.ts'
import { departmentsOf, type Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { earliestStart, withSource } from '#domain/request-list.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { unknownDepartments } from '../store/department.ts'
import { readPersonName } from '../store/person-name.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { findEntry, insertEntry, saveDecision } from '../store/request-list.ts'

export type EntryAnswer = { ok: true; entry: RequestListEntry } | Refusal

const refusedField = (path: string, message: string): Refusal =>
  refuse('refused-input', `${path}: ${message}`, { errors: [{ path, message }] })

/** Puts an entry before the bureau. A department files for itself, today; the bureau may enter what was filed on paper before. */
export const proposeEntry = (pool: Pool, by: Principal, wanted: NewRequestListEntry): Promise<EntryAnswer> =>
  transaction(pool, async (db) => {
    const own = departmentsOf(by)
    if (own !== null && !own.includes(wanted.departmentId)) return refusedField('body.departmentId', 'is not your department')
    const [unknown] = await unknownDepartments(db, [wanted.departmentId])
    if (unknown !== undefined) return refusedField('body.departmentId', `there is no department ${unknown}`)
    const today = shanghaiDay(new Date())
    const filedOn = own === null ? (wanted.filedOn ?? today) : today
    if (filedOn > today) return refusedField('body.filedOn', `expected a day up to ${today}`)
    if (wanted.validFrom < earliestStart(filedOn))
      return refusedField('body.validFrom', `expected a day from ${earliestStart(filedOn)} on: a request is filed at least 30 days before`)
    if (wanted.validTo < wanted.validFrom) return refusedField('body.validTo', `expected a day from ${wanted.validFrom} on`)
    const keys = wanted.fields.map(({ key }) => key)
    const twice = keys.findIndex((key, n) => keys.indexOf(key) !== n)
    if (twice >= 0) return refusedField(`body.fields.${twice}.key`, `"${keys[twice]}" is there twice`)
    const id = await insertEntry(db, { ...wanted, fields: wanted.fields.map(withSource), filedOn }, by.username)
    return { ok: true, entry: (await findEntry(db, by, id, { lock: false })) as RequestListEntry }
  })

/** A second person approves or rejects an entry; what is approved can be withdrawn. */
export const decideEntry = (pool: Pool, by: Principal, id: string, { version, decision, note }: DecideEntry): Promise<EntryAnswer> =>
  transaction(pool, async (db) => {
    const entry = await findEntry(db, by, id, { lock: true })
    if (!entry) return refuse('not-found', `there is no entry ${id}`)
    if (entry.version !== version)
      return refuse(
        'version-conflict',
        `version ${version} was seen; ${entry.decidedBy ?? (await readPersonName(db, entry.proposedBy))} changed the entry since, it is ${entry.state}`,
        {
          current: entry,
        },
      )
    const expected = decision === 'withdrawn' ? 'approved' : 'proposed'
    if (entry.state !== expected) return refuse('conflict', `the entry is ${entry.state}, expected ${expected}`, { current: entry })
    if (entry.proposedBy === by.username) return refuse('conflict', 'a second person decides: you proposed this entry', { current: entry })
    if (decision !== 'approved' && !note) return refusedField('body.note', 'is required')
    await saveDecision(db, id, decision, by.username, note ?? null)
    return { ok: true, entry: (await findEntry(db, by, id, { lock: false })) as RequestListEntry }
  })
