import type { DevicePlaces, DeviceState } from '#contracts/device.ts'
import type { DeviceDelta } from '#contracts/push.ts'

/** A device's state as one byte counts from here. */
export const STATES: readonly DeviceState[] = ['online', 'offline', 'unknown', 'maintenance']
export const stateCode = (state: DeviceState): number => STATES.indexOf(state)

/** Devices in columns: 17,000 objects would cost memory and time for what the map needs as numbers. */
export interface Places {
  ids: readonly string[]
  indexOf: ReadonlyMap<string, number>
  /** longitude and latitude by turns, WGS-84; NaN where no place is known */
  positions: Float64Array
  /** changed in place by deltas */
  states: Uint8Array
}

export function toPlaces({ ids, lng, lat, states, state }: DevicePlaces): Places {
  const codes = states.map(stateCode)
  const positions = new Float64Array(ids.length * 2)
  for (let i = 0; i < ids.length; i++) {
    positions[2 * i] = lng[i] ?? Number.NaN
    positions[2 * i + 1] = lat[i] ?? Number.NaN
  }
  return {
    ids,
    indexOf: new Map(ids.map((id, i) => [id, i])),
    positions,
    states: Uint8Array.from(state, (code) => codes[code] as number),
  }
}

/** Takes state changes of devices that are here. @returns whether any state differs now */
export function takeDeltas(places: Places, deltas: Iterable<DeviceDelta>): boolean {
  let changed = false
  for (const { id, state } of deltas) {
    const i = places.indexOf.get(id)
    if (i === undefined || places.states[i] === stateCode(state)) continue
    places.states[i] = stateCode(state)
    changed = true
  }
  return changed
}

export const countState = (places: Places, state: DeviceState): number => {
  const code = stateCode(state)
  return places.states.reduce((count, one) => count + Number(one === code), 0)
}
