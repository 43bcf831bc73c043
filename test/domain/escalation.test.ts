import { expect, it } from 'vitest'
import { levelAt } from '#domain/escalation.ts'

const since = new Date('2026-03-02T00:00:00Z')
const after = (s: number) => new Date(since.getTime() + s * 1000)

it.each([
  [14.9, 0],
  [15, 1],
  [29.9, 1],
  [30, 2],
  [60, 3],
  [3600, 3],
])('reaches, after %s s without acknowledgement, level %s', (s, level) => {
  expect(levelAt(since, false, after(s))).toBe(level)
})

it('climbs no ladder once acknowledged, or in an exercise that the server has open', () => {
  expect(levelAt(null, false, after(3600))).toBe(0)
  expect(levelAt(since, true, after(3600))).toBe(0)
})
