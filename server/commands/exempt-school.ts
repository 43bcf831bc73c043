import type { Exemption, ProposeExemption } from '#contracts/measure.ts'
import { findMeasure } from '#domain/measures/registry.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { audit } from '../store/audit.ts'
import { findExemption, insertExemption, moveExemption } from '../store/measure-exemption.ts'
import { lastFrozenDay } from '../store/period.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { hasSchool } from '../store/school.ts'
import { type Actor, actedBy } from './actor.ts'

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
  const frozen = await lastFrozenDay(pool)
  const late = frozen !== null && proposed.from <= frozen
  const message = late
    ? `expected a day after ${frozen}, the last of a frozen period, found ${proposed.from}`
    : proposed.until !== null && proposed.until < proposed.from
      ? `expected a day from ${proposed.from} on, found ${proposed.until}`
      : null
  if (message !== null) {
    const path = late ? 'body.from' : 'body.until'
    return refuse('refused-input', `${path}: ${message}`, { errors: [{ path, message }] })
  }
  return transaction(pool, async (db) => {
    const exemption = await insertExemption(db, measureId, schoolId, proposed, username)
    await audit(db, { ...actedBy(by), action: 'measure.exempt', object: `${measureId}/${schoolId}`, result: 'ok', data: { ...proposed } })
    return { ok: true as const, exemption }
  })
}

const FROM = { inForce: 'proposed', rejected: 'proposed', ended: 'inForce' } as const

/** Approves, rejects or ends an exemption; the one who proposed it never approves it. */
export function decideExemption(pool: Pool, by: Actor, id: string, to: keyof typeof FROM): Promise<Answer> {
  return transaction(pool, async (db) => {
    const known = await findExemption(db, by.principal, id)
    if (!known) return refuse('not-found', `there is no exemption ${id}`)
    if (known.state !== FROM[to]) return refuse('conflict', `the exemption is ${known.state}, expected ${FROM[to]}`)
    if (to === 'inForce' && known.proposedBy === by.principal.username)
      return refuse('refused-input', 'a second person approves: this exemption was proposed by yourself')
    await moveExemption(db, id, to, by.principal.username)
    await audit(db, { ...actedBy(by), action: `measure.exemption.${to}`, object: id, result: 'ok' })
    const exemption = await findExemption(db, by.principal, id)
    return exemption ? { ok: true as const, exemption } : refuse('not-found', `there is no exemption ${id}`)
  })
}
