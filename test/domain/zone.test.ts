import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import geographiclib from 'geographiclib-geodesic'
import { describe, expect, test, vi } from 'vitest'
import type { AreaGeometry } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import { belt, checkBoundary, circleBelt, contains, distanceMetres, distanceToBoundaryMetres } from '#domain/zone.ts'

/** Bounds the search for the smallest failing campus, which geodesics make slow. */
const SEARCH_MS = 15_000
vi.setConfig({ testTimeout: 2 * SEARCH_MS })
const ORIGIN: LngLat = [106.2, 38.5]
const { WGS84 } = geographiclib.Geodesic

const from = ([lng, lat]: LngLat, azimuth: number, metres: number): LngLat => {
  const { lon2 = 0, lat2 = 0 } = WGS84.Direct(lat, lng, azimuth, metres)
  return [lon2, lat2]
}
/** A position so many metres east and north of the origin. */
const at = (east: number, north: number): LngLat => from(ORIGIN, (Math.atan2(east, north) * 180) / Math.PI, Math.hypot(east, north))
const ringOf = (...points: [number, number][]): LngLat[] =>
  [...points, points[0] as [number, number]].map(([east, north]) => at(east, north))
const polygon = (...rings: LngLat[][]): AreaGeometry => ({ type: 'Polygon', coordinates: rings })
const rings = (area: AreaGeometry): LngLat[][] => (area.type === 'Polygon' ? area.coordinates : area.coordinates.flat())
const edges = (area: AreaGeometry) => rings(area).flatMap((ring) => ring.slice(1).map((to, i) => [ring[i] as LngLat, to] as const))
const between = ([a, b]: LngLat, [c, d]: LngLat, share: number): LngLat => [a + (c - a) * share, b + (d - b) * share]

/** The second method: geodesics from the point to places on each edge, the nearest sought by halving; no plane, no buffer. */
function measured(point: LngLat, area: AreaGeometry): number {
  const distances = edges(area).map(([a, b]) => {
    const to = (share: number) => distanceMetres(point, between(a, b, share))
    const coarse = [0, 0.25, 0.5, 0.75, 1].map(to)
    return { to, coarse, best: Math.min(...coarse), reach: distanceMetres(a, b) / 8 }
  })
  const bound = Math.min(...distances.map(({ best }) => best))
  return Math.min(
    ...distances
      .filter(({ best, reach }) => best - reach <= bound)
      .map(({ to, coarse, best }) => {
        let [low, high] = [Math.max(0, coarse.indexOf(best) / 4 - 0.25), Math.min(1, coarse.indexOf(best) / 4 + 0.25)]
        for (let i = 0; i < 40; i++) {
          const third = (high - low) / 3
          if (to(low + third) < to(high - third)) high -= third
          else low += third
        }
        return to((low + high) / 2)
      }),
  )
}

function expectBelt(campus: AreaGeometry, zone: AreaGeometry) {
  for (const [a, b] of edges(zone)) {
    for (const place of [a, between(a, b, 0.5)]) expect(Math.abs(measured(place, campus) - 200)).toBeLessThan(0.5)
  }
}

/** Rays of random length around a point: concave as a rule, never crossing itself. */
const star = fc.record({
  rays: fc.array(fc.double({ min: 0.3, max: 1, noNaN: true }), { minLength: 3, maxLength: 12 }),
  size: fc.double({ min: 40, max: 1800, noNaN: true }),
  turn: fc.double({ min: 0, max: 6, noNaN: true }),
})
type Star = typeof star extends fc.Arbitrary<infer T> ? T : never
const starRing = ({ rays, size, turn }: Star, east: number, scale: number): LngLat[] =>
  ringOf(
    ...rays.map((ray, i): [number, number] => {
      const angle = turn + (2 * Math.PI * i) / rays.length
      return [east + scale * size * ray * Math.cos(angle), scale * size * ray * Math.sin(angle)]
    }),
  )
const campuses = fc
  .record({ first: star, second: fc.option(star), hole: fc.option(fc.double({ min: 0.2, max: 0.9, noNaN: true })) })
  .map(({ first, second, hole }): AreaGeometry => {
    const one = [starRing(first, 0, 1), ...(hole ? [starRing(first, 0, hole).reverse()] : [])]
    if (!second) return polygon(...one)
    return { type: 'MultiPolygon', coordinates: [one, [starRing(second, first.size + second.size + 5, 1)]] }
  })

