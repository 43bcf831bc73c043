// Campuses of the synthetic district: where one fits in a block of the city, its outline and its gates.
import type { AreaGeometry } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import { CANAL_CLEARANCE, type CityBlock, canalAt, place, type Sheet } from './synthetic-city.ts'
import type { Random } from './synthetic-random.ts'

export type CampusSize = { width: [number, number]; depth: [number, number]; gates: number }
export type CampusForm = 'plain' | 'hole' | 'parts'
export type Site = { boundary: AreaGeometry; gates: { name: string; position: LngLat }[] }

/** Takes ground in the township for one campus and returns what stands there; throws if the township is full. */
export type Surveyor = (township: number, size: CampusSize, form: CampusForm) => Site

/** A block is used from two opposite streets: two rows of plots, back to back, each with a cursor. */
type Plots = { block: CityBlock; alongU: boolean; length: number; depth: number; used: [number, number] }
type Plot = { start: number; width: number; depth: number; toSheet: (point: Local) => Sheet }
/** Metres along the street and away from it. */
type Local = [along: number, away: number]
/** A gate stands on an edge of a ring, at a share of its length. */
type GatePlace = { part: number; edge: number; share: number }
type Outline = { parts: Local[][][]; gates: GatePlace[] }

const SETBACK = 5
const GAP = 12
const FITTING_TRIES = 60

export function surveyor(blocks: readonly CityBlock[], random: Random): Surveyor {
  const plots = blocks.filter(({ use }) => use === 'living' || use === 'trade').map((block) => plotsOf(block, random))
  return (township, size, form) => {
    const near = plots.filter(({ block }) => block.township === township)
    const wanted = { width: random.between(...size.width), depth: random.between(...size.depth) }
    for (let attempt = 0; attempt < FITTING_TRIES * 10; attempt++) {
      const candidate = random.pick(near)
      const neighbours = candidate.used[0] > 0 || candidate.used[1] > 0
      if (attempt < FITTING_TRIES && neighbours !== random.chance(0.5)) continue
      const shrink = attempt < FITTING_TRIES * 5 ? 1 : 0.8
      const plot = take(candidate, wanted.width * shrink, wanted.depth * shrink, random)
      if (plot) return build(plot, outlineOf(plot, form, size.gates, random))
    }
    throw new Error(`no plot of ${Math.round(wanted.width)} × ${Math.round(wanted.depth)} m is left in township ${township}`)
  }
}

function plotsOf(block: CityBlock, random: Random): Plots {
  const alongU = random.chance(0.55)
  const [u, v] = [block.u1 - block.u0, block.v1 - block.v0]
  return { block, alongU, length: alongU ? u : v, depth: alongU ? v : u, used: [0, 0] }
}

function take(plots: Plots, width: number, depth: number, random: Random): Plot | null {
  const row = random.chance(0.5) ? 0 : 1
  const whole = depth + SETBACK + GAP / 2 > plots.depth / 2
  if (whole && depth + 2 * SETBACK > plots.depth) return null
  const from = whole ? Math.max(...plots.used) : plots.used[row]
  const spare = plots.length - from - width - 2 * SETBACK
  if (spare < 0) return null
  const start = from + SETBACK + (random.chance(0.4) ? 0 : random.between(0, Math.min(spare, 110)))
  const { u0, v0, u1, v1 } = plots.block
  const toSheet = ([along, away]: Local): Sheet => {
    const a = start + along
    const b = SETBACK + away
    if (plots.alongU) return [u0 + a, row === 0 ? v0 + b : v1 - b]
    return [row === 0 ? u0 + b : u1 - b, v0 + a]
  }
  if (wet([toSheet([0, 0]), toSheet([width, depth])])) return null
  const end = start + width + GAP
  if (whole) plots.used = [end, end]
  else plots.used[row] = end
  return { start, width, depth, toSheet }
}

function wet([a, b]: [Sheet, Sheet]): boolean {
  const [west, east] = [Math.min(a[0], b[0]) - CANAL_CLEARANCE, Math.max(a[0], b[0]) + CANAL_CLEARANCE]
  return [0, 0.25, 0.5, 0.75, 1].some((share) => {
    const canal = canalAt(a[1] + (b[1] - a[1]) * share)
    return canal > west && canal < east
  })
}

function outlineOf({ width, depth, start }: Plot, form: CampusForm, gateCount: number, random: Random): Outline {
  if (form === 'parts') return twoParts(width, depth, random)
  const corner = start <= SETBACK + 1
  const outline =
    form === 'hole'
      ? withHole(width, depth, random)
      : random.pick([rectangle, rectangle, rearL, rearL, frontL, wedge])(width, depth, random)
  const last = (outline.parts[0]?.[0]?.length ?? 1) - 1
  // On a corner of the block the side is a street as well: the side gate opens there.
  if (gateCount > 1)
    outline.gates.push(
      corner ? { part: 0, edge: last, share: random.between(0.25, 0.6) } : { part: 0, edge: 0, share: random.between(0.82, 0.93) },
    )
  if (gateCount > 2) outline.gates.push({ part: 0, edge: 0, share: random.between(0.06, 0.14) })
  return outline
}

