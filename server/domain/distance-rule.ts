// Whether a venue is as far from a school as the law wants (R29): by the rule's own method, with its error; where the law gives no metres, advice only.
import type { AreaGeometry, SchoolLevel } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import type { DistanceRule, VenueKind, VenueNear } from '#contracts/venue.ts'
import { edgesOf, type Ring, ringsOf } from './area.ts'
import type { RoadSegment } from './road-network.ts'
import { walkingRoute } from './walking-route.ts'
import { contains, distanceMetres, distanceToBoundaryMetres } from './zone.ts'

/** Of the calculation itself; a belt's own error is below it. */
const CALCULATION_M = 0.1
const BELT_M = 200

export interface Surroundings {
  /** The boundary, or null where only a point is known. */
  readonly boundary: AreaGeometry | null
  readonly point: LngLat | null
  readonly gates: readonly LngLat[]
}

export interface Distances {
  readonly boundaryM: number
  readonly gateM: number | null
  /** The walking route and its own error; null where none can be measured. */
  readonly walkM: number | null
  readonly walkErrorM: number | null
}

/** The streets that routes are measured on. */
export interface Roads {
  readonly segments: readonly RoadSegment[]
  readonly accuracyM: number
}

/** Metres on the ellipsoid from a venue to a campus; 0 on its ground. The way on foot is measured by {@link walkTo}. */
export function distancesTo(place: LngLat, { boundary, point, gates }: Surroundings): Distances {
  const gateM = gates.length === 0 ? null : Math.min(...gates.map((gate) => distanceMetres(place, gate)))
  const measured = { gateM, walkM: null, walkErrorM: null }
  if (boundary !== null) return { boundaryM: contains(boundary, place) ? 0 : distanceToBoundaryMetres(place, boundary), ...measured }
  return { boundaryM: point === null ? Number.POSITIVE_INFINITY : distanceMetres(place, point), ...measured }
}

/** Walked around a right angle, a leg is longer than straight by so much of itself. */
const DETOUR = Math.SQRT2 - 1

/**
 * The way on foot to the nearest gate, with its error; null where no network is loaded or none of its streets leads there. Where it is open which
 * street a place lies on, by the venue's and the network's accuracy, it is the shortest way, and the error reaches to the one by the street that
 * seems the nearest. A gate has no accuracy of its own.
 */
export function walkTo(
  { position, accuracyM }: { readonly position: LngLat; readonly accuracyM: number },
  gates: readonly LngLat[],
  roads: Roads | null,
): Pick<Distances, 'walkM' | 'walkErrorM'> {
  const route = roads && walkingRoute(position, gates, roads.segments, { venueM: accuracyM + roads.accuracyM, gateM: roads.accuracyM })
  return route
    ? { walkM: route.metres, walkErrorM: roads.accuracyM + DETOUR * route.offRoadM + route.openM }
    : { walkM: null, walkErrorM: null }
}

type Judged = Pick<VenueNear, 'verdict' | 'metres' | 'limitM' | 'method' | 'errorM' | 'uncertain' | 'law' | 'ruleVersion' | 'inBelt'>
type Measured = Distances & { readonly provisional: boolean; readonly accuracyM: number }

/** The rule of a kind of venue for a kind of school: the one approved last. */
export const ruleFor = (rules: readonly DistanceRule[], kind: VenueKind, level: SchoolLevel): DistanceRule | null =>
  rules
    .filter(({ state, venueKind, levels }) => state === 'inForce' && venueKind === kind && levels.includes(level))
    .reduce<DistanceRule | null>((newest, rule) => ((rule.approvedAt ?? '') > (newest?.approvedAt ?? '') ? rule : (newest ?? rule)), null)

/** What a rule says of a venue. A school known as a point only is 暂定 and never 达标. */
export function judge(rule: DistanceRule | null, { boundaryM, gateM, walkM, walkErrorM, provisional, accuracyM }: Measured): Judged {
  const errorM = accuracyM + CALCULATION_M + (rule?.method === 'walkingRoute' ? (walkErrorM ?? 0) : 0)
  const inBelt = boundaryM <= BELT_M
  if (rule === null)
    return {
      verdict: 'noRule',
      metres: boundaryM,
      limitM: null,
      method: null,
      errorM,
      uncertain: false,
      law: null,
      ruleVersion: null,
      inBelt,
    }
  const { method, metres: limitM, version } = rule
  const metres = { boundaryBuffer: boundaryM, gateRadius: gateM, walkingRoute: walkM }[method]
  const said = { metres, limitM, method, errorM, law: `${rule.law} ${rule.clause}`, ruleVersion: version, inBelt }
  if (limitM === null) return { ...said, verdict: 'noLegalDistance', uncertain: false }
  if (metres === null) return { ...said, verdict: 'unmeasured', uncertain: false }
  const uncertain = Math.abs(metres - limitM) <= errorM
  if (provisional) return { ...said, verdict: 'provisional', uncertain: true }
  return { ...said, verdict: metres <= limitM ? 'notMet' : 'met', uncertain }
}

/** Whether two belts have ground in common. */
export function overlap(one: AreaGeometry, other: AreaGeometry): boolean {
  const [a, b] = [ringsOf(one), ringsOf(other)]
  if (
    a.some(([first]) => first !== undefined && contains(other, first)) ||
    b.some(([first]) => first !== undefined && contains(one, first))
  )
    return true
  return a.some((ring) => b.some((against) => cross(ring, against)))
}

function cross(one: Ring, other: Ring): boolean {
  const against = [...edgesOf(other)]
  for (const [a, b] of edgesOf(one))
    for (const [c, d] of against) if (side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)) return true
  return false
}

const side = (a: LngLat, b: LngLat, c: LngLat): boolean => (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])
