import { useEffect, useMemo } from 'react'
import type { Device } from '#contracts/device.ts'
import { type CanvasStack, type Painter, token, toUnit } from './canvas.ts'
import { deviceMark } from './symbols.ts'

function buttonPainter(buttons: Iterable<Device>): Painter {
  const placed = [...buttons].flatMap((device) => {
    if (!device.position) return []
    const [x, y] = toUnit(device.position)
    return [{ x, y, state: device.state }]
  })
  return (context, view) => {
    if (view.zoom < 14.5) return
    const size = view.zoom >= 15 ? 5 : 3
    const colours = { mark: token('--button'), off: token('--camera-off'), ground: token('--map-ground') }
    for (const { x, y, state } of placed) {
      const px = (x - view.x0) * view.scale
      const py = (y - view.y0) * view.scale
      if (px < -10 || py < -10 || px > view.width + 10 || py > view.height + 10) continue
      deviceMark(context, { x: px, y: py, size, state, square: true }, colours)
    }
  }
}

/** Panic buttons (一键式报警器): small squares, drawn calmly; a button that calls is drawn by AlarmLayer. */
export function ButtonLayer({ stack, buttons }: { stack: CanvasStack; buttons: ReadonlyMap<string, Device> }) {
  const painter = useMemo(() => buttonPainter(buttons.values()), [buttons])
  useEffect(() => {
    stack.setPainter(4, painter)
    return () => stack.setPainter(4, null)
  }, [stack, painter])
  return null
}