type Draw = (width: number, depth: number, random: Random) => Outline
const mainGate = (random: Random): GatePlace => ({ part: 0, edge: 0, share: random.between(0.3, 0.7) })
const one = (ring: Local[], random: Random): Outline => ({ parts: [[ring]], gates: [mainGate(random)] })

const rectangle: Draw = (w, d, random) =>
  one(
    [
      [0, 0],
      [w, 0],
      [w - random.between(0, 2), d],
      [random.between(0, 2), d - random.between(0, 2)],
    ],
    random,
  )

const wedge: Draw = (w, d, random) =>
  one(
    [
      [0, 0],
      [w, 0],
      [w * random.between(0.86, 0.97), d],
      [0, d * random.between(0.8, 0.95)],
    ],
    random,
  )

const rearL: Draw = (w, d, random) => {
  const [a, b] = [w * random.between(0.45, 0.7), d * random.between(0.45, 0.7)]
  return one(
    [
      [0, 0],
      [w, 0],
      [w, b],
      [a, b + random.between(-1, 1)],
      [a, d],
      [0, d],
    ],
    random,
  )
}

const frontL: Draw = (w, d, random) => {
  const [a, b] = [w * random.between(0.58, 0.8), d * random.between(0.25, 0.4)]
  return one(
    [
      [0, 0],
      [a, 0],
      [a, b],
      [w, b + random.between(-1, 1)],
      [w, d],
      [0, d],
    ],
    random,
  )
}

/** Somebody else's yard in the middle of the campus. */
const withHole: Draw = (w, d, random) => {
  const { parts, gates } = rectangle(w, d, random)
  const [a, b, c, e] = [w * 0.5, w * random.between(0.64, 0.76), d * 0.45, d * random.between(0.62, 0.74)]
  return {
    parts: [
      [
        ...(parts[0] ?? []),
        [
          [a, c],
          [b, c],
          [b, e],
          [a, e],
        ],
      ],
    ],
    gates,
  }
}

/** A footpath of the neighbourhood divides the campus. */
const twoParts: Draw = (w, d, random) => {
  const a = w * random.between(0.45, 0.6)
  const path = random.between(9, 13)
  const left: Local[] = [
    [0, 0],
    [a, 0],
    [a, d],
    [0, d - 2],
  ]
  const right: Local[] = [
    [a + path, 0],
    [w, 0],
    [w - 2, d],
    [a + path, d],
  ]
  return { parts: [[left], [right]], gates: [mainGate(random), { part: 1, edge: 0, share: random.between(0.3, 0.7) }] }
}

function build({ toSheet }: Plot, { parts, gates }: Outline): Site {
  const placed = parts.map((part) => part.map((ring) => ring.map((point) => rounded(place(toSheet(point))))))
  const named = gates.map(({ part, edge, share }, i) => {
    const ring = placed[part]?.[0] ?? []
    const [from, to] = [ring[edge % ring.length] as LngLat, ring[(edge + 1) % ring.length] as LngLat]
    const position: LngLat = rounded([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share])
    return { name: i === 0 ? '正门' : `${facing(ring, from, to)}${i === 1 ? '门' : '侧门'}`, position }
  })
  const coordinates = placed.map((part) => part.map((ring, r) => closed(wound(ring, r === 0))))
  const [first] = coordinates
  const boundary: AreaGeometry =
    coordinates.length === 1 && first ? { type: 'Polygon', coordinates: first } : { type: 'MultiPolygon', coordinates }
  return { boundary, gates: named }
}

/** The quarter of the compass that an edge looks to, away from the middle of its ring. */
function facing(ring: LngLat[], from: LngLat, to: LngLat): string {
  const middle = ring.reduce<LngLat>(([x, y], [lng, lat]) => [x + lng / ring.length, y + lat / ring.length], [0, 0])
  const [east, north] = [((from[0] + to[0]) / 2 - middle[0]) * 0.783, (from[1] + to[1]) / 2 - middle[1]]
  if (Math.abs(east) > Math.abs(north)) return east > 0 ? '东' : '西'
  return north > 0 ? '北' : '南'
}

function wound(ring: LngLat[], counterClockwise: boolean): LngLat[] {
  const area = ring.reduce((sum, [x1, y1], i) => {
    const [x2, y2] = ring[(i + 1) % ring.length] as LngLat
    return sum + (x1 - 106) * (y2 - 38) - (x2 - 106) * (y1 - 38)
  }, 0)
  return area > 0 === counterClockwise ? ring : [...ring].reverse()
}

const closed = (ring: LngLat[]): LngLat[] => [...ring, ring[0] as LngLat]

/** 7 decimals of a degree are about 1 cm. */
const rounded = ([lng, lat]: LngLat): LngLat => [Math.round(lng * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7]
