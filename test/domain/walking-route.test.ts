import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { LngLat } from '#contracts/time.ts'
import { cutAtCrossings, type RoadSegment, segmentsOf, walkableLines } from '#domain/road-network.ts'
import { walkingRoute } from '#domain/walking-route.ts'
import { distanceMetres } from '#domain/zone.ts'

/** Corners of a grid, 0.001° apart: about 87 m east, 111 m north. */
const corner = (x: number, y: number): LngLat => [106.2 + x / 1000, 38.4 + y / 1000]
const street = (...line: LngLat[]): RoadSegment[] => segmentsOf(line, distanceMetres)

it('walks around the block where the crow flies over it', () => {
  const roads = [...street(corner(0, 0), corner(2, 0)), ...street(corner(2, 0), corner(2, 2))]
  const route = walkingRoute(corner(0, 0), [corner(2, 2)], roads)
  expect(route?.metres).toBeCloseTo(distanceMetres(corner(0, 0), corner(2, 0)) + distanceMetres(corner(2, 0), corner(2, 2)), 3)
  expect(route?.offRoadM).toBe(0)
})

it('adds the way to the street and from it, and takes the nearer gate', () => {
  const roads = street(corner(0, 0), corner(4, 0))
  const route = walkingRoute([106.201, 38.4002], [corner(4, 0), [106.202, 38.3999]], roads)
  expect(route?.offRoadM).toBeCloseTo(22.2 + 11.1, 0)
  expect(route?.metres).toBeCloseTo(87.3 + 33.3, 0)
})

it('knows no way without a street near either end, nor over streets that do not meet', () => {
  const roads = [...street(corner(0, 0), corner(1, 0)), ...street(corner(3, 0), corner(4, 0))]
  expect(walkingRoute([106.2, 38.42], [corner(1, 0)], roads)).toBeNull()
  expect(walkingRoute(corner(0, 0), [[106.2, 38.42]], roads)).toBeNull()
  expect(walkingRoute(corner(0, 0), [corner(4, 0)], roads)).toBeNull()
  expect(walkingRoute(corner(0, 0), [], roads)).toBeNull()
})

it('joins streets without shared points where they cross and where one ends on another', () => {
  const drawn = [...street(corner(0, 1), corner(2, 1)), ...street(corner(1, 0), corner(1, 2)), ...street(corner(2, 1), corner(2, 3))]
  expect(walkingRoute(corner(0, 1), [corner(1, 2)], drawn)).toBeNull()
  const cut = cutAtCrossings(drawn)
  expect(walkingRoute(corner(0, 1), [corner(1, 2)], cut)?.metres).toBeCloseTo(87.3 + 111, 0)
  expect(walkingRoute(corner(0, 1), [corner(2, 3)], cut)?.metres).toBeCloseTo(2 * 87.3 + 222, 0)
})

/** Every pair by Floyd and Warshall: slow, and another way to the same answer. */
function allPairs(roads: readonly RoadSegment[]): (from: LngLat, to: LngLat) => number {
  const keys = [...new Set(roads.flatMap(({ from, to }) => [from.join(), to.join()]))]
  const at = new Map(keys.map((key, n) => [key, n]))
  const far = keys.map((_, i) => keys.map((_, j) => (i === j ? 0 : Number.POSITIVE_INFINITY)))
  const set = (i: number, j: number, metres: number) => {
    const row = far[i] as number[]
    row[j] = Math.min(row[j] as number, metres)
  }
  for (const { from, to, metres } of roads) {
    const [i, j] = [at.get(from.join()) as number, at.get(to.join()) as number]
    set(i, j, metres)
    set(j, i, metres)
  }
  for (let k = 0; k < keys.length; k++)
    for (let i = 0; i < keys.length; i++) for (let j = 0; j < keys.length; j++) set(i, j, (far[i]?.[k] as number) + (far[k]?.[j] as number))
  return (from, to) => far[at.get(from.join()) ?? -1]?.[at.get(to.join()) ?? -1] ?? Number.POSITIVE_INFINITY
}

