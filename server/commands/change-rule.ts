import type { MeasureVersion, ProposeVersion } from '#contracts/measure.ts'
import { findRuled } from '#domain/measures/registry.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { addDays } from '#domain/shanghai.ts'
import { audit } from '../store/audit.ts'
import { BUILT_IN, decideVersion, insertVersion, proposerOf, readVersions } from '../store/measure.ts'
import { lastFrozenDay } from '../store/period.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { type Actor, actedBy } from './actor.ts'

type Answer = { ok: true; version: MeasureVersion } | Refusal

/** That a rule or exemption would begin within a frozen period, whose figures stand. @param frozen the last frozen day */
export function frozenRefusal(path: string, day: string, frozen: string | null): Refusal | null {
  if (frozen === null || day > frozen) return null
  const message = `expected a day after ${frozen}, the last of a frozen period, found ${day}`
  return refuse('refused-input', `${path.replace('body.', '')}: ${message}`, { errors: [{ path, message }] })
}

/** Proposes a new version of a rule; thresholds that contradict each other, or that no school could meet, are refused by name. */
export async function proposeRule(pool: Pool, by: Actor, measureId: string, proposed: ProposeVersion): Promise<Answer> {
  const measure = findRuled(measureId)
  if (!measure) return refuse('not-found', `there is no measure ${measureId}`)
  const faults = measure.check(proposed.thresholds)
  if (faults.length > 0) {
    const errors = faults.map(({ field, reason }) => ({ path: `body.thresholds.${field}`, message: reason }))
    return refuse('refused-input', errors.map(({ path, message }) => `${path}: ${message}`).join('; '), { errors })
  }
  const late = frozenRefusal('body.validFrom', proposed.validFrom, await lastFrozenDay(pool))
  if (late) return late
  return transaction(pool, async (db) => {
    const open = (await readVersions(db, measureId)).get(measureId)?.find(({ state }) => state === 'proposed')
    if (open)
      return refuse('conflict', `version ${open.version} by ${open.proposedBy} waits for approval: it must be approved or rejected first`)
    const version = await insertVersion(db, measureId, proposed, by.principal.username)
    await audit(db, {
      ...actedBy(by),
      action: 'measure.propose',
      object: `${measureId}/${version.version}`,
      result: 'ok',
      data: { ...proposed },
    })
    return { ok: true as const, version }
  })
}

/**
 * Approves or rejects a proposed version; who proposed it may only take it back. Nothing is approved into a period that was frozen meanwhile:
 * what a person proposed is refused, what the program proposed, for which nobody chose a day, begins after it.
 */
export function decideRule(pool: Pool, by: Actor, measureId: string, number: number, decision: 'inForce' | 'rejected'): Promise<Answer> {
  return transaction(pool, async (db) => {
    const known = (await readVersions(db, measureId)).get(measureId)?.find(({ version }) => version === number)
    if (!known) return refuse('not-found', `there is no version ${number} of measure ${measureId}`)
    if (known.state !== 'proposed') return refuse('conflict', `version ${number} is ${known.state}, expected proposed`)
    const proposer = await proposerOf(db, measureId, number)
    if (decision === 'inForce' && proposer === by.principal.username)
      return refuse('refused-input', 'a second person approves: this version was proposed by yourself')
    const frozen = decision === 'inForce' ? await lastFrozenDay(db) : null
    const isBuiltIn = proposer === BUILT_IN
    const late = isBuiltIn ? null : frozenRefusal('validFrom', known.validFrom, frozen)
    if (late) return late
    const earliest = isBuiltIn && frozen !== null ? addDays(frozen, 1) : null
    const version = await decideVersion(db, measureId, number, decision, by.principal.username, earliest)
    if (!version) return refuse('conflict', `version ${number} was decided by somebody else meanwhile`)
    await audit(db, {
      ...actedBy(by),
      action: decision === 'inForce' ? 'measure.approve' : 'measure.reject',
      object: `${measureId}/${number}`,
      result: 'ok',
      data: { validFrom: version.validFrom },
    })
    return { ok: true as const, version }
  })
}
