import type L from 'leaflet'
import { useEffect, useRef } from 'react'
import type { Device } from '#contracts/device.ts'
import type { CameraAnswer, CameraRequest } from './camera-worker.ts'
import { type CanvasStack, type Painter, token, toUnit } from './canvas.ts'
import { deviceMark } from './symbols.ts'

interface Props {
  map: L.Map
  stack: CanvasStack
  cameras: ReadonlyMap<string, Device>
  revision: number
}

const REBUILD_MS = 2000

function marksPainter(marks: Float64Array, cameras: readonly Device[]): Painter {
  const places: [number, number][] = []
  for (let i = 0; i < marks.length; i += 5) places.push(toUnit([marks[i] as number, marks[i + 1] as number]))
  return (context, view) => {
    const colours = { mark: token('--camera'), off: token('--camera-off'), ground: token('--map-ground') }
    context.font = `14px ${token('--font')}`
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    places.forEach(([ux, uy], i) => {
      const x = (ux - view.x0) * view.scale
      const y = (uy - view.y0) * view.scale
      const count = marks[i * 5 + 2] as number
      const offline = marks[i * 5 + 3] as number
      if (count === 1) {
        const camera = cameras[marks[i * 5 + 4] as number]
        if (camera) deviceMark(context, { x, y, size: 2.5, state: camera.state }, colours)
        return
      }
      const radius = 11 + Math.min(9, Math.log2(count))
      context.beginPath()
      context.arc(x, y, radius, 0, 2 * Math.PI)
      context.globalAlpha = 0.72
      context.fillStyle = colours.ground
      context.fill()
      context.globalAlpha = 1
      context.lineWidth = 1
      context.strokeStyle = token('--line-strong')
      context.stroke()
      if (offline > 0) {
        context.beginPath()
        context.arc(x, y, radius, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * (offline / count))
        context.lineWidth = 2
        context.strokeStyle = colours.off
        context.stroke()
      }
      context.fillStyle = token('--dim')
      context.fillText(count >= 10_000 ? `${Math.round(count / 1000)}k` : String(count), x, y + 1)
    })
  }
}

/** 17,000 cameras: clustered in a worker, drawn on our one canvas; a cluster's arc shows the share that is offline. */
export function CameraLayer({ map, stack, cameras, revision }: Props) {
  const worker = useRef<Worker | null>(null)
  const placed = useRef<Device[]>([])
  const latest = useRef(cameras)
  const builtAt = useRef(Number.NEGATIVE_INFINITY)
  latest.current = cameras

  useEffect(() => {
    const made = new Worker(new URL('./camera-worker.ts', import.meta.url), { type: 'module' })
    worker.current = made
    let ask = 0
    const look = () => {
      const bounds = map.getBounds().pad(0.3)
      const box: [number, number, number, number] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
      made.postMessage({ type: 'view', ask: ++ask, box, zoom: map.getZoom() } satisfies CameraRequest)
    }
    made.addEventListener('message', ({ data }: MessageEvent<CameraAnswer>) => {
      if (data.ask === ask) stack.setPainter(3, marksPainter(data.marks, placed.current))
    })
    map.on('moveend', look)
    look()
    return () => {
      map.off('moveend', look)
      made.terminate()
      worker.current = null
      stack.setPainter(3, null)
    }
  }, [map, stack])

  useEffect(() => {
    if (revision === 0) return
    // Deltas come every second; the worker's tree is rebuilt at most every 2 s.
    const due = builtAt.current + REBUILD_MS - performance.now()
    const timer = setTimeout(
      () => {
        builtAt.current = performance.now()
        const list = [...latest.current.values()].filter((camera) => camera.position)
        const places = new Float64Array(list.length * 2)
        list.forEach((camera, i) => {
          if (camera.position) places.set(camera.position, i * 2)
        })
        placed.current = list
        const offline = Uint8Array.from(list, (camera) => Number(camera.state === 'offline'))
        worker.current?.postMessage({ type: 'load', places, offline } satisfies CameraRequest, [places.buffer, offline.buffer])
      },
      Math.max(0, due),
    )
    return () => clearTimeout(timer)
  }, [revision])
  return null
}
