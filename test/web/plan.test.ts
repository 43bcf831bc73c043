import { expect, it } from 'vitest'
import { planOf } from '../../web/screens/guard/plan.ts'

const square = {
  type: 'Polygon' as const,
  coordinates: [
    [
      [106.2, 38.5],
      [106.202, 38.5],
      [106.202, 38.502],
      [106.2, 38.502],
      [106.2, 38.5],
    ] as [number, number][],
  ],
}

it('draws a campus with north up, and keeps what is on it within the drawing', () => {
  const plan = planOf(square, [[106.201, 38.501]])
  if (!plan) throw new Error('no plan')
  const [[left, bottom], [right, top], [x, y]] = [plan.place([106.2, 38.5]), plan.place([106.202, 38.502]), plan.place([106.201, 38.501])]
  expect(top).toBeLessThan(bottom)
  expect(left).toBeLessThan(right)
  expect([Math.round(x), Math.round(y)]).toEqual([Math.round((left + right) / 2), Math.round((top + bottom) / 2)])
  expect([left, top].every((n) => n >= 0) && right <= plan.width && bottom <= plan.height).toBe(true)
})

it('is not shrunk to a dot by a button in the sea', () => {
  const plan = planOf(square, [[0, 0]])
  expect(plan?.path).toBe(planOf(square, [])?.path)
})

it('is none without a boundary', () => {
  expect(planOf({ type: 'Polygon', coordinates: [] }, [])).toBeNull()
})
