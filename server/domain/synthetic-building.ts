// What stands on a block of the synthetic city: outlines for the basemap alone. Computed where it is drawn, block by block, since the
// 40,000 of them would be far more to send than to compute.
import type { LngLat } from '#contracts/time.ts'
import type { BlockUse } from './synthetic-city.ts'
import { type Random, seeded } from './synthetic-random.ts'

/** West, south, east, north, degrees. */
export type Bounds = readonly [west: number, south: number, east: number, north: number]
/** On a block, metres from its south-west corner, along its sides. */
type Plot = { x: number; y: number; width: number; depth: number }

const METRES_PER_DEGREE = 111_000
const EDGE = 9
// Clear of a campus's fence, metres
const CLEAR = 7

/**
 * The outlines on one block, each a closed ring; the same for the same block.
 * @param corners south-west, south-east, north-east, north-west
 * @param taken grounds where nothing else may stand, such as campuses
 */
export function blockBuildings(corners: readonly LngLat[], use: BlockUse, taken: readonly Bounds[]): LngLat[][] {
  const [sw, se, ne, nw] = corners
  if (!sw || !se || !ne || !nw || use === 'park') return []
  const squeeze = Math.cos((sw[1] * Math.PI) / 180)
  const metres = (a: LngLat, b: LngLat) => Math.hypot((b[0] - a[0]) * squeeze, b[1] - a[1]) * METRES_PER_DEGREE
  const width = metres(sw, se)
  const depth = metres(sw, nw)
  const random = seeded(Math.round(sw[0] * 1e5) * 31 + Math.round(sw[1] * 1e5))
  const at = (x: number, y: number): LngLat => {
    const [s, t] = [x / width, y / depth]
    const mix = (axis: 0 | 1) => (1 - t) * ((1 - s) * sw[axis] + s * se[axis]) + t * ((1 - s) * nw[axis] + s * ne[axis])
    return [mix(0), mix(1)]
  }
  const clear: LngLat = [CLEAR / METRES_PER_DEGREE / squeeze, CLEAR / METRES_PER_DEGREE]
  const near = taken
    .map(([west, south, east, north]): Bounds => [west - clear[0], south - clear[1], east + clear[0], north + clear[1]])
    .filter((bounds) => meets(bounds, corners))
  return PLOTS[use](width, depth, random)
    .map(({ x, y, width: w, depth: d }) => [at(x, y), at(x + w, y), at(x + w, y + d), at(x, y + d), at(x, y)])
    .filter((ring) => !near.some((bounds) => meets(bounds, ring)))
}

/** Whether the bounds of the points meet these bounds. */
function meets([west, south, east, north]: Bounds, points: readonly LngLat[]): boolean {
  const lngs = points.map(([lng]) => lng)
  const lats = points.map(([, lat]) => lat)
  return Math.max(...lngs) > west && Math.min(...lngs) < east && Math.max(...lats) > south && Math.min(...lats) < north
}

type Layout = (width: number, depth: number, random: Random) => Plot[]

/** Rows of slabs that face south, as far apart as the winter sun asks. */
const living: Layout = (width, depth, random) => {
  const plots: Plot[] = []
  const pitch = random.between(32, 40)
  const length = random.between(34, 52)
  for (let y = EDGE; y + 13 <= depth - EDGE; y += pitch)
    for (let x = EDGE; x + 22 <= width - EDGE; x += length + 13) {
      if (random.chance(0.1)) continue
      plots.push({ x, y: y + random.between(0, 3), width: Math.min(length * random.between(0.85, 1), width - EDGE - x), depth: 12.5 })
    }
  return plots
}

const halls =
  (size: number, high: number, gap: number, kept: number): Layout =>
  (width, depth, random) => {
    const plots: Plot[] = []
    for (let y = EDGE; y + 20 <= depth - EDGE; y += high + gap)
      for (let x = EDGE; x + 20 <= width - EDGE; x += size + gap) {
        if (!random.chance(kept)) continue
        const [w, d] = [size * random.between(0.55, 1), high * random.between(0.6, 1)]
        plots.push({ x, y, width: Math.min(w, width - EDGE - x), depth: Math.min(d, depth - EDGE - y) })
      }
    return plots
  }

const PLOTS: Record<Exclude<BlockUse, 'park'>, Layout> = { living, trade: halls(62, 46, 20, 0.85), industry: halls(108, 52, 24, 0.8) }
