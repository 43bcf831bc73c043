import type { LngLat } from '#contracts/time.ts'
import type { DistanceRule, NewVenue, ProposeRule, Venue } from '#contracts/venue.ts'
import { distancesTo } from '#domain/distance-rule.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import {
  approveRule,
  campusesAround,
  findVenue,
  insertRule,
  insertVenue,
  lockRule,
  lockStaleVenues,
  saveDistances,
  updateVenue,
} from '../store/venue.ts'

/** What is farther away is nobody's neighbour. */
const NEAR_M = 1000
const STALE_AT_ONCE = 20

/** Writes a venue down, measured against every campus around it. */
export const createVenue = (pool: Pool, venue: NewVenue, by: string, options: { synthetic?: boolean } = {}): Promise<Venue> =>
  transaction(pool, async (db) => {
    const id = await insertVenue(db, venue, by, options)
    await measure(db, id, venue.position)
    return (await findVenue(db, id)) as Venue
  })

/** Changes a venue and measures it anew. */
export const editVenue = (
  pool: Pool,
  id: string,
  { version, ...venue }: NewVenue & { version: number },
): Promise<{ ok: true; venue: Venue } | Refusal> =>
  transaction(pool, async (db) => {
    const updated = await updateVenue(db, id, version, venue)
    const current = await findVenue(db, id)
    if (!current) return refuse('not-found', `there is no venue ${id}`)
    if (!updated) return refuse('version-conflict', `version ${version} was seen, the venue is at ${current.version}`, { current })
    await measure(db, id, venue.position)
    return { ok: true, venue: (await findVenue(db, id)) as Venue }
  })

async function measure(db: Queryable, venueId: string, position: LngLat): Promise<void> {
  const near = (await campusesAround(db, position))
    .map((campus) => ({
      ...distancesTo(position, campus),
      campusId: campus.campusId,
      schoolId: campus.schoolId,
      provisional: campus.boundary === null,
    }))
    .filter(({ boundaryM }) => boundaryM <= NEAR_M)
  await saveDistances(db, venueId, near)
}

/** Measures anew what was measured before a boundary changed; few at a time, so that nobody waits. */
export const remeasureVenues = (pool: Pool): Promise<void> =>
  transaction(pool, async (db) => {
    for (const { id, position } of await lockStaleVenues(db, STALE_AT_ONCE)) await measure(db, id, position)
  })

/** A new version of a rule, in force only when a second person has approved it. */
export const proposeRule = (pool: Pool, rule: ProposeRule, by: string): Promise<DistanceRule> =>
  transaction(pool, (db) => insertRule(db, { ...rule, levels: [...new Set(rule.levels)].sort() }, by))

export const acceptRule = (pool: Pool, id: string, by: string): Promise<{ ok: true; rule: DistanceRule } | Refusal> =>
  transaction(pool, async (db) => {
    const rule = await lockRule(db, id)
    if (!rule) return refuse('not-found', `there is no distance rule ${id}`)
    if (rule.state !== 'proposed') return refuse('conflict', `the rule is ${rule.state}, expected proposed`)
    if (rule.proposedBy === by) return refuse('refused-input', 'who proposed a rule does not approve it: a second person must')
    await approveRule(db, rule, by)
    return { ok: true, rule: (await lockRule(db, id)) as DistanceRule }
  })
