import { expect, it } from 'vitest'
import type { LngLat } from '#contracts/time.ts'
import { placeFault } from '../../web/map/place-fault.ts'

const MIDDLE: LngLat = [106.2, 38.5]

it.each<[string, LngLat | null, string | null]>([
  ['a place in the district', [106.23, 38.48], null],
  ['a place in the next county', [107.3, 38.9], null],
  ['no place', null, 'missing'],
  ['a place that is no number', [Number.NaN, Number.NaN], 'missing'],
  ['swapped axes', [38.5, 106.2], 'swapped'],
  ['the sea', [122.5, 30], 'far'],
  ['nought', [0, 0], 'far'],
])('judges %s', (_, position, fault) => {
  expect(placeFault(position, MIDDLE)).toBe(fault)
})
