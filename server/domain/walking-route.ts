// The shortest way on foot from a venue to a gate, along the streets of a road network (R29): Dijkstra over the few streets around them.
import type { LngLat } from '#contracts/time.ts'
import { footOn, type RoadSegment } from './road-network.ts'

export interface WalkingRoute {
  /** door to street, along the streets, street to gate: the shortest over every street that may be the nearest */
  readonly metres: number
  /** of it without a street: nobody drew the way from a door to the pavement */
  readonly offRoadM: number
  /** how much longer the way is by the streets that seem the nearest */
  readonly openM: number
}

/** How far the given places may lie from where they are drawn, beside the streets. */
export interface Inaccuracy {
  readonly venueM: number
  readonly gateM: number
}

/** Farther from any street than this, the network does not know the place. */
const OFF_ROAD_M = 80
/** A corner lies on several streets at once. */
const AS_NEAR_M = 1
/** Points that are the same corner: 6 decimals of a degree are 0.1 m. */
const nodeOf = ([lng, lat]: LngLat): string => `${lng.toFixed(6)},${lat.toFixed(6)}`

interface Foot {
  readonly segment: RoadSegment
  readonly share: number
  readonly offM: number
}
interface Way {
  readonly metres: number
  readonly offRoadM: number
}
interface Edge {
  readonly to: string
  readonly metres: number
}
interface Step extends Way {
  readonly to: string
}

/**
 * The way to the nearest of the gates, or null where the network leads to none. Which street a place lies on is known no better than the place and
 * the streets are: when both lie `m` off, one that is 2 m farther than the nearest may be the nearest.
 */
export function walkingRoute(
  from: LngLat,
  gates: readonly LngLat[],
  roads: readonly RoadSegment[],
  { venueM, gateM }: Inaccuracy = { venueM: 0, gateM: 0 },
): WalkingRoute | null {
  const graph = graphOf(roads)
  const starts = feetNear(from, roads)
  const ends = gates.map((gate) => feetNear(gate, roads))
  const feetBy = (startM: number, endM: number) => [within(starts, startM), ends.flatMap((feet) => within(feet, endM))] as const
  const [open, seen] = [feetBy(2 * venueM, 2 * gateM), feetBy(0, 0)]
  const shortest = shortestWay(graph, ...open)
  if (shortest === null) return null
  const isOpen = open.some((feet, i) => feet.length > (seen[i]?.length ?? 0))
  const seeming = isOpen ? shortestWay(graph, ...seen) : shortest
  return { ...shortest, openM: seeming === null ? 0 : Math.max(0, seeming.metres - shortest.metres) }
}

/** Where a place meets the streets around it, the nearest first. */
const feetNear = (point: LngLat, roads: readonly RoadSegment[]): Foot[] =>
  roads
    .map((segment) => ({ segment, ...footOn(segment, point) }))
    .filter(({ metres }) => metres <= OFF_ROAD_M)
    .map(({ segment, share, metres }): Foot => ({ segment, share, offM: metres }))
    .sort((a, b) => a.offM - b.offM)

/** The nearest street, or the nearest streets of a corner, and those that are so little farther. */
const within = (feet: readonly Foot[], farther: number): Foot[] => {
  const limit = (feet[0]?.offM ?? 0) + Math.max(AS_NEAR_M, farther)
  return feet.filter(({ offM }) => offM <= limit)
}

const shorter = (one: Way | null, other: Way | null): Way | null =>
  one === null || (other !== null && other.metres < one.metres) ? other : one

function shortestWay(graph: Graph, starts: readonly Foot[], ends: readonly Foot[]): Way | null {
  if (starts.length === 0 || ends.length === 0) return null
  const reached = waysFrom(graph, starts.flatMap(endsOf))
  let best: Way | null = null
  for (const end of ends) {
    for (const { to, metres } of endsOf(end)) {
      const way = reached.get(to)
      if (way) best = shorter(best, { metres: way.metres + metres, offRoadM: way.offRoadM + end.offM })
    }
    for (const start of starts) {
      if (start.segment !== end.segment) continue
      const offRoadM = start.offM + end.offM
      best = shorter(best, { metres: offRoadM + Math.abs(start.share - end.share) * start.segment.metres, offRoadM })
    }
  }
  return best
}

/** From a place over its foot to the two ends of its street. */
const endsOf = ({ segment, share, offM }: Foot): Step[] => [
  { to: nodeOf(segment.from), metres: offM + share * segment.metres, offRoadM: offM },
  { to: nodeOf(segment.to), metres: offM + (1 - share) * segment.metres, offRoadM: offM },
]

type Graph = ReadonlyMap<string, readonly Edge[]>

function graphOf(roads: readonly RoadSegment[]): Graph {
  const graph = new Map<string, Edge[]>()
  const add = (from: string, edge: Edge): void => {
    const edges = graph.get(from)
    if (edges) edges.push(edge)
    else graph.set(from, [edge])
  }
  for (const { from, to, metres } of roads) {
    add(nodeOf(from), { to: nodeOf(to), metres })
    add(nodeOf(to), { to: nodeOf(from), metres })
  }
  return graph
}

/** The frontier stays short among the streets of a kilometre, so that looking it through is as quick as a heap. */
function waysFrom(graph: Graph, starts: readonly Step[]): Map<string, Way> {
  const settled = new Map<string, Way>()
  const frontier = new Map<string, Way>()
  const offer = (to: string, way: Way): void => {
    if (!settled.has(to) && way.metres < (frontier.get(to)?.metres ?? Number.POSITIVE_INFINITY)) frontier.set(to, way)
  }
  for (const { to, ...way } of starts) offer(to, way)
  while (frontier.size > 0) {
    let [node, way] = ['', { metres: Number.POSITIVE_INFINITY, offRoadM: 0 } as Way]
    for (const [candidate, one] of frontier) if (one.metres < way.metres) [node, way] = [candidate, one]
    frontier.delete(node)
    settled.set(node, way)
    for (const { to, metres } of graph.get(node) ?? []) offer(to, { metres: way.metres + metres, offRoadM: way.offRoadM })
  }
  return settled
}