const L_SHAPE = polygon(ringOf([0, 0], [180, 0], [180, 60], [70, 60], [70, 140], [0, 140]))
const SQUARE = polygon(ringOf([0, 0], [100, 0], [100, 100], [0, 100]))
const YARD = polygon(ringOf([0, 0], [600, 0], [600, 600], [0, 600]), ringOf([50, 50], [50, 550], [550, 550], [550, 50]))

describe('belt', () => {
  test('every vertex and edge middle lies 200 ± 0.5 m from the boundary, by geodesics', () => {
    fc.assert(
      fc.property(campuses, (campus) => {
        expect(checkBoundary(campus)).toBeNull()
        expectBelt(campus, belt(campus).zone)
      }),
      { numRuns: 40, interruptAfterTimeLimit: SEARCH_MS },
    )
  })

  test('a yard that has just filled up leaves no false hole', () => {
    for (const half of [199, 199.9, 199.98, 200, 200.02, 200.1, 201, 240, 282, 283]) {
      const diamond = polygon(ringOf([287, 0], [0, 287], [-287, 0], [0, -287]), ringOf([half, 0], [0, -half], [-half, 0], [0, half]))
      expectBelt(diamond, belt(diamond).zone)
    }
    const found: AreaGeometry = {
      type: 'Polygon',
      coordinates: [
        [
          [106.2032894988612, 38.499999953805556],
          [106.2, 38.50258501457153],
          [106.19671050113881, 38.499999953805556],
          [106.2, 38.49741498428438],
          [106.2032894988612, 38.499999953805556],
        ],
        [
          [106.20229271647229, 38.49999997755958],
          [106.2, 38.498198294644965],
          [106.19770728352772, 38.49999997755958],
          [106.2, 38.50180170479927],
          [106.20229271647229, 38.49999997755958],
        ],
      ],
    }
    expectBelt(found, belt(found).zone)
  })

  test('what is within 199.5 m is inside, what is beyond 200.5 m is not', () => {
    const probe = fc.tuple(campuses, fc.nat(), fc.double({ min: 0, max: 360, noNaN: true }), fc.double({ min: 150, max: 260, noNaN: true }))
    fc.assert(
      fc.property(probe, ([campus, n, azimuth, metres]) => {
        const ends = edges(campus)
        const [a, b] = ends[n % ends.length] as readonly [LngLat, LngLat]
        const point = from(between(a, b, (n % 7) / 7), azimuth, metres)
        const distance = measured(point, campus)
        const { zone } = belt(campus)
        if (contains(campus, point) || distance < 199.5) expect(contains(zone, point)).toBe(true)
        else if (distance > 200.5) expect(contains(zone, point)).toBe(false)
      }),
      { numRuns: 200, interruptAfterTimeLimit: SEARCH_MS },
    )
  })

  test.each([0, 90, 180, 270])('opposite a long side: 199.5 m inside, 200.5 m outside (azimuth %d°)', (azimuth) => {
    const middle = { 0: at(50, 100), 90: at(100, 50), 180: at(50, 0), 270: at(0, 50) }[azimuth] as LngLat
    const { zone } = belt(SQUARE)
    expect(contains(zone, from(middle, azimuth, 199.5))).toBe(true)
    expect(contains(zone, from(middle, azimuth, 200.5))).toBe(false)
  })

  test('a long shallow bend is followed', () => {
    const bent = polygon(ringOf([0, 0], [3000, 0], [3000, 400], [1500, 398.1], [0, 400]))
    expectBelt(bent, belt(bent).zone)
    expect(contains(belt(bent).zone, at(1500, 598.8))).toBe(false)
  })

  test('corners of 8.4°, of which JTS rounds the arc to the fewest chords, keep the bar', () => {
    const turn = (2 * Math.PI) / 43
    const round = polygon(
      ringOf(...Array.from({ length: 43 }, (_, i): [number, number] => [100 * Math.cos(i * turn), 100 * Math.sin(i * turn)])),
    )
    expectBelt(round, belt(round).zone)
  })

  test('a boundary traced every metre keeps the bar', () => {
    const wavy = (i: number): [number, number] => [400 - i, 300 + 1.5 * Math.sin(i / 40) + 0.4 * Math.sin(i * 2.1)]
    const traced = polygon(ringOf([0, 0], [400, 0], ...Array.from({ length: 401 }, (_, i) => wavy(i))))
    for (const point of rings(belt(traced).zone).flat()) expect(Math.abs(distanceToBoundaryMetres(point, traced) - 200)).toBeLessThan(0.5)
  })

  test('a campus of 4 km keeps the bar', () => {
    const wide = polygon(ringOf([-2000, 0], [2000, 0], [2000, 300], [-2000, 300]))
    expectBelt(wide, belt(wide).zone)
  })

  test('a yard narrower than 400 m fills up, a wider one stays open', () => {
    expect(rings(belt(YARD).zone)).toHaveLength(2)
    expectBelt(YARD, belt(YARD).zone)
    const narrow = polygon(...rings(YARD).slice(0, 1), ringOf([50, 50], [50, 440], [440, 440], [440, 50]))
    expect(rings(belt(narrow).zone)).toHaveLength(1)
  })

  test('parts 399 m apart share a belt, parts 401 m apart do not', () => {
    const pair = (gap: number): AreaGeometry => ({
      type: 'MultiPolygon',
      coordinates: [[ringOf([0, 0], [90, 0], [90, 90], [0, 90])], [ringOf([90 + gap, 0], [180 + gap, 0], [180 + gap, 90], [90 + gap, 90])]],
    })
    expect(belt(pair(399)).zone.type).toBe('Polygon')
    expect(belt(pair(401)).zone.type).toBe('MultiPolygon')
  })

  test('outer rings run counter-clockwise, holes clockwise (RFC 7946)', () => {
    const [outer = [], hole = []] = rings(belt(YARD).zone)
    const area = (ring: LngLat[]) => ring.slice(1).reduce((sum, [x, y], i) => sum + ((ring[i]?.[0] ?? 0) * y - x * (ring[i]?.[1] ?? 0)), 0)
    expect(area(outer)).toBeGreaterThan(0)
    expect(area(hole)).toBeLessThan(0)
  })

  test('includes the campus and names its method', () => {
    const { zone, method } = belt(L_SHAPE)
    for (const point of rings(L_SHAPE).flat()) expect(contains(zone, point)).toBe(true)
    expect(contains(zone, at(30, 30))).toBe(true)
    expect(method).toContain('geodesic-buffer-200m')
  })

  test('naive Web Mercator would give 156 m', () => {
    const metresPerDegree = (2 * Math.PI * 6_378_137) / 360
    const naive: LngLat = [ORIGIN[0] + 200 / metresPerDegree, ORIGIN[1]]
    expect(distanceMetres(ORIGIN, naive)).toBeCloseTo(156.7, 0)
    expect(Math.abs(distanceMetres(ORIGIN, naive) - 200)).toBeGreaterThan(40)
  })
})

