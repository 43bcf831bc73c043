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

it('takes the shortest way over every street that may be the nearest, and says how far the others lead', () => {
  // The shop lies 4 m off a lane that leads around, and 10 m off a street that leads straight to the gate.
  const metre = 1 / 111_000
  const shop: LngLat = [106.2, 38.4 + 4 * metre]
  const gate: LngLat = [106.202, 38.4 + 14 * metre]
  const lane = street(corner(0, 0), corner(-1, 0), corner(-1, 1), corner(2, 1), gate)
  const straight = street([106.2, 38.4 + 14 * metre], gate)
  const roads = [...lane, ...straight]
  const by = (venueM: number) => walkingRoute(shop, [gate], roads, { venueM, gateM: 0 })
  const [around, across] = [by(0)?.metres ?? 0, walkingRoute(shop, [gate], straight)?.metres ?? 0]
  expect(around).toBeGreaterThan(2 * across)
  expect(by(2.9)).toMatchObject({ metres: around, openM: 0 })
  expect(by(3.1)?.metres).toBeCloseTo(across, 6)
  expect(by(3.1)?.openM).toBeCloseTo(around - across, 6)
  expect(by(3.1)?.offRoadM).toBeCloseTo(10, 0)
})

it('takes a street that leads there where the nearest leads nowhere', () => {
  const roads = [...street([106.2, 38.40001], [106.2001, 38.40001]), ...street(corner(0, 0), corner(2, 0))]
  const place: LngLat = [106.2, 38.40002]
  expect(walkingRoute(place, [corner(2, 0)], roads, { venueM: 0, gateM: 0 })).toBeNull()
  expect(walkingRoute(place, [corner(2, 0)], roads, { venueM: 5, gateM: 0 })).toMatchObject({ openM: 0 })
})

interface Drawn {
  readonly at: LngLat
  readonly feet: { readonly segment: RoadSegment; readonly share: number; readonly off: number }[]
}

/** Where a place may join the streets, flat and in metres. */
function joins(at: LngLat, roads: readonly RoadSegment[]): Drawn {
  const flat = ([lng, lat]: LngLat) => [(lng - at[0]) * 111_195 * Math.cos((at[1] * Math.PI) / 180), (lat - at[1]) * 111_195] as const
  const feet = roads.map((segment) => {
    const [[ax, ay], [bx, by]] = [flat(segment.from), flat(segment.to)]
    const [dx, dy] = [bx - ax, by - ay]
    const share = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy)))
    return { segment, share, off: Math.hypot(ax + share * dx, ay + share * dy) }
  })
  return { at, feet }
}

/** Dijkstra with the places as corners of the network, joined to whatever street `may` lets them. */
function dijkstra(from: Drawn, to: Drawn, roads: readonly RoadSegment[], may: (place: Drawn, off: number) => boolean): number {
  const edges: [string, string, number][] = roads.map(({ from, to, metres }) => [from.join(), to.join(), metres])
  const stops = new Map<RoadSegment, [number, string][]>()
  for (const [name, place] of [['from', from] as const, ['to', to] as const])
    for (const { segment, share, off } of place.feet) {
      if (!may(place, off)) continue
      const foot = `${name} ${segment.from.join()} ${segment.to.join()}`
      edges.push([name, foot, off])
      stops.set(segment, [...(stops.get(segment) ?? []), [share, foot]])
    }
  for (const [segment, feet] of stops) {
    const line: [number, string][] = [[0, segment.from.join()], ...feet.sort(([a], [b]) => a - b), [1, segment.to.join()]]
    for (const [n, [share, node]] of line.slice(1).entries()) {
      const [before, previous] = line[n] as [number, string]
      edges.push([previous, node, (share - before) * segment.metres])
    }
  }
  const far = new Map<string, number>([['from', 0]])
  const done = new Set<string>()
  for (;;) {
    const [next] = [...far].filter(([node]) => !done.has(node)).sort(([, a], [, b]) => a - b)
    if (!next) return Number.POSITIVE_INFINITY
    const [node, metres] = next
    if (node === 'to') return metres
    done.add(node)
    for (const [a, b, length] of edges)
      if (a === node || b === node) {
        const other = a === node ? b : a
        // A place is no street: nobody walks through the shop or the gate.
        if (other !== 'from' && metres + length < (far.get(other) ?? Number.POSITIVE_INFINITY)) far.set(other, metres + length)
      }
  }
}

it('is the shortest over all streets within reach of the accuracy, and its error reaches the way by the nearest', () => {
  const hundredth = fc.nat(300).map((n) => n / 100)
  const anywhere = fc.tuple(hundredth, hundredth).map(([x, y]) => corner(x, y))
  const accuracy = fc.integer({ min: 1, max: 30 })
  fc.assert(
    fc.property(roadsOf, anywhere, anywhere, accuracy, accuracy, (roads, venue, gate, venueM, gateM) => {
      const [from, to] = [joins(venue, roads), joins(gate, roads)]
      const nearest = ({ feet }: Drawn) => Math.min(...feet.map(({ off }) => off))
      const limit = (place: Drawn, farther: number) => Math.min(80, nearest(place) + farther)
      const reach = (place: Drawn) => limit(place, 2 * (place === from ? venueM : gateM))
      // Two ways of measuring decide a street on the very limit differently.
      const near = (metres: number, edge: number) => Math.abs(metres - edge) < 0.3
      for (const place of [from, to])
        fc.pre(!place.feet.some(({ off }) => near(off, reach(place)) || near(off, limit(place, 1)) || near(off, 80)))
      const expected = dijkstra(from, to, roads, (place, off) => off <= reach(place))
      const byNearest = dijkstra(from, to, roads, (place, off) => off <= limit(place, 1))
      const found = walkingRoute(venue, [gate], roads, { venueM, gateM })
      if (expected === Number.POSITIVE_INFINITY) {
        expect(found).toBeNull()
        return
      }
      const { metres = 0, openM = 0 } = found ?? {}
      expect(Math.abs(metres - expected)).toBeLessThan(1)
      if (byNearest === Number.POSITIVE_INFINITY) expect(openM).toBe(0)
      else expect(Math.abs(metres + openM - byNearest)).toBeLessThan(2)
    }),
    { numRuns: 300 },
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
