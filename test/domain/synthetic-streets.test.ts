import { expect, test } from 'vitest'
import { syntheticStreets } from '#domain/synthetic-streets.ts'
import { checkBoundary } from '#domain/zone.ts'

const map = syntheticStreets(1)
const streets = map.features.flatMap((feature) => (feature.properties.kind === 'street' ? [feature.properties] : []))

test('a basemap fits in 400 kB and is the same each time', () => {
  const json = JSON.stringify(map)
  expect(json.length).toBeLessThan(400_000)
  expect(JSON.stringify(syntheticStreets(1))).toBe(json)
  expect(JSON.stringify(syntheticStreets(2))).not.toBe(json)
})

test('streets of four classes have names', () => {
  const count = (kind: string) => streets.filter((street) => street.class === kind).length
  for (const kind of ['major', 'street', 'lane']) expect(count(kind)).toBeGreaterThan(20)
  expect(count('highway')).toBe(4) // the ring and a road to each town
  for (const { name } of streets) expect(name).toMatch(/[街路巷]$/)
})

test('has a canal, a river, parks and blocks of three uses', () => {
  const names = map.features.flatMap(({ properties }) => (properties.kind === 'block' ? [properties.use] : [properties.name]))
  expect(names).toEqual(expect.arrayContaining(['示例渠', '示例河', '渠滨绿带', 'living', 'trade', 'industry']))
})

test('every area but the 24 km of river and canal passes as a polygon', () => {
  for (const { geometry, properties } of map.features) {
    if (geometry.type !== 'Polygon' || ['示例渠', '示例河', '渠滨绿带'].includes('name' in properties ? properties.name : '')) continue
    expect(checkBoundary(geometry)).toBeNull()
  }
})

test('everything lies within 30 km of the centre of 示例区', () => {
  const numbers = JSON.stringify(map.features.map(({ geometry }) => geometry.coordinates)).match(/[\d.]+/g) ?? []
  for (const [i, text] of numbers.entries()) expect(Math.abs(Number(text) - (i % 2 === 0 ? 106.2 : 38.5))).toBeLessThan(0.3)
})
