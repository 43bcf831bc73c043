import { expect, it } from 'vitest'
import { fullOn, growthPerDay } from '#domain/disk-forecast.ts'

const days = (...bytes: number[]) => bytes.map((b, i) => ({ day: `2026-03-${String(i + 1).padStart(2, '0')}`, bytes: b }))

it.each([
  [days(), null],
  [days(100), null],
  [days(100, 110, 120), 10],
  [days(100, 110, 120, 90, 140), 6], // a vacuum in between
  [days(300, 200), -100],
])('reads a growth from %j: %s', (list, growth) => {
  expect(growthPerDay(list)).toBe(growth)
})

it('names the day on which the disk is full, and none where it never is or nobody knows', () => {
  expect(fullOn(days(100, 110, 120), 170)).toBe('2026-03-08')
  expect(fullOn(days(100, 110, 120), 50)).toBe('2026-03-03')
  expect(fullOn(days(120, 110), 500)).toBeNull()
  expect(fullOn(days(100, 110), null)).toBeNull()
  expect(fullOn(days(100, 101), 1e12)).toBeNull()
})
