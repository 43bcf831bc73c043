// The plan of the synthetic city (示例区): streets, blocks and water, which district and basemap both take from here so that they agree.
// Drawn on a sheet (u east, v north, metres) where streets are straight; `place` bends and turns the sheet onto the ground.
import type { LngLat } from '#contracts/time.ts'
import { type Random, seeded } from './synthetic-random.ts'

/** Metres east and north on the sheet. */
export type Sheet = readonly [u: number, v: number]
export type StreetClass = 'major' | 'street' | 'lane'
export type CityStreet = { name: string; class: StreetClass; line: Sheet[] }
/** The ground between streets, pavements excluded. */
export type CityBlock = { u0: number; v0: number; u1: number; v1: number; township: number; use: BlockUse }
export type BlockUse = 'living' | 'trade' | 'industry' | 'park'
export type CityWater = { name: string; ring: Sheet[] }
export type CityPark = { name: string; ring: Sheet[] }
export type City = {
  streets: CityStreet[]
  blocks: CityBlock[]
  parks: CityPark[]
  water: CityWater[]
  townships: { name: string; centre: Sheet }[]
}

const CENTRE: LngLat = [106.2, 38.5]
// Metres of a degree on the ellipsoid at 38.5° N.
const METRES_PER_LNG = 87_230
const METRES_PER_LAT = 110_996
const TURN = (6 * Math.PI) / 180

/** Half width from the middle of the street to the back of its pavement, metres. */
const HALF_WIDTH: Record<StreetClass, number> = { major: 23, street: 13, lane: 8 }
const SPACING = { low: 820, high: 1080 }
const COLUMNS = 11
const ROWS = 9
const RING_GAP = 420
/** The two roads that go on beyond the ring road, over the river too. */
const THROUGH = { column: 5, row: 3 }
const COUNTRY_REACH = 11_500
const CANAL_HALF_WIDTH = 17
/** The canal's green banks included, metres from its middle. */
export const CANAL_CLEARANCE = 62

const TOWNSHIPS = ['示例中街道', '示例东街道', '示例南街道', '示例西街道', '示例北街道', '示例渠西镇', '示例湖滨镇', '示例河湾镇']
const TOWNS: { township: number; at: Sheet; road: string }[] = [
  { township: 5, at: [-9000, 1300], road: '渠西公路' },
  { township: 6, at: [3300, 7500], road: '湖滨公路' },
  { township: 7, at: [1900, -7600], road: '河湾公路' },
]

/** Where a point of the sheet lies on the ground: bent a little, turned by 6°, WGS-84. */
export function place([u, v]: Sheet): LngLat {
  const x = u + 230 * Math.sin(v / 2700 + 0.7) + 60 * Math.sin(u / 1500)
  const y = v + 190 * Math.sin(u / 3000 - 0.4) + 60 * Math.sin(v / 1700 + 1)
  const east = x * Math.cos(TURN) + y * Math.sin(TURN)
  const north = y * Math.cos(TURN) - x * Math.sin(TURN)
  return [CENTRE[0] + east / METRES_PER_LNG, CENTRE[1] + north / METRES_PER_LAT]
}

/** East of the canal's middle at the height v. */
export const canalAt = (v: number) => -2150 + 520 * Math.sin(v / 2300 + 0.5) + 150 * Math.sin(v / 720)
const riverAt = (v: number) => 8700 + 800 * Math.sin(v / 3100) + 260 * Math.sin(v / 1150 + 2)

export function syntheticCity(seed: number): City {
  const random = seeded(seed * 7919 + 17)
  const names = streetNames(random)
  const us = gridLines(random, COLUMNS)
  const vs = gridLines(random, ROWS)
  const ring = { a: (us.at(-1) as number) + RING_GAP, b: (vs.at(-1) as number) + RING_GAP }
  const plan: Plan = { random, names, streets: [], blocks: [], parks: [], water: [] }

  layRing(plan, ring)
  for (const [i, u] of us.entries()) layMajor(plan, ring, u, 'u', i === THROUGH.column)
  for (const [i, v] of vs.entries()) layMajor(plan, ring, v, 'v', i === THROUGH.row)
  for (const cell of cellsOf(us, vs)) if (built(random, cell, ring)) fillCell(plan, cell, townshipOf(cell, ring), MAJOR_EDGES)
  for (const town of TOWNS) layTown(plan, town, ring)
  layWater(plan)

  const streets = plan.streets.flatMap((street) => (street.class === 'lane' ? withoutBridge(street) : [street]))
  const townships = TOWNSHIPS.map((name, i) => ({ name, centre: centreOf(plan.blocks.filter((block) => block.township === i)) }))
  return { streets, blocks: plan.blocks, parks: plan.parks, water: plan.water, townships }
}

