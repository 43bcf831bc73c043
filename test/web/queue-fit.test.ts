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
  expect(fitQueue(rows, height).density).toBe(density)
})
it('never needs more than one screen, whatever waits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 2000 }), fc.integer({ min: 96, max: 2160 }), (rows, height) => {
      const { density, columns } = fitQueue(rows, height)
      if (density === 'tiles') expect(Math.ceil(rows / columns) * 29).toBeLessThanOrEqual(height)
    }),
  )
})
