import { expect, it } from 'vitest'
import type { DevicePlaces } from '#contracts/device.ts'
import { DeviceState } from '#contracts/device.ts'
import { countState, STATES, takeDeltas, toPlaces } from '../../web/live/places.ts'

const answer: DevicePlaces = {
  ids: ['a', 'b', 'c'],
  lng: [106.2, null, 106.3],
  lat: [38.5, null, 38.4],
  states: ['unknown', 'online', 'offline', 'maintenance'],
  state: [1, 0, 2],
}

it('counts states as the contract names them', () => {
  expect([...STATES].sort()).toEqual([...DeviceState.options].sort())
})

it('keeps places and states by column, whatever numbers the server gives the states', () => {
  const places = toPlaces(answer)
  expect([...places.positions]).toEqual([106.2, 38.5, Number.NaN, Number.NaN, 106.3, 38.4])
  expect(STATES.map((state) => countState(places, state))).toEqual([1, 1, 1, 0])
})

it('takes the states of devices that it knows and says whether anything differs', () => {
  const places = toPlaces(answer)
  expect(takeDeltas(places, [{ id: 'a', state: 'online', lastHeardAt: null }])).toBe(false)
  expect(takeDeltas(places, [{ id: 'x', state: 'offline', lastHeardAt: null }])).toBe(false)
  expect(takeDeltas(places, [{ id: 'c', state: 'online', lastHeardAt: null }])).toBe(true)
  expect(countState(places, 'online')).toBe(2)
})
