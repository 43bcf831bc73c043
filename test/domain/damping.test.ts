import { expect, it } from 'vitest'
import { CHATTER_WINDOW_MS, CLOSES_AFTER_MS, type Condition, conditionOf, OPENS_AFTER_MS } from '#domain/damping.ts'

const NOW = 10_000_000
const flips = (n: number) => Array.from({ length: n }, (_, i) => NOW - i * 30_000)

it.each([
  ['online', 'well', 0, 0, 'well'],
  ['offline', 'well', OPENS_AFTER_MS - 1, 1, 'well'], // a blink
  ['offline', 'well', OPENS_AFTER_MS, 1, 'dark'],
  ['offline', 'dark', 0, 2, 'dark'], // back for a moment, and gone again
  ['online', 'dark', CLOSES_AFTER_MS - 1, 1, 'dark'],
  ['online', 'dark', CLOSES_AFTER_MS, 1, 'well'],
  ['offline', 'well', 20_000, 6, 'chattering'],
  ['online', 'chattering', 20_000, 3, 'chattering'], // calming down is not calm
  ['online', 'chattering', 400_000, 1, 'well'],
  ['offline', 'chattering', 400_000, 1, 'dark'],
  ['maintenance', 'dark', 900_000, 0, 'dark'],
  ['unknown', 'well', 900_000, 0, 'well'],
] as const)('holds that %s after %s for %i ms with %i changes is %s', (state, before, forMs, changes, after) => {
  expect(conditionOf({ state, sinceMs: NOW - forMs, changes: flips(changes) }, before as Condition, NOW)).toBe(after)
})

it('forgets changes that are older than its window', () => {
  const changes = flips(8).map((at) => at - CHATTER_WINDOW_MS)
  expect(conditionOf({ state: 'online', sinceMs: NOW - 900_000, changes }, 'well', NOW)).toBe('well')
})
