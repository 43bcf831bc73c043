import type { DeviceState } from '#contracts/device.ts'
import { STATES } from '../live/places.ts'
import { deviceMark } from './device-mark.ts'
import { type Label, nameLabel } from './labels.ts'
import type { Palette } from './palette.ts'
import type { Box, Pen, View } from './view.ts'

/** Devices of one kind in columns, unit coordinates; NaN where a place is unknown. */
export interface DeviceField {
  x: Float64Array
  y: Float64Array
  state: Uint8Array
  /** empty where names are not drawn */
  names: readonly string[]
}

export const CAMERAS_FROM = 15
export const BUTTONS_FROM = 15
const SINGLE_FROM = 16
const BUTTON_NAMES_FROM = 18

const place = ({ x, y }: DeviceField, i: number, { x0, y0, scale }: View): [number, number] => [
  ((x[i] as number) - x0) * scale,
  ((y[i] as number) - y0) * scale,
]
const shows = (x: number, y: number, { width, height }: View): boolean => x > -12 && y > -12 && x < width + 12 && y < height + 12

/** Cameras: from zoom 15 as fine grain, from 16 each with its state's form. */
export function paintCameras(pen: Pen, field: DeviceField, view: View, palette: Palette): void {
  if (view.zoom < CAMERAS_FROM) return
  const size = view.zoom >= 18 ? 4 : view.zoom >= 17 ? 3.2 : 2.5
  const colours = { mark: palette.camera, off: palette['camera-off'], ground: palette['map-ground'] }
  pen.fillStyle = palette.camera
  for (let i = 0; i < field.state.length; i++) {
    const [x, y] = place(field, i, view)
    if (!shows(x, y, view)) continue
    const state = STATES[field.state[i] as number] as DeviceState
    if (view.zoom >= SINGLE_FROM) deviceMark(pen, { x, y, size, state }, colours)
    else if (state === 'online') {
      pen.fillStyle = palette.camera
      pen.fillRect(x - 1, y - 1, 2, 2)
    } else deviceMark(pen, { x, y, size: 2, state }, colours)
  }
}

/** Panic buttons (一键式报警器): small squares, drawn calmly; a button that calls is drawn by AlarmLayer. @returns what they cover */
export function paintButtons(pen: Pen, field: DeviceField, view: View, palette: Palette): Box[] {
  if (view.zoom < BUTTONS_FROM) return []
  const size = view.zoom >= 17 ? 6 : view.zoom >= 16 ? 5 : 3.5
  const colours = { mark: palette.button, off: palette['camera-off'], ground: palette['map-ground'] }
  const covered: Box[] = []
  for (let i = 0; i < field.state.length; i++) {
    const [x, y] = place(field, i, view)
    if (!shows(x, y, view)) continue
    deviceMark(pen, { x, y, size, state: STATES[field.state[i] as number] as DeviceState, square: true }, colours)
    covered.push({ minX: x - size - 2, maxX: x + size + 2, minY: y - size - 2, maxY: y + size + 2 })
  }
  return covered
}

/** What the buttons are called: the key places where they hang. */
export function buttonLabels(pen: Pen, field: DeviceField, view: View, palette: Palette): Label[] {
  if (view.zoom < BUTTON_NAMES_FROM) return []
  return field.names.flatMap((name, i) => {
    const at = place(field, i, view)
    if (!name || !shows(...at, view)) return []
    const style = { size: 14, colour: palette['map-label'], halo: palette['map-halo'] }
    return [nameLabel(pen, name, at, { gap: 9, sides: ['right', 'below', 'left', 'above'], family: palette.font, style })]
  })
}