test('around a point the belt is a circle of 200 m', () => {
  const { zone, method } = circleBelt(ORIGIN)
  for (const [a, b] of edges(zone)) {
    expect(distanceMetres(ORIGIN, a)).toBeCloseTo(200, 2)
    expect(Math.abs(distanceMetres(ORIGIN, between(a, b, 0.5)) - 200)).toBeLessThan(0.5)
  }
  expect(checkBoundary(zone)).toBeNull()
  expect(method).toContain('circle')
})

test('the distance to a boundary agrees with geodesics within a centimetre', () => {
  fc.assert(
    fc.property(
      campuses,
      fc.double({ min: 0, max: 360, noNaN: true }),
      fc.double({ min: 0, max: 3000, noNaN: true }),
      (campus, azimuth, metres) => {
        const point = from(ORIGIN, azimuth, metres)
        expect(Math.abs(distanceToBoundaryMetres(point, campus) - measured(point, campus))).toBeLessThan(0.01)
      },
    ),
    { numRuns: 60, interruptAfterTimeLimit: SEARCH_MS },
  )
})

describe('contains', () => {
  test.each<[string, LngLat, boolean]>([
    ['the middle of a wing', at(25, 300), true],
    ['the yard', at(300, 300), false],
    ['outside', at(-10, 300), false],
    ['a vertex', rings(YARD)[0]?.[0] as LngLat, true],
    ['a vertex of the yard', rings(YARD)[1]?.[0] as LngLat, true],
  ])('%s', (_, point, expected) => {
    expect(contains(YARD, point)).toBe(expected)
  })
})

