// The shortest way on foot from a venue to a gate, along the streets of a road network (R29): Dijkstra over the few streets around them.
import type { LngLat } from '#contracts/time.ts'
import { footOn, type RoadSegment } from './road-network.ts'

export interface WalkingRoute {
  /** door to street, along the streets, street to gate */
  readonly metres: number
  /** of it without a street: nobody drew the way from a door to the pavement */
  readonly offRoadM: number
}

/** Farther from any street than this, the network does not know the place. */
const OFF_ROAD_M = 80
/** Points that are the same corner: 6 decimals of a degree are 0.1 m. */
const nodeOf = ([lng, lat]: LngLat): string => `${lng.toFixed(6)},${lat.toFixed(6)}`

interface Foot {
  readonly segment: RoadSegment
  readonly share: number
  readonly offM: number
}
interface Edge {
  readonly to: string
  readonly metres: number
}

/** The way to the nearest of the gates, or null where the network leads to none. */
export function walkingRoute(from: LngLat, gates: readonly LngLat[], roads: readonly RoadSegment[]): WalkingRoute | null {
  const starts = feetNear(from, roads)
  if (starts.length === 0) return null
  const reached = distancesFrom(graphOf(roads), starts.flatMap(endsOf))
  let best: WalkingRoute | null = null
  for (const gate of gates) {
    for (const end of feetNear(gate, roads)) {
      const along = alongStreets(starts, end, reached)
      const offRoadM = (starts[0] as Foot).offM + end.offM
      if (along !== null && along + offRoadM < (best?.metres ?? Number.POSITIVE_INFINITY)) best = { metres: along + offRoadM, offRoadM }
    }
  }
  return best
}

/** A corner lies on several streets at once. */
const AS_NEAR_M = 1

/** Where a place meets its nearest street, or the nearest streets of a corner. */
function feetNear(point: LngLat, roads: readonly RoadSegment[]): Foot[] {
  const feet = roads
    .map((segment) => ({ segment, ...footOn(segment, point) }))
    .filter(({ metres }) => metres <= OFF_ROAD_M)
    .map(({ segment, share, metres }): Foot => ({ segment, share, offM: metres }))
  const nearest = Math.min(...feet.map(({ offM }) => offM))
  return feet.filter(({ offM }) => offM <= nearest + AS_NEAR_M).sort((a, b) => a.offM - b.offM)
}

/** From a foot to the two ends of its street. */
const endsOf = ({ segment, share }: Foot): Edge[] => [
  { to: nodeOf(segment.from), metres: share * segment.metres },
  { to: nodeOf(segment.to), metres: (1 - share) * segment.metres },
]

function alongStreets(starts: readonly Foot[], end: Foot, reached: ReadonlyMap<string, number>): number | null {
  const ways = endsOf(end).map(({ to, metres }) => (reached.get(to) ?? Number.POSITIVE_INFINITY) + metres)
  for (const start of starts) if (start.segment === end.segment) ways.push(Math.abs(start.share - end.share) * start.segment.metres)
  const shortest = Math.min(...ways)
  return Number.isFinite(shortest) ? shortest : null
}

function graphOf(roads: readonly RoadSegment[]): Map<string, Edge[]> {
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
function distancesFrom(graph: ReadonlyMap<string, readonly Edge[]>, starts: readonly Edge[]): Map<string, number> {
  const settled = new Map<string, number>()
  const frontier = new Map<string, number>()
  const offer = ({ to, metres }: Edge): void => {
    if (!settled.has(to) && metres < (frontier.get(to) ?? Number.POSITIVE_INFINITY)) frontier.set(to, metres)
  }
  starts.forEach(offer)
  while (frontier.size > 0) {
    let [node, metres] = ['', Number.POSITIVE_INFINITY]
    for (const [candidate, far] of frontier) if (far < metres) [node, metres] = [candidate, far]
    frontier.delete(node)
    settled.set(node, metres)
    for (const edge of graph.get(node) ?? []) offer({ to: edge.to, metres: metres + edge.metres })
  }
  return settled
}
