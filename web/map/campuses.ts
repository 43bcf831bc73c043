import type { AreaGeometry, CampusFeature } from '#contracts/school.ts'
import { deviceMark } from './device-mark.ts'
import { type Label, nameLabel, type TextStyle } from './labels.ts'
import type { Palette } from './palette.ts'
import { type Box, boxOf, inView, type Pen, toUnit, toUnitRing, trace, type UnitRing, type View } from './view.ts'

/** A campus as it is drawn: projected once. */
export interface CampusShape {
  schoolId: string
  name: string
  /** none where only a point is known */
  rings: UnitRing[]
  zone: UnitRing[]
  box: Box
  zoneBox: Box
  provisional: boolean
  gates: { name: string; x: number; y: number }[]
}

/** Rings of an area, projected. */
function ringsOf(area: AreaGeometry): UnitRing[] {
  const parts = area.type === 'Polygon' ? [area.coordinates] : area.coordinates
  return parts.flat().map(toUnitRing)
}

export function campusShape({ geometry, properties }: CampusFeature): CampusShape {
  const rings = geometry.type === 'Point' ? [] : ringsOf(geometry)
  const zone = ringsOf(properties.zone)
  const gates = properties.gates.map(({ name, position }) => {
    const [x, y] = toUnit(position)
    return { name, x, y }
  })
  const box = boxOf(geometry.type === 'Point' ? [toUnitRing([geometry.coordinates])] : rings)
  const { schoolId, name, provisional } = properties
  return { schoolId, name, rings, zone, box, zoneBox: boxOf(zone), provisional, gates }
}

/** The 200 m belts (周边200米安全带): thin and calm, deeper where two overlap; dashed where only a point is known (暂定). */
export function paintZones(pen: Pen, campuses: readonly CampusShape[], view: View, palette: Palette): void {
  pen.fillStyle = palette['zone-fill']
  pen.strokeStyle = palette['zone-line']
  pen.lineWidth = view.zoom < 14 ? 0.8 : 1.2
  for (const { zone, zoneBox, provisional } of campuses) {
    if (!inView(zoneBox, view)) continue
    pen.setLineDash(provisional ? [5, 5] : [])
    // One path each: two belts that overlap must not cut a hole into one another.
    pen.beginPath()
    for (const ring of zone) {
      trace(pen, ring, view)
      pen.closePath()
    }
    pen.fill('evenodd')
    if (view.zoom >= 12.5) pen.stroke()
  }
  pen.setLineDash([])
}

export const DOTS_TO = 14.5

/**
 * From afar a school is a dot; one that has no button left to alarm with (无报警能力) a ring with a stroke.
 * @returns what they cover
 */
export function paintSchools(pen: Pen, campuses: readonly CampusShape[], mute: ReadonlySet<string>, view: View, palette: Palette): Box[] {
  if (view.zoom >= DOTS_TO) return []
  const size = view.zoom < 12 ? 2.4 : 3.2
  const colours = { mark: palette['map-label'], off: palette['camera-off'], ground: palette['map-ground'] }
  const covered: Box[] = []
  for (const { box, schoolId } of campuses) {
    if (!inView(box, view, 10)) continue
    const x = ((box.minX + box.maxX) / 2 - view.x0) * view.scale
    const y = ((box.minY + box.maxY) / 2 - view.y0) * view.scale
    deviceMark(pen, { x, y, size: mute.has(schoolId) ? size + 1 : size, state: mute.has(schoolId) ? 'offline' : 'online' }, colours)
    covered.push({ minX: x - size - 1, maxX: x + size + 1, minY: y - size - 1, maxY: y + size + 1 })
  }
  return covered
}

const GATES_FROM = 15.5
const GATE_NAMES_FROM = 17

export function paintCampuses(pen: Pen, campuses: readonly CampusShape[], view: View, palette: Palette): void {
  pen.fillStyle = palette['campus-fill']
  pen.strokeStyle = palette['campus-line']
  pen.lineWidth = view.zoom < 14 ? 1 : 1.6
  pen.lineJoin = 'round'
  pen.beginPath()
  for (const campus of campuses)
    if (inView(campus.box, view))
      for (const ring of campus.rings) {
        trace(pen, ring, view)
        pen.closePath()
      }
  pen.fill('evenodd')
  pen.stroke()
  if (view.zoom < GATES_FROM) return
  for (const { gates, box } of campuses) {
    if (!inView(box, view, 20)) continue
    for (const { x, y } of gates) paintGate(pen, (x - view.x0) * view.scale, (y - view.y0) * view.scale, palette)
  }
}

/** A gate: two posts with the way between them open. */
function paintGate(pen: Pen, x: number, y: number, palette: Palette): void {
  pen.fillStyle = palette['map-ground']
  pen.fillRect(x - 7, y - 5, 14, 10)
  pen.fillStyle = palette.gate
  pen.fillRect(x - 6, y - 4, 3, 8)
  pen.fillRect(x + 3, y - 4, 3, 8)
  pen.fillRect(x - 3, y - 4, 6, 2)
}

const NAMES_FROM = 13

/** Names of campuses, the larger first, and of their gates. */
export function campusLabels(pen: Pen, campuses: readonly CampusShape[], view: View, palette: Palette): Label[] {
  if (view.zoom < NAMES_FROM) return []
  const style: TextStyle = {
    size: view.zoom >= 15 ? 16 : 14,
    weight: view.zoom >= 16 ? 600 : 400,
    colour: palette['map-label'],
    halo: palette['map-halo'],
  }
  const seen = campuses.filter(({ box }) => inView(box, view, 40))
  const size = ({ box }: CampusShape) => (box.maxX - box.minX) * (box.maxY - box.minY)
  const names = [...seen]
    .sort((a, b) => size(b) - size(a))
    .map((campus) => {
      const { box, name } = campus
      const x = ((box.minX + box.maxX) / 2 - view.x0) * view.scale
      const y = ((box.minY + box.maxY) / 2 - view.y0) * view.scale
      const half = Math.max(5, ((box.maxY - box.minY) / 2) * view.scale)
      const inside = campus.rings.length > 0 && half > 40
      const sides = inside ? (['middle', 'below', 'above'] as const) : (['below', 'above', 'right', 'left'] as const)
      return nameLabel(pen, name, [x, y], { gap: half + 2, sides, family: palette.font, style })
    })
  if (view.zoom < GATE_NAMES_FROM) return names
  const small: TextStyle = { size: 14, colour: palette['map-label'], halo: palette['map-halo'] }
  const gates = seen.flatMap(({ gates }) =>
    gates.map(({ name, x, y }) =>
      nameLabel(pen, name, [(x - view.x0) * view.scale, (y - view.y0) * view.scale], {
        gap: 10,
        sides: ['below', 'right', 'left', 'above'],
        family: palette.font,
        style: small,
      }),
    ),
  )
  return [...names, ...gates]
}
