import { useEffect, useMemo } from 'react'
import type { AreaGeometry, CampusFeature } from '#contracts/school.ts'
import { boxOf, type CanvasStack, inView, type Painter, token, toUnitRing, trace, type UnitRing } from './canvas.ts'

/** Rings of an area, projected. */
export function ringsOf(area: AreaGeometry): UnitRing[] {
  const parts = area.type === 'Polygon' ? [area.coordinates] : area.coordinates
  return parts.flat().map(toUnitRing)
}

function zonePainter(campuses: readonly CampusFeature[]): Painter {
  const zones = campuses.map(({ properties }) => {
    const rings = ringsOf(properties.zone)
    return { rings, box: boxOf(rings), provisional: properties.provisional }
  })
  return (context, view) => {
    context.fillStyle = token('--zone-fill')
    context.strokeStyle = token('--zone-line')
    context.lineWidth = view.zoom < 13 ? 0.8 : 1.2
    for (const provisional of [false, true]) {
      context.setLineDash(provisional ? [5, 5] : [])
      for (const zone of zones) {
        if (zone.provisional !== provisional || !inView(zone.box, view)) continue
        // One path each: two belts that overlap must not cut a hole into one another.
        context.beginPath()
        for (const ring of zone.rings) {
          trace(context, ring, view)
          context.closePath()
        }
        context.fill('evenodd')
        context.stroke()
      }
    }
  }
}

/** The 200 m belts (周边200米安全带): a thin calm outline; dashed where only a point is known (暂定). */
export function ZoneLayer({ stack, campuses }: { stack: CanvasStack; campuses: readonly CampusFeature[] }) {
  const painter = useMemo(() => zonePainter(campuses), [campuses])
  useEffect(() => {
    stack.setPainter(1, painter)
    return () => stack.setPainter(1, null)
  }, [stack, painter])
  return null
}