const point = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })).map(([x, y]) => corner(x, y))
/** Streets from corner to neighbouring corner, each once. */
const roadsOf = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), fc.boolean()), {
    minLength: 1,
    maxLength: 20,
    selector: String,
  })
  .map((streets) =>
    streets.map(([x, y, east]): RoadSegment => {
      const [from, to] = [corner(x, y), east ? corner(x + 1, y) : corner(x, y + 1)]
      return { from, to, metres: distanceMetres(from, to) }
    }),
  )

it('is the shortest of all ways, by every network', () => {
  fc.assert(
    fc.property(roadsOf, (roads) => {
      const corners = roads.flatMap(({ from, to }) => [from, to])
      const shortest = allPairs(roads)
      for (const from of corners.slice(0, 4))
        for (const to of corners.slice(-4))
          expect(walkingRoute(from, [to], roads)?.metres ?? Number.POSITIVE_INFINITY).toBeCloseTo(shortest(from, to), 1)
    }),
  )
})

it('is never shorter when a street is closed', () => {
  fc.assert(
    fc.property(roadsOf, point, point, (roads, from, to) => {
      const whole = walkingRoute(from, [to], roads)
      const ends = (segment: RoadSegment) => [segment.from.join(), segment.to.join()]
      const far = roads.filter((road) => !ends(road).includes(from.join()) && !ends(road).includes(to.join()))
      const [closed] = far
      if (!closed || whole === null || whole.offRoadM > 0) return
      const less = walkingRoute(
        from,
        [to],
        roads.filter((road) => road !== closed),
      )
      if (less !== null && less.offRoadM === 0) expect(less.metres).toBeGreaterThanOrEqual(whole.metres - 0.01)
    }),
  )
})

it('is as long there as back', () => {
  fc.assert(
    fc.property(roadsOf, point, point, (roads, from, to) => {
      const [there, back] = [walkingRoute(from, [to], roads), walkingRoute(to, [from], roads)]
      expect(there === null).toBe(back === null)
      expect(there?.metres ?? 0).toBeCloseTo(back?.metres ?? 0, 3)
    }),
  )
})

it('keeps the length of what it cuts', () => {
  const sum = (roads: readonly RoadSegment[]) => roads.reduce((metres, road) => metres + road.metres, 0)
  fc.assert(
    fc.property(roadsOf, (roads) => {
      expect(sum(cutAtCrossings(roads))).toBeCloseTo(sum(roads), 3)
    }),
  )
  const long = segmentsOf([corner(0, 0), corner(0, 9)], distanceMetres)
  expect(Math.max(...long.map(({ metres }) => metres))).toBeLessThan(202)
  expect(sum(long)).toBeCloseTo(distanceMetres(corner(0, 0), corner(0, 9)), 2)
})

it.each([
  [{ highway: 'footway' }, 1],
  [{ highway: 'motorway' }, 0],
  [{ highway: 'service', access: 'private' }, 0],
  [{ highway: 'path', foot: 'no' }, 0],
  [{ waterway: 'canal' }, 0],
  [{}, 1],
])('takes %j for %i way of walkers', (properties, lines) => {
  const feature = { type: 'Feature', properties, geometry: { type: 'LineString', coordinates: [corner(0, 0), corner(1, 0)] } }
  expect(walkableLines(feature)).toMatchObject({ ok: true, lines: { length: lines } })
})

it.each([
  [[[106.2, 38.4]]],
  [
    [
      [106.2, 38.4],
      ['a', 1],
    ],
  ],
  [
    [
      [106.2, 38.4],
      [38.4, 206.2],
    ],
  ],
  ['x'],
])('refuses the coordinates %j', (coordinates) => {
  expect(walkableLines({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } })).toMatchObject({ ok: false })
})
