import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fitQueue } from '../../web/screens/control-room/queue-fit.ts'

it.each([
  [1, 900, 'full'],
  [9, 900, 'full'],
  [10, 900, 'compact'],
  [16, 900, 'dense'],
  [30, 900, 'tiles'],
])('shows %i rows in %i px as %s', (rows, height, density) => {
  expect(fitQueue(rows, height, 1500).density).toBe(density)
})
it('never needs more than one screen, whatever waits, while the screen is wide enough', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 2000 }), fc.integer({ min: 96, max: 2160 }), (rows, height) => {
      const { density, columns } = fitQueue(rows, height, Number.POSITIVE_INFINITY)
      if (density === 'tiles') expect(Math.ceil(rows / columns) * 29).toBeLessThanOrEqual(height)
    }),
  )
})
it('keeps every school of the district before the eyes on a desk of 1366 × 768, and its map as long as it can', () => {
  const [height, room] = [558, 1366 - 360]
  const some = fitQueue(60, height, room)
  expect(some).toEqual({ density: 'tiles', columns: 4, width: 720 })
  const all = fitQueue(175, height, room)
  expect(all.density).toBe('chips')
  expect(Math.ceil(175 / all.columns) * 23).toBeLessThanOrEqual(height)
  expect(all.width).toBeLessThanOrEqual(room)
})
