import { expect, it } from 'vitest'
import { areaText, lengthText, measure } from '../../web/map/measure.ts'

it('measures along the ellipsoid: a degree of latitude at 38.5° is 111.0 km, of longitude 87.2 km', () => {
  expect(
    measure([
      [106, 38],
      [106, 39],
    ]).metres,
  ).toBeCloseTo(110_999, -2)
  expect(
    measure([
      [106, 38.5],
      [107, 38.5],
    ]).metres,
  ).toBeCloseTo(87_232, -2)
})

it('adds up the pieces of a line and knows the area between them, whichever way round', () => {
  const corners: [number, number][] = [
    [106.2, 38.5],
    [106.201, 38.5],
    [106.201, 38.501],
    [106.2, 38.501],
  ]
  const { metres, squareMetres } = measure(corners)
  expect(metres).toBeCloseTo(87.23 * 2 + 111, 0)
  expect(squareMetres / (87.23 * 111)).toBeCloseTo(1, 2)
  expect(measure([...corners].reverse()).squareMetres).toBeCloseTo(squareMetres, 3)
})

it('has nothing to say of one point', () => {
  expect(measure([[106.2, 38.5]])).toEqual({ metres: 0, squareMetres: 0 })
})

it.each([
  [87.43, '87.4 m'],
  [199.6, '200 m'],
  [1254, '1.25 km'],
])('writes %d m as %s', (metres, text) => expect(lengthText(metres)).toBe(text))

it.each([
  [840, '840 m²'],
  [32_000, '3.20 ha'],
  [1.25e6, '1.25 km²'],
])('writes %d m² as %s', (metres, text) => expect(areaText(metres)).toBe(text))
