import fc from 'fast-check'
import { expect, it } from 'vitest'
import { rateOf, versionOn } from '#domain/measures/figure.ts'
import { clockOf, monthAfter, monthId, monthOf } from '#domain/measures/period.ts'
import { addDays, daysBetween, shanghaiDay, startOfDay } from '#domain/shanghai.ts'

it.each([
  ['2026-11-28', 1, '2026-11-01', '2026-12-01', '2026-11'],
  ['2026-11-01', 1, '2026-11-01', '2026-12-01', '2026-11'],
  ['2026-12-31', 1, '2026-12-01', '2027-01-01', '2026-12'],
  ['2026-11-25', 26, '2026-10-26', '2026-11-26', '2026-11'],
  ['2026-11-26', 26, '2026-11-26', '2026-12-26', '2026-12'],
  ['2026-01-05', 26, '2025-12-26', '2026-01-26', '2026-01'],
])('cuts the month of %s at day %i as %s to %s, called %s', (day, cut, from, to, id) => {
  expect(monthOf(day, cut)).toEqual({ from, to })
  expect(monthId({ from, to })).toBe(id)
})
it('goes on without a hole when the cut is moved', () => {
  expect(monthAfter('2026-11-01', 26)).toEqual({ from: '2026-11-01', to: '2026-11-26' })
  expect(monthAfter('2026-11-26', 1)).toEqual({ from: '2026-11-26', to: '2026-12-01' })
})
it('puts every day into one month', () => {
  fc.assert(
    fc.property(fc.nat(20_000), fc.integer({ min: 1, max: 28 }), (offset, cut) => {
      const day = addDays('2000-01-01', offset)
      const { from, to } = monthOf(day, cut)
      expect(from <= day && day < to).toBe(true)
      expect(monthAfter(to, cut)).toEqual(monthOf(to, cut))
      expect(daysBetween(from, to)).toBeGreaterThanOrEqual(28)
    }),
  )
})
it('judges a running period as of now, and one that is over as of its last moment in Shanghai', () => {
  const month = { from: '2026-11-01', to: '2026-12-01' }
  expect(clockOf(month, Date.parse('2026-11-28T20:00:00Z'))).toMatchObject({ today: '2026-11-29' })
  const after = clockOf(month, Date.parse('2026-12-05T00:00:00Z'))
  expect(after.today).toBe('2026-11-30')
  expect(new Date(after.asOfMs).toISOString()).toBe('2026-11-30T15:59:59.999Z')
  expect(shanghaiDay(startOfDay('2026-12-01'))).toBe('2026-12-01')
})
it('rounds down, and says 100 % only when all are met', () => {
  expect(rateOf(2, 3, false)).toBe(66.6)
  expect(rateOf(1999, 2000, false)).toBe(99.9)
  expect(rateOf(19_999, 20_000, false)).toBe(99.9)
  expect(rateOf(10, 10, true)).toBe(100)
  expect(rateOf(10, 10, false)).toBe(99.9)
  expect(rateOf(0, 0, true)).toBeNull()
})
it('takes the newest approved version that is valid on the day', () => {
  const version = (n: number, validFrom: string, state: 'inForce' | 'superseded' | 'proposed' | 'rejected') => ({
    version: n,
    validFrom,
    state,
  })
  const all = [
    version(1, '2000-01-01', 'superseded'),
    version(2, '2026-11-10', 'inForce'),
    version(3, '2026-11-01', 'rejected'),
    version(4, '2026-11-01', 'proposed'),
  ]
  expect(versionOn(all, '2026-11-09')?.version).toBe(1)
  expect(versionOn(all, '2026-11-10')?.version).toBe(2)
})
