import fc from 'fast-check'
import { expect, it } from 'vitest'
import { guardsEmployed, guardsRequired } from '#domain/measures/guards.ts'

const { thresholds } = guardsEmployed.rule

it.each([
  [0, 1],
  [99, 1],
  [100, 2],
  [999, 2],
  [1000, 3],
  [1499, 3],
  [1500, 4],
  [2000, 5],
])('asks for %i day pupils for %i guards (R27)', (pupils, guards) => {
  expect(guardsRequired(pupils, false, thresholds)).toBe(guards)
})
it.each([
  [50, 2],
  [299, 2],
  [599, 2],
  [600, 3],
  [900, 4],
])('asks for %i boarding pupils for %i guards', (pupils, guards) => {
  expect(guardsRequired(pupils, true, thresholds)).toBe(guards)
})
it('never asks for fewer guards for more pupils, nor for fewer because pupils board', () => {
  fc.assert(
    fc.property(fc.nat(20_000), fc.nat(20_000), fc.boolean(), (a, b, boarding) => {
      const [few, many] = [Math.min(a, b), Math.max(a, b)]
      expect(guardsRequired(few, boarding, thresholds)).toBeLessThanOrEqual(guardsRequired(many, boarding, thresholds))
      expect(guardsRequired(a, true, thresholds)).toBeGreaterThanOrEqual(guardsRequired(a, false, thresholds))
    }),
  )
})
it.each([
  [{ day: [], boarding: thresholds.boarding }, 'day'],
  [{ day: [{ from: 10, guards: 1 }], boarding: thresholds.boarding }, 'day.0.from'],
  [
    {
      day: [
        { from: 0, guards: 3 },
        { from: 100, guards: 2 },
      ],
      boarding: thresholds.boarding,
    },
    'day.1',
  ],
  [{ day: [{ from: 0, guards: 1, step: 0 }], boarding: thresholds.boarding }, 'day.0'],
  [{ ...thresholds, night: 3 }, 'night'],
])('refuses a table that contradicts itself or never ends: %j', (wrong, field) => {
  expect(guardsEmployed.check(wrong).map((one) => one.field)).toEqual([field])
})
it('accepts its own first thresholds', () => {
  expect(guardsEmployed.check(thresholds)).toEqual([])
})
