import type { NewUrge, Urge } from '#contracts/urge.ts'
import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { unknownFigure } from '../store/figure-name.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { insertUrges, readFreshUrges, schoolsInScope } from '../store/urge.ts'

/** Urges schools about a measure, each at most once in 24 h. @returns who was urged, and who had been already; 409 when nobody was */
export function urgeSchools(pool: Pool, by: Principal, wanted: NewUrge): Promise<{ ok: true; items: Urge[]; already: Urge[] } | Refusal> {
  return transaction(pool, async (db) => {
    const unknown = await unknownFigure(db, wanted)
    if (unknown) return unknown
    const ids = wanted.schools.map(({ schoolId }) => schoolId)
    const known = await schoolsInScope(db, by, ids)
    const foreign = ids.find((id) => !known.has(id))
    if (foreign !== undefined) return refuse('not-found', `there is no school ${foreign}`)
    const already = await readFreshUrges(db, wanted.measureId, ids)
    const before = new Set(already.map(({ schoolId }) => schoolId))
    const schools = wanted.schools.filter(({ schoolId }) => !before.has(schoolId))
    const urged = new Set(await insertUrges(db, by.name, { ...wanted, schools }))
    const now = await readFreshUrges(db, wanted.measureId, ids)
    const items = now.filter(({ schoolId }) => urged.has(schoolId))
    if (items.length === 0) return refuse('conflict', `urged within the last 24 h already, by ${now[0]?.by ?? ''}`, { current: now })
    return { ok: true, items, already: now.filter(({ schoolId }) => !urged.has(schoolId)) }
  })
}
