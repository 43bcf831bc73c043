import { fontOf, type Label, nameLabel, paintText, type TextStyle, widthOf } from './labels.ts'
import type { Palette } from './palette.ts'
import { type NamedArea, type NamedLine, roadWidth, type StreetPlan } from './streets.ts'
import { inView, type Pen, scaleAt, type UnitRing, type View } from './view.ts'

/** A point of a drawn line, px, with the line's direction there. */
interface Spot {
  x: number
  y: number
  angle: number
}

/** A line in px with the distance of each point from its beginning. */
interface Path {
  points: [x: number, y: number][]
  reach: number[]
}

const REPEAT_PX = 560
const CJK = /[\u2e80-\u9fff]/
// From which zoom each class carries names.
const NAMED_FROM: Record<NamedLine['kind'], number> = { highway: 12, major: 13, street: 14.5, lane: 16 }

function pathOf(ring: UnitRing, { scale, x0, y0 }: View): Path {
  const points: Path['points'] = []
  const reach: number[] = []
  for (let i = 0; i < ring.length; i += 2) {
    const point: [number, number] = [((ring[i] as number) - x0) * scale, ((ring[i + 1] as number) - y0) * scale]
    const last = points[points.length - 1]
    reach.push(last ? (reach[reach.length - 1] as number) + Math.hypot(point[0] - last[0], point[1] - last[1]) : 0)
    points.push(point)
  }
  return { points, reach }
}

/** Where the path is after so many px. */
function spotAt({ points, reach }: Path, distance: number): Spot {
  let i = 1
  while (i < reach.length - 1 && (reach[i] as number) < distance) i++
  const [ax, ay] = points[i - 1] as [number, number]
  const [bx, by] = points[i] as [number, number]
  const length = (reach[i] as number) - (reach[i - 1] as number)
  const share = length > 0 ? (distance - (reach[i - 1] as number)) / length : 0
  return { x: ax + (bx - ax) * share, y: ay + (by - ay) * share, angle: Math.atan2(by - ay, bx - ax) }
}

/** Characters along a line: read from left to right, or, where the road climbs steeply, upright from top to bottom as Chinese maps do. */
function glyphsAlong(path: Path, middle: number, advances: readonly number[], upright: boolean): Spot[] | null {
  const length = advances.reduce((sum, advance) => sum + advance, 0)
  const [from, to] = [spotAt(path, middle - length / 2), spotAt(path, middle + length / 2)]
  const bend = Math.abs(Math.atan2(Math.sin(to.angle - from.angle), Math.cos(to.angle - from.angle)))
  if (bend > 0.6) return null
  const steep = upright && Math.abs(to.y - from.y) > Math.abs(to.x - from.x)
  const backwards = steep ? to.y < from.y : to.x < from.x
  let done = 0
  return advances.map((advance) => {
    const along = done + advance / 2 - length / 2
    done += advance
    const { x, y, angle } = spotAt(path, middle + (backwards ? -along : along))
    const forward = backwards ? angle + Math.PI : angle
    return { x, y, angle: steep ? forward - Math.PI / 2 : forward }
  })
}

function lineLabel(pen: Pen, name: string, path: Path, middle: number, font: string, style: TextStyle): Label | null {
  const characters = [...name]
  const advances = characters.map((character) => widthOf(pen, character, font) + style.size * 0.18)
  const spots = glyphsAlong(path, middle, advances, CJK.test(name))
  if (!spots) return null
  const half = style.size * 0.62
  return {
    settings: [spots.map(({ x, y }) => ({ minX: x - half, maxX: x + half, minY: y - half, maxY: y + half }))],
    paint: (pen) =>
      spots.forEach(({ x, y, angle }, i) => {
        pen.save()
        pen.translate(x, y)
        pen.rotate(angle)
        paintText(pen, characters[i] as string, 0, 0, font, style)
        pen.restore()
      }),
  }
}

/** The places along a path where its name stands: the same ground at every pan, so that names do not swim. */
function middlesOf({ reach }: Path, view: View): number[] {
  const length = reach[reach.length - 1] as number
  const step = (REPEAT_PX * view.scale) / scaleAt(Math.round(view.zoom))
  if (length < 1.6 * step) return [length / 2]
  const count = Math.floor(length / step)
  return Array.from({ length: count }, (_, i) => ((i + 0.5) * length) / count)
}

