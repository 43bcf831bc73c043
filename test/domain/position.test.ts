import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bd09, fromBd09, fromGcj02, type Gcj02, gcj02, toBd09, toGcj02, type Wgs84, wgs84 } from '#domain/position.ts'
import { distanceMetres } from '#domain/zone.ts'

const YINCHUAN = wgs84([106.2309, 38.4872])
const GATE = wgs84([106.2068933, 38.4904507])
const inChina = fc
  .tuple(fc.double({ min: 75, max: 134, noNaN: true }), fc.double({ min: 18.5, max: 53, noNaN: true }))
  .map(([lng, lat]) => wgs84([lng, lat]))

/** The published GCJ-02 formula, written again from its description: the second method beside gcoord. */
function gcj02ByFormula([lng, lat]: Wgs84): [number, number] {
  const [a, ee] = [6_378_245, 0.006_693_421_622_965_943]
  const [x, y] = [lng - 105, lat - 35]
  const waves = (t: number, terms: [number, number][]) =>
    terms.reduce((sum, [size, length]) => sum + (size * Math.sin((t / length) * Math.PI) * 2) / 3, 0)
  const fine = (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * (2 / 3)
  const root = Math.sqrt(Math.abs(x))
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * root +
    fine +
    waves(y, [
      [20, 1],
      [40, 3],
      [160, 12],
      [320, 30],
    ])
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * root +
    fine +
    waves(x, [
      [20, 1],
      [40, 3],
      [150, 12],
      [300, 30],
    ])
  const magic = 1 - ee * Math.sin((lat * Math.PI) / 180) ** 2
  const lngStep = (east * 180) / ((a / Math.sqrt(magic)) * Math.cos((lat * Math.PI) / 180) * Math.PI)
  const latStep = (north * 180) / (((a * (1 - ee)) / (magic * Math.sqrt(magic))) * Math.PI)
  return [lng + lngStep, lat + latStep]
}

/** Pixel of a slippy tile map at zoom 18, from the numbers alone: a tile map knows no datum. */
function pixel([lng, lat]: readonly [number, number]): [number, number] {
  const size = 256 * 2 ** 18
  const y = Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))
  return [((lng + 180) / 360) * size, (0.5 - y / (2 * Math.PI)) * size]
}

test('GCJ-02 lies 387 m and BD-09 1,186 m from WGS-84 at Yinchuan', () => {
  expect(Math.round(distanceMetres(YINCHUAN, toGcj02(YINCHUAN)))).toBe(387)
  expect(Math.round(distanceMetres(YINCHUAN, toBd09(YINCHUAN)))).toBe(1186)
})

test('the shift is the published formula’s, anywhere in China', () => {
  fc.assert(fc.property(inChina, (position) => distanceMetres(toGcj02(position), gcj02ByFormula(position)) < 1e-4))
})

test('there and back moves no position by a micrometre', () => {
  fc.assert(
    fc.property(inChina, (position) => {
      expect(distanceMetres(position, fromGcj02(toGcj02(position)))).toBeLessThan(1e-6)
      expect(distanceMetres(position, fromBd09(toBd09(position)))).toBeLessThan(1e-6)
    }),
  )
})

test('abroad GCJ-02 is WGS-84', () => {
  const london = wgs84([-0.1, 51.5])
  expect([...toGcj02(london)]).toEqual([...london])
})

describe('a gate stands in the same place on tiles of every datum', () => {
  const [x, y] = pixel(GATE)
  test.each<[string, [number, number], [number, number]]>([
    ['GCJ-02', toGcj02(GATE), gcj02ByFormula(GATE)],
    ['BD-09', toBd09(GATE), toBd09(fromGcj02(gcj02(gcj02ByFormula(GATE))))],
  ])('%s', (_, drawn, surveyed) => {
    const [east, south] = [pixel(surveyed)[0] - x, pixel(surveyed)[1] - y]
    expect(Math.hypot(east, south)).toBeGreaterThan(500)
    expect(pixel(drawn)[0]).toBeCloseTo(x + east, 2)
    expect(pixel(drawn)[1]).toBeCloseTo(y + south, 2)
  })

  test('and comes back to it from a click on that tile', () => {
    expect(distanceMetres(fromGcj02(gcj02(gcj02ByFormula(GATE))), GATE)).toBeLessThan(0.01)
    expect(distanceMetres(fromBd09(toBd09(GATE)), GATE)).toBeLessThan(0.01)
  })
})

test('shifting twice, or marking a shifted position as another datum, does not compile', () => {
  const shifted: Gcj02 = toGcj02(YINCHUAN)
  const baidu: Bd09 = toBd09(YINCHUAN)
  const refused = [
    // @ts-expect-error GCJ-02 shifted again
    () => toGcj02(shifted),
    // @ts-expect-error GCJ-02 taken for WGS-84
    () => toBd09(shifted),
    // @ts-expect-error WGS-84 shifted back
    () => fromGcj02(YINCHUAN),
    // @ts-expect-error BD-09 taken for GCJ-02
    () => fromGcj02(baidu),
    // @ts-expect-error GCJ-02 renamed to WGS-84
    () => wgs84(shifted),
    // @ts-expect-error WGS-84 renamed to GCJ-02
    () => gcj02(YINCHUAN),
    // @ts-expect-error numbers without a datum
    () => toGcj02([106.2, 38.5]),
  ]
  expect(refused).toHaveLength(7)
})