describe('checkBoundary', () => {
  const [outer = [], yard = []] = rings(YARD)
  const nan: LngLat[] = outer.map((point, i) => (i === 1 ? [Number.NaN, 38] : point))
  test.each<[string, AreaGeometry, RegExp | null]>([
    ['an L', L_SHAPE, null],
    ['a campus with a yard', YARD, null],
    ['two parts', { type: 'MultiPolygon', coordinates: [rings(SQUARE), [ringOf([200, 0], [250, 0], [250, 50])]] }, null],
    [
      'a hole that touches its outer ring in a point',
      polygon(
        [
          [0, 0],
          [0.01, 0],
          [0.01, 0.01],
          [0, 0.01],
          [0, 0],
        ],
        [
          [0, 0],
          [0.002, 0.005],
          [0.005, 0.002],
          [0, 0],
        ],
      ),
      null,
    ],
    [
      'a part in the hole of another',
      { type: 'MultiPolygon', coordinates: [rings(YARD), [ringOf([200, 200], [300, 200], [300, 300])]] },
      null,
    ],
    ['no ring', polygon(), /found none/],
    ['an open ring', polygon(outer.slice(0, -1)), /ring 1: not closed/],
    ['three points', polygon([at(0, 0), at(1, 0), at(0, 0)]), /at least 4 points, found 3/],
    ['a number that is none', polygon(nan), /point 2 is not a pair of finite numbers/],
    ['latitude and longitude swapped', polygon(outer.map(([lng, lat]): LngLat => [lat, lng])), /point 1 is outside/],
    ['a bow tie', polygon(ringOf([0, 0], [100, 100], [100, 0], [0, 100])), /encloses no area|crosses or touches itself/],
    ['a lopsided bow tie', polygon(ringOf([0, 0], [100, 100], [100, 0], [0, 150])), /ring 1: crosses or touches itself/],
    [
      'a spike',
      polygon([
        [0, 0],
        [0.01, 0],
        [0.02, 0],
        [0.01, 0],
        [0.01, 0.01],
        [0, 0],
      ]),
      /crosses or touches itself/,
    ],
    [
      'a ring pinched in a vertex',
      polygon([
        [0, 0],
        [0.01, 0.01],
        [0.02, 0],
        [0.02, 0.02],
        [0.01, 0.01],
        [0, 0.02],
        [0, 0],
      ]),
      /crosses or touches itself/,
    ],
    [
      'a line',
      polygon([
        [0, 0],
        [0.01, 0],
        [0.02, 0],
        [0, 0],
      ]),
      /no area/,
    ],
    ['a hole outside', polygon(outer, ringOf([700, 0], [700, 50], [750, 0])), /ring 2: the hole is outside/],
    ['a hole across the edge', polygon(outer, ringOf([580, 100], [580, 200], [650, 150])), /crosses/],
    ['a hole in a hole', polygon(outer, yard, ringOf([100, 100], [100, 200], [200, 100])), /hole lies in the hole/],
    ['parts that overlap', { type: 'MultiPolygon', coordinates: [rings(SQUARE), [ringOf([50, 50], [150, 50], [150, 150])]] }, /crosses/],
    [
      'a part in a part',
      { type: 'MultiPolygon', coordinates: [rings(SQUARE), [ringOf([20, 20], [50, 20], [50, 50])]] },
      /part 2 lies in part 1/,
    ],
    ['a slipped digit', polygon(ringOf([0, 0], [30_000, 0], [0, 100])), /at most 20 km/],
  ])('%s', (_, geometry, reason) => {
    if (reason === null) expect(checkBoundary(geometry)).toBeNull()
    else expect(checkBoundary(geometry)).toMatch(reason)
  })
})

test('only zone.ts brings in the heavy geometry libraries', () => {
  const folder = new URL('../../server/domain/', import.meta.url)
  const heavy = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => /from '(@turf|geographiclib)/.test(readFileSync(new URL(file, folder), 'utf8')))
  expect(heavy).toEqual(['zone.ts'])
})

describe('a boundary that turns back into the campus again and again', () => {
  const jagged = (spikes: number, inner: number): AreaGeometry =>
    polygon(
      ringOf(
        ...Array.from({ length: 2 * spikes }, (_, i): [number, number] => {
          const angle = (Math.PI * i) / spikes
          const metres = i % 2 === 0 ? 900 : inner
          return [metres * Math.cos(angle), metres * Math.sin(angle)]
        }),
      ),
    )
  test('is taken with 40 deep notches, refused with 41, and told how many', () => {
    expect(checkBoundary(jagged(40, 300))).toBeNull()
    expect(checkBoundary(jagged(41, 300))).toBe('expected at most 40 notches wider than 16 m and deeper than 8 m, found 41')
    expect(checkBoundary(jagged(400, 300))).toBeNull() // 14 m wide: filled up
    expect(checkBoundary(jagged(200, 895))).toBeNull() // 5 m deep
  })
  test('whichever way round it is drawn, and in a hole too', () => {
    const [ring = []] = jagged(60, 300).coordinates as LngLat[][]
    expect(checkBoundary(polygon([...ring].reverse()))).toContain('found 60')
    const around = ringOf([-1500, -1500], [1500, -1500], [1500, 1500], [-1500, 1500])
    expect(checkBoundary(polygon(around, ring))).toContain('found 60')
  })
})
