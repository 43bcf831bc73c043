import { expect, it } from 'vitest'
import { FloodGuard } from '#domain/flood.ts'

/** Sends `perSecond` for `seconds`. @returns how many were let through */
function send(guard: FloodGuard, sender: string, perSecond: number, seconds: number, fromMs = 0): number {
  let through = 0
  for (let i = 0; i < perSecond * seconds; i++) if (!guard.exceeds(sender, fromMs + (i * 1000) / perSecond)) through++
  return through
}

it('limits a flood of 1,000/s to its rate and one burst, counts the rest, and touches nobody else', () => {
  const guard = new FloodGuard()
  const through = send(guard, 'loud', 1_000, 10)
  expect(through).toBeGreaterThanOrEqual(795)
  expect(through).toBeLessThanOrEqual(800)
  expect(send(guard, 'calm', 20, 10)).toBe(200)
  expect(guard.report(10_000)).toEqual([{ sender: 'loud', dropped: 10_000 - through }])
  expect(guard.report(10_001)).toEqual([])
})

it('lets a burst through after a silence, and whoever keeps to its rate for ever', () => {
  const guard = new FloodGuard()
  expect(send(guard, 'a', 50, 60)).toBe(3_000)
  send(guard, 'b', 1_000, 5)
  expect(send(guard, 'b', 300, 1, 60_000)).toBe(300)
})
