import type { IncidentRequest } from '#contracts/incident.ts'
import { limitOf, ruleAt } from '#domain/incident-clock.ts'
import { maskNames } from '#domain/mask-name.ts'
import { mayDecide, type Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { audit } from '../store/audit.ts'
import { findIncident, logIncident } from '../store/incident.ts'
import { readNames } from '../store/incident-detail.ts'
import { decideRequestRow, insertRequest, listRequests, lockRequest } from '../store/incident-request.ts'
import { readRules } from '../store/incident-rule.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { type Actor, actedBy } from './actor.ts'
import { eraseIncident } from './erase-incident.ts'

type RequestAnswer = { ok: true; request: IncidentRequest } | Refusal

const one = async (db: Queryable, by: Principal, incidentId: string, id: string): Promise<IncidentRequest> => {
  const request = (await listRequests(db, by, { incidentId })).find((each) => each.id === id)
  if (!request) throw new Error(`request ${id} is gone`)
  return request
}

/** Asks to see an incident's names, or to erase them, with a reason that a second person will read. */
export const askRequest = (
  pool: Pool,
  actor: Actor,
  incidentId: string,
  { purpose, reason }: { purpose: 'look' | 'erase'; reason: string },
): Promise<RequestAnswer> =>
  transaction(pool, async (db) => {
    const by = actor.principal
    const incident = await findIncident(db, by, incidentId, { lock: true })
    if (!incident) return refuse('not-found', `there is no incident ${incidentId}`)
    if (incident.erasedAt) return refuse('conflict', 'names and statements of this incident were erased')
    const before = (await listRequests(db, by, { incidentId })).find(
      (request) => request.askedBy === by.username && request.purpose === purpose && request.state === 'waiting',
    )
    if (before) return refuse('conflict', 'you have asked already; it waits for a second person')
    // A reason stays in logs that nothing erases: names that are known do not go into it.
    const masked = maskNames(reason, await readNames(db, incidentId))
    const id = await insertRequest(db, { incidentId, purpose, reason: masked, by })
    await logIncident(db, { incidentId, by: by.username, kind: 'asked', data: { purpose } })
    const request = await one(db, by, incidentId, id)
    await audit(db, { ...actedBy(actor), action: `incident.ask.${purpose}`, object: incidentId, result: 'ok', data: { reason: masked } })
    return { ok: true, request }
  })

/** The second person's word. An approved erasing is done at once; an approved look lasts as long as the rule says. */
export const decideRequest = (pool: Pool, actor: Actor, id: string, approve: boolean): Promise<RequestAnswer> =>
  transaction(pool, async (db) => {
    const by = actor.principal
    const request = await lockRequest(db, by, id)
    if (!request) return refuse('not-found', `there is no request ${id}`)
    const { incidentId, purpose } = request
    const act = { ...actedBy(actor), action: `incident.decide.${purpose}`, object: incidentId }
    if (!mayDecide(by, request)) {
      await audit(db, { ...act, result: 'not-allowed', data: { request: id } })
      return refuse(
        'not-allowed',
        'a second person has to decide: for the bureau another of it, the duty leader or the school’s head; for a school another of the school',
      )
    }
    if (request.state !== 'waiting') return refuse('conflict', `the request is ${request.state}, decided by ${request.decidedBy}`)
    const now = new Date()
    const rule = ruleAt(await readRules(db), 'lookTime', now)
    const endsAt = approve && purpose === 'look' && rule ? limitOf(now, rule, new Map()) : null
    await decideRequestRow(db, id, { by: by.username, at: now, approved: approve, endsAt })
    await logIncident(db, { incidentId, by: by.username, kind: 'decided', data: { purpose, approve } })
    const proof = approve && purpose === 'erase' ? await eraseIncident(db, incidentId, { by: by.username, rule: 'request' }, now) : {}
    const decided = await one(db, by, incidentId, id)
    await audit(db, { ...act, result: 'ok', data: { request: id, approve, askedBy: request.askedBy, ...proof } })
    return { ok: true, request: decided }
  })
