// Areas on the map, straight in degrees as GeoJSON says: which side a point is on, and whether a geometry can be a campus boundary.
// No library, so that the browser may import it.
import type { AreaGeometry } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'

export type Ring = LngLat[]

const METRES_PER_DEGREE = 111_320
const MAX_EXTENT_METRES = 20_000
/** The belt's time grows with the square of them: 40 take 0.5 s, 200 would hold up the server for 4 s. No campus has 20. */
const MAX_NOTCHES = 40
/** A notch that is narrower or shallower is filled up before the belt is made, or moves it by less than its error. */
const NOTCH = { width: 16, depth: 8 }

/** Whether the point is in the area; its edge counts as inside, its holes do not. */
export function contains(area: AreaGeometry, point: LngLat): boolean {
  return partsOf(area).some(([outer = [], ...holes]) => {
    const side = sideOf(outer, point)
    return side === 'edge' || (side === 'inside' && holes.every((hole) => sideOf(hole, point) !== 'inside'))
  })
}

/** Why an area cannot be a campus boundary. `part` and `ring` count from 0; `edges` are the two that cross; `message` names ring and finding. */
export interface BoundaryFault {
  readonly what:
    | 'noRing'
    | 'fewPoints'
    | 'badPoint'
    | 'notClosed'
    | 'noArea'
    | 'tooWide'
    | 'tooJagged'
    | 'crossesItself'
    | 'crossesOther'
    | 'holeOutside'
    | 'holeInHole'
    | 'partInPart'
  readonly part: number
  readonly ring: number
  readonly edges: readonly [LngLat, LngLat][]
  readonly message: string
}

/** Why this cannot be a campus boundary, in words that name ring and finding; null if it can. */
export const checkBoundary = (geometry: AreaGeometry): string | null => boundaryFault(geometry)?.message ?? null

/** The first reason why this cannot be a campus boundary; null if it can. */
export function boundaryFault(geometry: AreaGeometry): BoundaryFault | null {
  const parts = partsOf(geometry)
  if (parts.length === 0 || parts.some((part) => part.length === 0))
    return { what: 'noRing', part: 0, ring: 0, edges: [], message: 'expected at least one ring, found none' }
  for (const [p, part] of parts.entries()) {
    for (const [r, ring] of part.entries()) {
      const finding = checkRing(ring)
      if (finding) return at(p, r, ...finding)
    }
  }
  const extent = extentMetres(geometry)
  if (extent > MAX_EXTENT_METRES) {
    const message = `expected a campus of at most ${MAX_EXTENT_METRES / 1000} km, found ${(extent / 1000).toFixed(1)} km across`
    return { what: 'tooWide', part: 0, ring: 0, edges: [], message }
  }
  const notches = notchesOf(geometry)
  if (notches > MAX_NOTCHES) {
    const message = `expected at most ${MAX_NOTCHES} notches wider than ${NOTCH.width} m and deeper than ${NOTCH.depth} m, found ${notches}`
    return { what: 'tooJagged', part: 0, ring: 0, edges: [], message }
  }
  return checkCrossings(parts) ?? checkNesting(parts)
}

/** How often the boundary turns back into the campus: runs of corners that turn away from it, by width and depth. */
function notchesOf(geometry: AreaGeometry): number {
  return ringsOf(wound(geometry)).reduce((sum, ring) => sum + notchesIn(ring.slice(0, -1)), 0)
}

function notchesIn(corners: Ring): number {
  const corner = (i: number) => corners[(i + corners.length) % corners.length] as LngLat
  const turnsBack = (i: number) => crossOf(corner(i - 1), corner(i), corner(i + 1)) < 0
  const start = corners.findIndex((_, i) => !turnsBack(i))
  let found = 0
  for (let i = start; start >= 0 && i < start + corners.length; i++) {
    let end = i + 1
    while (end < start + corners.length && turnsBack(end)) end++
    if (end === i + 1) continue
    const [a, b] = [corner(i), corner(end)]
    const width = roughMetres(a, b)
    const doubleArea = Math.max(...Array.from({ length: end - i - 1 }, (_, n) => Math.abs(crossOf(a, corner(i + 1 + n), b))))
    // The cross product is in degrees squared; one of them is at most that many metres.
    const depth = (doubleArea * METRES_PER_DEGREE ** 2 * Math.cos((a[1] * Math.PI) / 180)) / Math.max(width, 0.01)
    if (width > NOTCH.width && depth > NOTCH.depth) found++
    i = end - 1
  }
  return found
}
const crossOf = (a: LngLat, b: LngLat, c: LngLat): number => (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])