type Plan = {
  random: Random
  names: { take: (suffix: string) => string }
  streets: CityStreet[]
  blocks: CityBlock[]
  parks: CityPark[]
  water: CityWater[]
}
type Cell = { u0: number; v0: number; u1: number; v1: number }
type Ellipse = { a: number; b: number }
/** The class of the street along each side. */
type Edges = { west: StreetClass; south: StreetClass; east: StreetClass; north: StreetClass }
const MAJOR_EDGES: Edges = { west: 'major', south: 'major', east: 'major', north: 'major' }
const STREET_EDGES: Edges = { west: 'street', south: 'street', east: 'street', north: 'street' }

/** Two characters of good omen and no real place: 文泉街, 德丰路. */
function streetNames(random: Random) {
  const first = [...'文昌明德和兴安丰康宁福景瑞清秀春光永民云']
  const second = [...'华源林泉园苑盛达平阳湖溪桥荣庆乐泽锦怡翠']
  const pairs = random.shuffle(first.flatMap((a) => second.map((b) => a + b)))
  let used = 0
  return { take: (suffix: string) => `${pairs[used++ % pairs.length]}${suffix}` }
}

function gridLines(random: Random, count: number): number[] {
  const lines = [0]
  for (let i = 0; i < count; i++) lines.push((lines[i] as number) + random.between(SPACING.low, SPACING.high))
  const middle = (lines.at(-1) as number) / 2
  return lines.map((line) => line - middle)
}

function cellsOf(us: number[], vs: number[]): Cell[] {
  return us.slice(1).flatMap((u1, i) => vs.slice(1).map((v1, j) => ({ u0: us[i] as number, v0: vs[j] as number, u1, v1 })))
}

/** 0 at the centre, 1 on the ring road. */
const reach = (u: number, v: number, { a, b }: Ellipse) => Math.abs(u / a) ** 3 + Math.abs(v / b) ** 3

function built(random: Random, { u0, v0, u1, v1 }: Cell, ring: Ellipse): boolean {
  const ragged = random.between(0.45, 0.85)
  const corners = [reach(u0, v0, ring), reach(u0, v1, ring), reach(u1, v0, ring), reach(u1, v1, ring)]
  return Math.max(...corners) < 0.93 && reach((u0 + u1) / 2, (v0 + v1) / 2, ring) < ragged
}

function townshipOf({ u0, v0, u1, v1 }: Cell, { a, b }: Ellipse): number {
  const east = (u0 + u1) / 2 / a
  const north = (v0 + v1) / 2 / b
  if (Math.abs(east) < 0.34 && Math.abs(north) < 0.4) return 0
  if (Math.abs(east) > Math.abs(north)) return east > 0 ? 1 : 3
  return north > 0 ? 4 : 2
}

function layRing(plan: Plan, { a, b }: Ellipse) {
  const line: Sheet[] = Array.from({ length: 97 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 96
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    return [a * Math.sign(c) * Math.abs(c) ** (2 / 3), b * Math.sign(s) * Math.abs(s) ** (2 / 3)]
  })
  plan.streets.push({ name: '示例环路', class: 'major', line })
}

function layMajor(plan: Plan, { a, b }: Ellipse, at: number, axis: 'u' | 'v', through: boolean) {
  const onRing = axis === 'u' ? b * (1 - Math.abs(at / a) ** 3) ** (1 / 3) : a * (1 - Math.abs(at / b) ** 3) ** (1 / 3)
  const half = through ? COUNTRY_REACH : onRing
  const name = plan.names.take(axis === 'u' ? '大街' : '路')
  plan.streets.push({
    name,
    class: 'major',
    line: straight(axis === 'u' ? [at, -half] : [-half, at], axis === 'u' ? [at, half] : [half, at]),
  })
}

