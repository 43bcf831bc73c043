import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addSeconds, availability, type Interval, timeInStates } from '#domain/availability.ts'

const state = fc.constantFrom('online', 'offline', 'unknown', 'maintenance')
const moment = fc.integer({ min: 0, max: 100_000 })
const interval = fc
  .tuple(state, moment, fc.integer({ min: 1, max: 40_000 }), fc.boolean())
  .map(([state, since, length, running]): Interval => ({ state, since, until: running ? Number.POSITIVE_INFINITY : since + length }))
const intervals = fc.array(interval, { maxLength: 12 })
const period = fc.tuple(moment, moment).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
const total = (so: Record<string, number>) => Object.values(so).reduce((a, b) => a + b, 0)

it('always accounts for the whole period', () => {
  fc.assert(
    fc.property(intervals, period, (list, [from, to]) => {
      expect(total(timeInStates(list, from, to))).toBeCloseTo((to - from) / 1000, 6)
    }),
  )
})

it('comes to the same for a period and for its two parts', () => {
  fc.assert(
    fc.property(intervals, period, fc.double({ min: 0, max: 1, noNaN: true }), (list, [from, to], share) => {
      const middle = Math.round(from + (to - from) * share)
      const parts = addSeconds(timeInStates(list, from, middle), timeInStates(list, middle, to))
      const whole = timeInStates(list, from, to)
      for (const name of ['online', 'offline', 'unknown', 'maintenance'] as const) expect(parts[name]).toBeCloseTo(whole[name], 6)
    }),
  )
})

it('does not depend on the order of its intervals', () => {
  const distinct = fc.uniqueArray(interval, { maxLength: 8, selector: ({ since }) => since })
  fc.assert(
    fc.property(distinct, period, (list, [from, to]) => {
      expect(timeInStates([...list].reverse(), from, to)).toEqual(timeInStates(list, from, to))
    }),
  )
})

it.each([
  [{ online: 86_400, offline: 0, unknown: 0, maintenance: 0 }, 10_000],
  [{ online: 86_399, offline: 1, unknown: 0, maintenance: 0 }, 9_999], // 100 % only when nothing is missing
  [{ online: 50, offline: 0, unknown: 50, maintenance: 900 }, 5_000], // unknown counts against, maintenance not at all
  [{ online: 0, offline: 0, unknown: 0, maintenance: 60 }, null],
] as const)('holds that %j is %s basis points', (seconds, expected) => {
  expect(availability(seconds)).toBe(expected)
})