const at = (part: number, ring: number, what: BoundaryFault['what'], finding: string): BoundaryFault => ({
  what,
  part,
  ring,
  edges: [],
  message: `part ${part + 1}, ring ${ring + 1}: ${finding}`,
})

function checkRing(ring: Ring): [BoundaryFault['what'], string] | null {
  if (ring.length < 4) return ['fewPoints', `expected at least 4 points, found ${ring.length}`]
  for (const [i, [lng, lat]] of ring.entries()) {
    if (!Number.isFinite(lng) || !Number.isFinite(lat)) return ['badPoint', `point ${i + 1} is not a pair of finite numbers`]
    if (Math.abs(lng) > 180 || Math.abs(lat) > 90) return ['badPoint', `point ${i + 1} is outside ±180° of longitude, ±90° of latitude`]
  }
  if (!same(ring[0], ring[ring.length - 1])) return ['notClosed', 'not closed: expected the last point to equal the first']
  const [origin] = ring as [LngLat]
  return edgesOf(ring).every(([from, to]) => turn(origin, from, to) === 0) ? ['noArea', 'encloses no area'] : null
}

type Edge = { from: LngLat; to: LngLat; part: number; ring: number; index: number; count: number }

function checkCrossings(parts: Ring[][]): BoundaryFault | null {
  const edges: Edge[] = parts.flatMap((rings, part) =>
    rings.flatMap((points, ring) => {
      const kept = edgesOf(points).filter(([from, to]) => !same(from, to))
      return kept.map(([from, to], index) => ({ from, to, part, ring, index, count: kept.length }))
    }),
  )
  // Sorted by their western end, an edge need only be compared with those that begin before it ends.
  edges.sort((a, b) => Math.min(a.from[0], a.to[0]) - Math.min(b.from[0], b.to[0]))
  for (const [i, edge] of edges.entries()) {
    const east = Math.max(edge.from[0], edge.to[0])
    for (let j = i + 1; j < edges.length; j++) {
      const other = edges[j] as Edge
      if (Math.min(other.from[0], other.to[0]) > east) break
      if (conflict(edge, other)) return crossing(edge, other)
    }
  }
  return null
}

function crossing(edge: Edge, other: Edge): BoundaryFault {
  const { part, ring } = edge
  const edges: [LngLat, LngLat][] = [
    [edge.from, edge.to],
    [other.from, other.to],
  ]
  const near = `near ${other.from[0]}, ${other.from[1]}`
  const name = (one: Edge) => `part ${one.part + 1}, ring ${one.ring + 1}`
  if (isOneRing(edge, other))
    return { what: 'crossesItself', part, ring, edges, message: `${name(edge)}: crosses or touches itself ${near}` }
  return { what: 'crossesOther', part, ring, edges, message: `${name(edge)} crosses ${name(other)} ${near}` }
}

const isOneRing = (a: Edge, b: Edge): boolean => a.part === b.part && a.ring === b.ring

/** Edges of one ring may share the vertex between neighbours only; different rings may touch in a point (RFC 7946 follows OGC) but not cross. */
function conflict(a: Edge, b: Edge): boolean {
  const d1 = turn(a.from, a.to, b.from)
  const d2 = turn(a.from, a.to, b.to)
  const d3 = turn(b.from, b.to, a.from)
  const d4 = turn(b.from, b.to, a.to)
  if (d1 * d2 < 0 && d3 * d4 < 0) return true
  if (d1 === 0 && d2 === 0) return overlap(a, b)
  if (!isOneRing(a, b)) return false
  const step = Math.abs(a.index - b.index)
  if (step === 1 || step === a.count - 1) return false
  return (
    (d1 === 0 && within(a, b.from)) || (d2 === 0 && within(a, b.to)) || (d3 === 0 && within(b, a.from)) || (d4 === 0 && within(b, a.to))
  )
}

function overlap(a: Edge, b: Edge): boolean {
  const axis = Math.abs(a.to[0] - a.from[0]) >= Math.abs(a.to[1] - a.from[1]) ? 0 : 1
  const start = Math.max(Math.min(a.from[axis], a.to[axis]), Math.min(b.from[axis], b.to[axis]))
  const end = Math.min(Math.max(a.from[axis], a.to[axis]), Math.max(b.from[axis], b.to[axis]))
  return end > start
}

