import { useEffect, useMemo } from 'react'
import type { CampusFeature } from '#contracts/school.ts'
import { type Box, boxOf, type CanvasStack, inView, type Painter, token, toUnit, trace } from './canvas.ts'
import { ringsOf } from './ZoneLayer.tsx'

function campusPainter(campuses: readonly CampusFeature[]): [ground: Painter, names: Painter] {
  const drawn = campuses.map(({ geometry, properties }) => {
    const rings = geometry.type === 'Point' ? [] : ringsOf(geometry)
    const point = geometry.type === 'Point' ? toUnit(geometry.coordinates) : null
    const box: Box = point ? { minX: point[0], maxX: point[0], minY: point[1], maxY: point[1] } : boxOf(rings)
    return { rings, box, name: properties.name, gates: properties.gates.map((gate) => toUnit(gate.position)) }
  })
  const ground: Painter = (context, view) => {
    context.fillStyle = token('--campus-fill')
    context.strokeStyle = token('--campus-line')
    context.lineWidth = view.zoom < 14 ? 1 : 1.5
    context.beginPath()
    for (const campus of drawn)
      if (inView(campus.box, view))
        for (const ring of campus.rings) {
          trace(context, ring, view)
          context.closePath()
        }
    context.fill('evenodd')
    context.stroke()
    if (view.zoom < 15) return
    context.fillStyle = token('--map-label')
    for (const campus of drawn)
      if (inView(campus.box, view))
        for (const [x, y] of campus.gates) context.fillRect((x - view.x0) * view.scale - 4, (y - view.y0) * view.scale - 1.5, 8, 3)
  }
  const names: Painter = (context, view) => {
    if (view.zoom < 13.5) return
    context.font = `${view.zoom >= 15 ? 16 : 14}px ${token('--font')}`
    context.textAlign = 'center'
    context.textBaseline = 'top'
    context.fillStyle = token('--map-label')
    context.strokeStyle = token('--map-ground')
    context.lineWidth = 4
    context.lineJoin = 'round'
    const taken: Box[] = []
    for (const { box, name } of drawn) {
      if (!inView(box, view)) continue
      const x = ((box.minX + box.maxX) / 2 - view.x0) * view.scale
      const y = (box.maxY - view.y0) * view.scale + 6
      const half = context.measureText(name).width / 2 + 4
      const mine = { minX: x - half, maxX: x + half, minY: y, maxY: y + 20 }
      if (taken.some((t) => t.minX < mine.maxX && t.maxX > mine.minX && t.minY < mine.maxY && t.maxY > mine.minY)) continue
      taken.push(mine)
      context.strokeText(name, x, y)
      context.fillText(name, x, y)
    }
  }
  return [ground, names]
}

/** Campuses: ground, gates and, near enough, their names. */
export function CampusLayer({ stack, campuses }: { stack: CanvasStack; campuses: readonly CampusFeature[] }) {
  const [ground, names] = useMemo(() => campusPainter(campuses), [campuses])
  useEffect(() => {
    stack.setPainter(2, ground)
    stack.setPainter(5, names)
    return () => {
      stack.setPainter(2, null)
      stack.setPainter(5, null)
    }
  }, [stack, ground, names])
  return null
}
