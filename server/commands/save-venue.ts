import type { LngLat } from '#contracts/time.ts'
import type { DistanceRule, NewVenue, ProposeRule, Venue } from '#contracts/venue.ts'
import { distancesTo, type Roads, walkTo } from '#domain/distance-rule.ts'
import { type Principal, seesSchool } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { cutAtCrossings } from '#domain/road-network.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { roadsAround } from '../store/road-network.ts'
import {
  approveRule,
  campusesAround,
  findVenue,
  insertRule,
  insertVenue,
  lockRule,
  lockStaleVenues,
  rejectRule,
  saveDistances,
  updateVenue,
} from '../store/venue.ts'

/** What is farther away is nobody's neighbour. */
export const NEAR_M = 1000
const STALE_AT_ONCE = 5

/** Writes a venue down, measured against every campus around it. */
export const createVenue = (
  pool: Pool,
  venue: NewVenue,
  by: Surveyor,
  options: { synthetic?: boolean } = {},
): Promise<{ ok: true; venue: Venue } | Refusal> =>
  transaction(pool, async (db) => {
    const near = await neighbours(db, venue)
    const strange = placeRefusal(by, near)
    if (strange) return strange
    const id = await insertVenue(db, venue, by.username, options)
    await saveDistances(db, id, near)
    return { ok: true, venue: (await findVenue(db, id)) as Venue }
  })

/** Who writes venues down: those near a school in scope. */
type Surveyor = Pick<Principal, 'username' | 'schoolIds'>

/** That a place is near none of the schools in scope, or null. */
function placeRefusal(by: Surveyor, near: readonly { schoolId: string }[]): Refusal | null {
  if (by.schoolIds === null || near.some(({ schoolId }) => seesSchool(by, schoolId))) return null
  const [path, message] = ['body.position', `expected a place within ${NEAR_M} m of a school in your scope`]
  return refuse('refused-input', `${path}: ${message}`, { errors: [{ path, message }] })
}

/** Changes a venue and measures it anew. */
export const editVenue = (
  pool: Pool,
  id: string,
  { version, ...venue }: NewVenue & { version: number },
  by: Surveyor,
): Promise<{ ok: true; venue: Venue } | Refusal> =>
  transaction(pool, async (db) => {
    if (!(await findVenue(db, id, by))) return refuse('not-found', `there is no venue ${id}`)
    const near = await neighbours(db, venue)
    const strange = placeRefusal(by, near)
    if (strange) return strange
    const updated = await updateVenue(db, id, version, venue, by.username)
    const current = (await findVenue(db, id)) as Venue
    if (!updated)
      return refuse(
        'version-conflict',
        `version ${version} was seen; ${current.changedBy} changed the venue since, it is at ${current.version}`,
        { current },
      )
    await saveDistances(db, id, near)
    return { ok: true, venue: (await findVenue(db, id)) as Venue }
  })

/** The campuses near a place, with its distances to each. */
async function neighbours(db: Queryable, place: Pick<NewVenue, 'position' | 'accuracyM'>) {
  const { position } = place
  const around = (await campusesAround(db, position)).map((campus) => ({ campus, far: distancesTo(position, campus) }))
  const close = around.filter(({ far }) => far.boundaryM <= NEAR_M)
  // Streets and routes only for the few that are near: a route takes ten times as long as all the rest.
  const roads = close.length === 0 ? null : await walkedAround(db, position)
  return close.map(({ campus, far }) => ({
    ...far,
    ...walkTo(place, campus.gates, roads),
    campusId: campus.campusId,
    schoolId: campus.schoolId,
    provisional: campus.boundary === null,
  }))
}

/** The streets around a place, cut where they meet. */
async function walkedAround(db: Queryable, position: LngLat): Promise<Roads | null> {
  const roads = await roadsAround(db, position)
  if (roads === null || roads.joins === 'vertices') return roads
  return { ...roads, segments: cutAtCrossings(roads.segments) }
}

/** Measures anew what was measured before a boundary or the road network changed; few at a time, so that nobody waits. */
export const remeasureVenues = (pool: Pool): Promise<{ done: boolean }> =>
  transaction(pool, async (db) => {
    const stale = await lockStaleVenues(db, STALE_AT_ONCE)
    for (const { id, ...place } of stale) await saveDistances(db, id, await neighbours(db, place))
    return { done: stale.length < STALE_AT_ONCE }
  })

/** A new version of a rule, in force only when a second person has approved it. */
export const proposeRule = (pool: Pool, rule: ProposeRule, by: string): Promise<DistanceRule> =>
  transaction(pool, (db) => insertRule(db, { ...rule, levels: [...new Set(rule.levels)].sort() }, by))

/** A second person's word on a proposed rule; whoever proposed it may take it back. */
export const decideRule = (
  pool: Pool,
  id: string,
  verdict: 'approve' | 'reject',
  by: string,
): Promise<{ ok: true; rule: DistanceRule } | Refusal> =>
  transaction(pool, async (db) => {
    const rule = await lockRule(db, id)
    if (!rule) return refuse('not-found', `there is no distance rule ${id}`)
    if (rule.state !== 'proposed') return refuse('conflict', `the rule is ${rule.state}, expected proposed`)
    if (verdict === 'approve' && rule.proposedBy === by)
      return refuse('refused-input', 'who proposed a rule does not approve it: a second person must')
    if (verdict === 'approve') await approveRule(db, rule, by)
    else await rejectRule(db, id)
    return { ok: true, rule: (await lockRule(db, id)) as DistanceRule }
  })