function checkNesting(parts: Ring[][]): BoundaryFault | null {
  for (const [p, [outer = [], ...holes]] of parts.entries()) {
    for (const [h, hole] of holes.entries()) {
      if (!liesIn(hole, outer)) return at(p, h + 1, 'holeOutside', 'the hole is outside its outer ring')
      const around = holes.findIndex((other) => other !== hole && liesIn(hole, other))
      if (around >= 0) return at(p, h + 1, 'holeInHole', `the hole lies in the hole of ring ${around + 2}`)
    }
    for (const [q, [other = [], ...otherHoles]] of parts.entries()) {
      if (q === p || !liesIn(outer, other)) continue
      if (!otherHoles.some((hole) => liesIn(outer, hole)))
        return { what: 'partInPart', part: p, ring: 0, edges: [], message: `part ${p + 1} lies in part ${q + 1}` }
    }
  }
  return null
}

/** For rings that do not cross: the first vertex not on the other's edge decides. */
function liesIn(ring: Ring, other: Ring): boolean {
  for (const point of ring) {
    const side = sideOf(other, point)
    if (side !== 'edge') return side === 'inside'
  }
  return true
}

function sideOf(ring: Ring, point: LngLat): 'inside' | 'outside' | 'edge' {
  const [x, y] = point
  let inside = false
  let from = ring[0] as LngLat
  for (const to of ring) {
    if (turn(from, to, point) === 0 && within({ from, to }, point)) return 'edge'
    if (from[1] > y !== to[1] > y && x < ((to[0] - from[0]) * (y - from[1])) / (to[1] - from[1]) + from[0]) inside = !inside
    from = to
  }
  return inside ? 'inside' : 'outside'
}

const within = ({ from, to }: { from: LngLat; to: LngLat }, [x, y]: LngLat) =>
  x >= Math.min(from[0], to[0]) && x <= Math.max(from[0], to[0]) && y >= Math.min(from[1], to[1]) && y <= Math.max(from[1], to[1])

const turn = (a: LngLat, b: LngLat, c: LngLat) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
const same = (a: LngLat | undefined, b: LngLat | undefined) => a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1]

/** Metres between two positions, good to 1 %. */
export const roughMetres = (from: LngLat, to: LngLat) =>
  METRES_PER_DEGREE * Math.hypot((to[0] - from[0]) * Math.cos((from[1] * Math.PI) / 180), to[1] - from[1])

function boundsOf(area: AreaGeometry): [west: number, south: number, east: number, north: number] {
  const bounds: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lng, lat] of ringsOf(area).flat()) {
    bounds[0] = Math.min(bounds[0], lng)
    bounds[1] = Math.min(bounds[1], lat)
    bounds[2] = Math.max(bounds[2], lng)
    bounds[3] = Math.max(bounds[3], lat)
  }
  return bounds
}

/** Middle of the area's bounding rectangle. */
export function centreOf(area: AreaGeometry): LngLat {
  const [west, south, east, north] = boundsOf(area)
  return [(west + east) / 2, (south + north) / 2]
}

function extentMetres(area: AreaGeometry): number {
  const [west, south, east, north] = boundsOf(area)
  return roughMetres([west, south], [east, north])
}

export const partsOf = (area: AreaGeometry): Ring[][] => (area.type === 'Polygon' ? [area.coordinates] : area.coordinates)
export const ringsOf = (area: AreaGeometry): Ring[] => partsOf(area).flat()
export const edgesOf = (ring: Ring): [LngLat, LngLat][] => ring.slice(1).map((to, i) => [ring[i] as LngLat, to])

export function mapRings(area: AreaGeometry, change: (ring: Ring, index: number) => Ring): AreaGeometry {
  if (area.type === 'Polygon') return { type: 'Polygon', coordinates: area.coordinates.map(change) }
  return { type: 'MultiPolygon', coordinates: area.coordinates.map((part) => part.map(change)) }
}

/** Outer rings counter-clockwise, holes clockwise (RFC 7946 §3.1.6); JTS writes them the other way. */
export function wound(area: AreaGeometry): AreaGeometry {
  return mapRings(area, (ring, index) => (signedArea(ring) > 0 === (index === 0) ? ring : [...ring].reverse()))
}

/** Twice the area in square degrees, positive when counter-clockwise. */
function signedArea(ring: Ring): number {
  const origin = ring[0] as LngLat
  return edgesOf(ring).reduce((sum, [from, to]) => sum + turn(origin, from, to), 0)
}
