import type { Exemption, ProposeExemption } from '#contracts/measure.ts'
import { findMeasure } from '#domain/measures/registry.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { audit } from '../store/audit.ts'
import { findExemption, insertExemption, moveExemption } from '../store/measure-exemption.ts'
import { lastFrozenDay } from '../store/period.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { hasSchool } from '../store/school.ts'
import { type Actor, actedBy } from './actor.ts'
import { frozenRefusal } from './change-rule.ts'

type Answer = { ok: true; exemption: Exemption } | Refusal

/** Proposes that a measure does not concern a school (不适用), with reason and end. */
export async function proposeExemption(
  pool: Pool,
  by: Actor,
  measureId: string,
  schoolId: string,
  proposed: ProposeExemption,
): Promise<Answer> {
  const { schoolIds, username } = by.principal
  if (!findMeasure(measureId) || (schoolIds !== null && !schoolIds.includes(schoolId)) || !(await hasSchool(pool, schoolId)))
    return refuse('not-found', `there is no measure ${measureId} at school ${schoolId}`)
  const late = frozenRefusal('body.from', proposed.from, await lastFrozenDay(pool))
  if (late) return late
  if (proposed.until !== null && proposed.until < proposed.from) {
    const [path, message] = ['body.until', `expected a day from ${proposed.from} on, found ${proposed.until}`]
    return refuse('refused-input', `${path}: ${message}`, { errors: [{ path, message }] })
  }
  return transaction(pool, async (db) => {
    const exemption = await insertExemption(db, measureId, schoolId, proposed, username)
    await audit(db, { ...actedBy(by), action: 'measure.exempt', object: `${measureId}/${schoolId}`, result: 'ok', data: { ...proposed } })
    return { ok: true as const, exemption }
  })
}

const FROM = { inForce: 'proposed', rejected: 'proposed', ended: 'inForce' } as const

/** Approves, rejects or ends an exemption; the one who proposed it never approves it, nor anybody what would reach into a period frozen meanwhile. */
export function decideExemption(pool: Pool, by: Actor, id: string, to: keyof typeof FROM): Promise<Answer> {
  return transaction(pool, async (db) => {
    const known = await findExemption(db, by.principal, id)
    if (!known) return refuse('not-found', `there is no exemption ${id}`)
    if (known.state !== FROM[to]) return refuse('conflict', `the exemption is ${known.state}, expected ${FROM[to]}`)
    if (to === 'inForce' && known.proposedBy === by.principal.username)
      return refuse('refused-input', 'a second person approves: this exemption was proposed by yourself')
    const late = to === 'inForce' && frozenRefusal('from', known.from, await lastFrozenDay(db))
    if (late) return late
    await moveExemption(db, id, to, by.principal.username)
    await audit(db, { ...actedBy(by), action: `measure.exemption.${to}`, object: id, result: 'ok' })
    const exemption = await findExemption(db, by.principal, id)
    return exemption ? { ok: true as const, exemption } : refuse('not-found', `there is no exemption ${id}`)
  })
}