function roadLabels(pen: Pen, line: NamedLine, view: View, family: string, style: TextStyle): Label[] {
  if (!line.name || view.zoom < NAMED_FROM[line.kind] || !inView(line.box, view)) return []
  const font = fontOf(style, family)
  const needed = widthOf(pen, line.name, font) * 1.35
  return line.rings.flatMap((ring) => {
    const path = pathOf(ring, view)
    if ((path.reach[path.reach.length - 1] as number) < needed) return []
    return middlesOf(path, view).flatMap((middle) => {
      const { x, y } = spotAt(path, middle)
      if (x < 0 || y < 0 || x > view.width || y > view.height) return []
      return lineLabel(pen, line.name, path, middle, font, style) ?? []
    })
  })
}

/** The middle of an area's widest stretch at one height, unit coordinates. */
function widestAt(rings: readonly UnitRing[], y: number): { x: number; width: number } | null {
  const crossings: number[] = []
  for (const ring of rings)
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const [ax, ay, bx, by] = ring.subarray(i, i + 4) as unknown as [number, number, number, number]
      if (ay > y !== by > y) crossings.push(ax + ((y - ay) / (by - ay)) * (bx - ax))
    }
  crossings.sort((a, b) => a - b)
  let widest: { x: number; width: number } | null = null
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [from, to] = [crossings[i] as number, crossings[i + 1] as number]
    if (!widest || to - from > widest.width) widest = { x: (from + to) / 2, width: to - from }
  }
  return widest
}

/** A lake or park is named in its middle; a river again and again, downwards where it is narrower than its name. */
function areaLabels(pen: Pen, { kind, name, rings, box }: NamedArea, view: View, palette: Palette): Label[] {
  if (!name || view.zoom < 13 || !inView(box, view)) return []
  const style: TextStyle = { size: 14, colour: palette[kind === 'water' ? 'map-water-name' : 'map-park-name'], halo: palette['map-halo'] }
  const font = fontOf(style, palette.font)
  const step = REPEAT_PX / scaleAt(Math.round(view.zoom))
  const rows = Math.max(1, Math.floor((box.maxY - box.minY) / step))
  return Array.from({ length: rows }, (_, i) => box.minY + ((i + 0.5) * (box.maxY - box.minY)) / rows).flatMap((row) => {
    const y = (row - view.y0) * view.scale
    if (y < 0 || y > view.height) return []
    const widest = widestAt(rings, row)
    if (!widest) return []
    const x = (widest.x - view.x0) * view.scale
    const room = widest.width * view.scale
    if (room > widthOf(pen, name, font) * 1.1)
      return [nameLabel(pen, name, [x, y], { gap: 0, sides: ['middle'], family: palette.font, style })]
    if (room < style.size || rows === 1) return []
    const tall = name.length * style.size * 1.2
    const path: Path = {
      points: [
        [x, y - tall],
        [x, y + tall],
      ],
      reach: [0, 2 * tall],
    }
    return lineLabel(pen, name, path, tall, font, style) ?? []
  })
}

/** The names of the built-in city, the most important first: townships, roads by class, water and parks. */
export function streetLabels(pen: Pen, plan: StreetPlan, view: View, palette: Palette): Label[] {
  const family = palette.font
  const halo = palette['map-halo']
  const labels: Label[] = []
  const at = (x: number, y: number): [number, number] => [(x - view.x0) * view.scale, (y - view.y0) * view.scale]
  if (view.zoom < 14.5)
    for (const { name, ring } of plan.places) {
      const style: TextStyle = { size: view.zoom < 12 ? 15 : 17, weight: 600, colour: palette['map-place'], halo }
      labels.push(nameLabel(pen, name, at(ring[0] as number, ring[1] as number), { gap: 0, sides: ['middle'], family, style }))
    }
  for (const kind of ['highway', 'major', 'street', 'lane'] as const) {
    const wide = roadWidth(kind, view)
    const style: TextStyle = { size: kind === 'lane' ? 13 : wide > 22 ? 16 : 14, colour: palette['map-name'], halo }
    for (const line of plan.lines) if (line.kind === kind) labels.push(...roadLabels(pen, line, view, family, style))
  }
  for (const area of plan.areas) labels.push(...areaLabels(pen, area, view, palette))
  return labels
}