function fillCell(plan: Plan, cell: Cell, township: number, edges: Edges) {
  const { random } = plan
  const [u, v] = [(cell.u0 + cell.u1) / 2, (cell.v0 + cell.v1) / 2]
  if (edges === MAJOR_EDGES && random.chance(0.045)) return layPark(plan, inset(cell, edges), township)
  const centrality = Math.hypot(u, v) / 5500
  const industrial = u > 2300 && v < -900
  const use = (): BlockUse => {
    if (random.chance(0.05)) return 'park'
    if (random.chance(industrial ? 0.75 : 0.03)) return 'industry'
    return random.chance(Math.max(0.06, 0.5 - centrality)) ? 'trade' : 'living'
  }
  split(plan, cell, edges, (leaf) => {
    const kind = use()
    if (kind === 'park') plan.parks.push({ name: plan.names.take('游园'), ring: corners(leaf) })
    plan.blocks.push({ ...leaf, township, use: kind })
  })
}

/** Cuts a cell by streets, then lanes, until its blocks are 230–460 m wide; neighbours cut elsewhere, so that junctions are often a T. */
function split(plan: Plan, cell: Cell, edges: Edges, leaf: (cell: Cell) => void) {
  const { random, names, streets } = plan
  const [width, height] = [cell.u1 - cell.u0, cell.v1 - cell.v0]
  const longer = Math.max(width, height)
  if (longer < 300 || (longer < 480 && random.chance(0.62))) return leaf(inset(cell, edges))
  const share = random.between(0.4, 0.6)
  const kind: StreetClass = longer > 620 ? 'street' : 'lane'
  if (width >= height) {
    const u = cell.u0 + share * width
    streets.push({ name: names.take(kind === 'lane' ? '巷' : '街'), class: kind, line: straight([u, cell.v0], [u, cell.v1]) })
    split(plan, { ...cell, u1: u }, { ...edges, east: kind }, leaf)
    split(plan, { ...cell, u0: u }, { ...edges, west: kind }, leaf)
  } else {
    const v = cell.v0 + share * height
    streets.push({ name: names.take(kind === 'lane' ? '巷' : '路'), class: kind, line: straight([cell.u0, v], [cell.u1, v]) })
    split(plan, { ...cell, v1: v }, { ...edges, north: kind }, leaf)
    split(plan, { ...cell, v0: v }, { ...edges, south: kind }, leaf)
  }
}

const inset = ({ u0, v0, u1, v1 }: Cell, { west, south, east, north }: Edges): Cell => ({
  u0: u0 + HALF_WIDTH[west],
  v0: v0 + HALF_WIDTH[south],
  u1: u1 - HALF_WIDTH[east],
  v1: v1 - HALF_WIDTH[north],
})

function layPark(plan: Plan, cell: Cell, township: number) {
  const name = plan.names.take('公园')
  plan.parks.push({ name, ring: corners(cell) })
  plan.blocks.push({ ...cell, township, use: 'park' })
  plan.water.push({ name: `${name.slice(0, 2)}湖`, ring: lake(plan.random, cell) })
}

function lake(random: Random, { u0, v0, u1, v1 }: Cell): Sheet[] {
  const phases = [random.between(0, 6), random.between(0, 6)]
  const ring: Sheet[] = Array.from({ length: 36 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 36
    const r = 1 + 0.22 * Math.sin(2 * angle + (phases[0] as number)) + 0.12 * Math.sin(3 * angle + (phases[1] as number))
    return [(u0 + u1) / 2 + 0.3 * (u1 - u0) * r * Math.cos(angle), (v0 + v1) / 2 + 0.27 * (v1 - v0) * r * Math.sin(angle)]
  })
  return [...ring, ring[0] as Sheet]
}

