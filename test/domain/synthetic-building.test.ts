import { expect, test } from 'vitest'
import type { LngLat } from '#contracts/time.ts'
import { blockBuildings } from '#domain/synthetic-building.ts'

const BLOCK: LngLat[] = [
  [106.2, 38.5],
  [106.204, 38.5],
  [106.204, 38.503],
  [106.2, 38.503],
]

test.each(['living', 'trade', 'industry'] as const)(
  'a block for %s is built over with outlines that stay on it, the same each time',
  (use) => {
    const buildings = blockBuildings(BLOCK, use, [])
    expect(buildings.length).toBeGreaterThan(5)
    expect(blockBuildings(BLOCK, use, [])).toEqual(buildings)
    for (const [lng, lat] of buildings.flat()) {
      expect(lng > 106.2 && lng < 106.204).toBe(true)
      expect(lat > 38.5 && lat < 38.503).toBe(true)
    }
  },
)

test('nothing stands on a campus', () => {
  const [west, south, east, north] = [106.201, 38.501, 106.202, 38.502]
  const inside = ([lng, lat]: LngLat) => lng > west && lng < east && lat > south && lat < north
  expect(blockBuildings(BLOCK, 'living', []).flat().some(inside)).toBe(true)
  expect(
    blockBuildings(BLOCK, 'living', [[west, south, east, north]])
      .flat()
      .some(inside),
  ).toBe(false)
})

test('a park has no buildings', () => {
  expect(blockBuildings(BLOCK, 'park', [])).toEqual([])
})
