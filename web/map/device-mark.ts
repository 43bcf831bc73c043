import type { DeviceState } from '#contracts/device.ts'
import type { Pen } from './view.ts'

interface Mark {
  x: number
  y: number
  size: number
  state: DeviceState
  square?: boolean
}

interface Colours {
  mark: string
  off: string
  /** around the mark, so that it stands out from what is below it */
  ground: string
}

/** A device as it stands on the map: online a small dot, offline a ring with a stroke, unknown a dotted ring, maintenance a wrench. */
export function deviceMark(pen: Pen, { x, y, size, state, square }: Mark, { mark, off, ground }: Colours): void {
  const path = (grow: number) => {
    pen.beginPath()
    if (square) pen.rect(x - size - grow, y - size - grow, 2 * (size + grow), 2 * (size + grow))
    else pen.arc(x, y, size + grow, 0, 2 * Math.PI)
  }
  if (state === 'online') {
    path(1)
    pen.fillStyle = ground
    pen.fill()
    path(0)
    pen.fillStyle = mark
    pen.fill()
    return
  }
  if (state === 'maintenance') {
    wrench(pen, x, y, size + 1, mark, ground)
    return
  }
  path(0.5)
  pen.fillStyle = ground
  pen.fill()
  pen.lineWidth = 1.4
  pen.strokeStyle = state === 'offline' ? off : mark
  pen.setLineDash(state === 'unknown' ? [2, 2] : [])
  pen.stroke()
  pen.setLineDash([])
  if (state === 'unknown') return
  pen.beginPath()
  pen.moveTo(x - size - 2, y + size + 2)
  pen.lineTo(x + size + 2, y - size - 2)
  pen.stroke()
}

/** A handle from the lower left with an open jaw at the upper right. */
function wrench(pen: Pen, x: number, y: number, size: number, mark: string, ground: string): void {
  const draw = (width: number, colour: string) => {
    pen.lineWidth = width
    pen.strokeStyle = colour
    pen.beginPath()
    pen.moveTo(x - size, y + size)
    pen.lineTo(x + size * 0.3, y - size * 0.3)
    pen.stroke()
    pen.beginPath()
    pen.arc(x + size * 0.6, y - size * 0.6, size * 0.6, 0, 1.5 * Math.PI)
    pen.stroke()
  }
  pen.lineCap = 'round'
  draw(size * 0.5 + 2, ground)
  draw(Math.max(1.4, size * 0.45), mark)
  pen.lineCap = 'butt'
}