function layTown(plan: Plan, { township, at: [u, v], road }: (typeof TOWNS)[number], ring: Ellipse) {
  const { random, names, streets } = plan
  const us = gridLines(random, 4).map((line) => u + line * 0.62)
  const vs = gridLines(random, 3).map((line) => v + line * 0.6)
  const [west, east] = [us[0] as number, us.at(-1) as number]
  const [south, north] = [vs[0] as number, vs.at(-1) as number]
  for (const line of us) streets.push({ name: names.take('街'), class: 'street', line: straight([line, south], [line, north]) })
  for (const line of vs) streets.push({ name: names.take('路'), class: 'street', line: straight([west, line], [east, line]) })
  const middle = { u: (west + east) / 2, v: (south + north) / 2 }
  for (const cell of cellsOf(us, vs)) {
    const corner =
      Math.abs((cell.u0 + cell.u1) / 2 - middle.u) > (east - west) / 4 && Math.abs((cell.v0 + cell.v1) / 2 - middle.v) > (north - south) / 4
    if (!corner || random.chance(0.45)) fillCell(plan, cell, township, STREET_EDGES)
  }
  streets.push({ name: road, class: 'major', line: townRoad([u, v], { west, east, south, north }, ring) })
}

/** From the town's near side to the ring road, with a bend. */
function townRoad([u, v]: Sheet, town: { west: number; east: number; south: number; north: number }, { a, b }: Ellipse): Sheet[] {
  const sideways = Math.abs(u / a) > Math.abs(v / b)
  const from: Sheet = sideways ? [u < 0 ? town.east : town.west, v] : [u, v < 0 ? town.north : town.south]
  const to: Sheet = sideways
    ? [Math.sign(u) * a * (1 - Math.abs(v / b) ** 3) ** (1 / 3), v]
    : [u, Math.sign(v) * b * (1 - Math.abs(u / a) ** 3) ** (1 / 3)]
  return Array.from({ length: 13 }, (_, i) => {
    const t = i / 12
    const bend = 70 * Math.sin(2 * Math.PI * t)
    return sideways ? [from[0] + (to[0] - from[0]) * t, v + bend] : [u + bend, from[1] + (to[1] - from[1]) * t]
  })
}

function layWater(plan: Plan) {
  const banks = (at: (v: number) => number, half: number, step: number): Sheet[] => {
    const count = Math.round(24_000 / step)
    const vs = Array.from({ length: count + 1 }, (_, i) => -12_000 + i * step)
    const ring: Sheet[] = [...vs.map((v): Sheet => [at(v) + half, v]), ...vs.reverse().map((v): Sheet => [at(v) - half, v])]
    return [...ring, ring[0] as Sheet]
  }
  plan.water.push({ name: '示例渠', ring: banks(canalAt, CANAL_HALF_WIDTH, 150) }, { name: '示例河', ring: banks(riverAt, 230, 300) })
  plan.parks.push({ name: '渠滨绿带', ring: banks(canalAt, CANAL_CLEARANCE - 12, 150) })
}

/** Lanes end at the canal's banks; only wider streets have a bridge. */
function withoutBridge(street: CityStreet): CityStreet[] {
  const [from, to] = [street.line[0] as Sheet, street.line.at(-1) as Sheet]
  const count = Math.max(2, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / 20))
  const pieces: Sheet[][] = [[]]
  for (let i = 0; i <= count; i++) {
    const point: Sheet = [from[0] + ((to[0] - from[0]) * i) / count, from[1] + ((to[1] - from[1]) * i) / count]
    if (Math.abs(point[0] - canalAt(point[1])) < CANAL_CLEARANCE - 14) pieces.push([])
    else pieces.at(-1)?.push(point)
  }
  const kept = pieces.filter((piece) => piece.length > 1)
  return kept.map((piece) => ({ ...street, line: [piece[0] as Sheet, piece.at(-1) as Sheet] }))
}

/** A line with a point every ~450 m, so that it bends with the sheet. */
function straight(from: Sheet, to: Sheet): Sheet[] {
  const count = Math.max(1, Math.round(Math.hypot(to[0] - from[0], to[1] - from[1]) / 450))
  return Array.from({ length: count + 1 }, (_, i) => [from[0] + ((to[0] - from[0]) * i) / count, from[1] + ((to[1] - from[1]) * i) / count])
}

export const corners = ({ u0, v0, u1, v1 }: Cell): Sheet[] => [
  [u0, v0],
  [u1, v0],
  [u1, v1],
  [u0, v1],
  [u0, v0],
]

function centreOf(blocks: CityBlock[]): Sheet {
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length)
  return [mean(blocks.map(({ u0, u1 }) => (u0 + u1) / 2)), mean(blocks.map(({ v0, v1 }) => (v0 + v1) / 2))]
}
