import { useEffect } from 'react'
import type { Device } from '#contracts/device.ts'
import type { CampusFeature } from '#contracts/school.ts'
import { type Places, stateCode } from '../live/places.ts'
import type { LayerName } from './layer-name.ts'
import type { Overlay } from './overlay.ts'

interface Props {
  overlay: Overlay
  campuses: readonly CampusFeature[]
  buttons?: ReadonlyMap<string, Device>
  cameras?: Places | null
  /** raised with every change of a camera's state */
  cameraRevision?: number
  /** names of the built-in basemap; null where another one brings its own */
  streets: string | null
  hidden?: readonly LayerName[]
  /** schools that cannot call for help (无报警能力) */
  mute?: readonly string[]
}

const NOTHING: readonly never[] = []
const NO_DEVICES: ReadonlyMap<string, Device> = new Map()

/** Hands to the overlay's worker what is calm: belts, campuses, buttons, cameras and their names. */
export function DataLayer({
  overlay,
  campuses,
  buttons = NO_DEVICES,
  cameras = null,
  cameraRevision = 0,
  streets,
  hidden = NOTHING,
  mute = NOTHING,
}: Props) {
  useEffect(() => overlay.tell({ type: 'campuses', campuses: [...campuses] }), [overlay, campuses])
  useEffect(() => overlay.tell({ type: 'streets', json: streets }), [overlay, streets])
  useEffect(() => overlay.tell({ type: 'hidden', layers: [...hidden] }), [overlay, hidden])
  useEffect(() => overlay.tell({ type: 'mute', schools: [...mute] }), [overlay, mute])
  useEffect(() => {
    const placed = [...buttons.values()]
    const places = Float64Array.from(placed.flatMap(({ position }) => position ?? [Number.NaN, Number.NaN]))
    const states = Uint8Array.from(placed, ({ state }) => stateCode(state))
    overlay.tell({ type: 'devices', of: 'buttons', places, states, names: placed.map(({ name }) => name) }, [places.buffer, states.buffer])
  }, [overlay, buttons])
  useEffect(() => {
    if (cameras) overlay.tell({ type: 'devices', of: 'cameras', places: cameras.positions, states: cameras.states, names: [] })
  }, [overlay, cameras])
  useEffect(() => {
    if (cameras && cameraRevision > 0) overlay.tell({ type: 'states', of: 'cameras', states: cameras.states })
  }, [overlay, cameras, cameraRevision])
  return null
}
