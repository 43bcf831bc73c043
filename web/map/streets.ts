import type { FeatureCollection, Position } from 'geojson'
import type { LngLat } from '#contracts/time.ts'
import { type Bounds, blockBuildings } from '#domain/synthetic-building.ts'
import type { BlockUse } from '#domain/synthetic-city.ts'
import type { Palette } from './palette.ts'
import { type Box, boxOf, inView, type Pen, pixelsPerMetre, toUnitRing, trace, type UnitRing, type View } from './view.ts'

type Road = 'lane' | 'street' | 'major' | 'highway'
export interface NamedLine {
  kind: Road
  name: string
  rings: UnitRing[]
  box: Box
}
export interface NamedArea {
  kind: 'park' | 'water'
  name: string
  rings: UnitRing[]
  box: Box
}
interface Block {
  use: BlockUse
  corners: LngLat[]
  rings: UnitRing[]
  box: Box
  /** computed when first drawn */
  buildings: UnitRing[] | null
}
export interface NamedPlace {
  name: string
  ring: UnitRing
}

/** The built-in city as it is drawn: projected once. */
export interface StreetPlan {
  blocks: Block[]
  areas: NamedArea[]
  lines: NamedLine[]
  places: NamedPlace[]
}

const ROADS: readonly Road[] = ['lane', 'street', 'major', 'highway']

const linesOf = (geometry: FeatureCollection['features'][number]['geometry']): LngLat[][] => {
  const lines: Position[][] =
    geometry.type === 'LineString'
      ? [geometry.coordinates]
      : geometry.type === 'MultiLineString' || geometry.type === 'Polygon'
        ? geometry.coordinates
        : geometry.type === 'MultiPolygon'
          ? geometry.coordinates.flat()
          : []
  return lines as LngLat[][]
}

/** Reads the built-in basemap (GET /basemap/streets); what it does not know is left out. @param blocks false for whoever only sets its names */
export function readStreets(streets: FeatureCollection, { blocks = true } = {}): StreetPlan {
  const plan: StreetPlan = { blocks: [], areas: [], lines: [], places: [] }
  for (const { geometry, properties } of streets.features) {
    const name = String(properties?.name ?? '')
    const kind = String(properties?.kind ?? '')
    if (geometry.type === 'Point') {
      plan.places.push({ name, ring: toUnitRing([geometry.coordinates as LngLat]) })
      continue
    }
    if (kind === 'block' && !blocks) continue
    const lines = linesOf(geometry)
    const rings = lines.map(toUnitRing)
    const road = ROADS.find((one) => one === properties?.class)
    if (road) plan.lines.push({ kind: road, name, rings, box: boxOf(rings) })
    else if (kind === 'park' || kind === 'water') plan.areas.push({ kind, name, rings, box: boxOf(rings) })
    else if (kind === 'block')
      for (const [i, corners] of lines.entries()) {
        const own = [rings[i] as UnitRing]
        plan.blocks.push({ use: properties?.use as BlockUse, corners, rings: own, box: boxOf(own), buildings: null })
      }
  }
  return plan
}

// Width on the ground, metres; least width in px at zooms 11, 12, 13, 14, 15; zoom from which it is drawn.
const ROAD_STYLE: Record<Road, { metres: number; least: readonly number[]; from: number }> = {
  lane: { metres: 7, least: [0, 0, 0.7, 1.3, 2.4], from: 13 },
  street: { metres: 14, least: [0, 0.8, 1.4, 2.6, 4.4], from: 12 },
  major: { metres: 26, least: [1.1, 1.8, 3, 4.6, 7], from: 0 },
  highway: { metres: 30, least: [2, 2.8, 4, 5.6, 8.5], from: 0 },
}

/** How wide a road is drawn, px; 0 = not at all. */
export function roadWidth(road: Road, view: View): number {
  const { metres, least, from } = ROAD_STYLE[road]
  if (view.zoom < from) return 0
  const i = Math.max(0, Math.min(least.length - 1, Math.round(view.zoom) - 11))
  return Math.max(least[i] as number, metres * pixelsPerMetre(view))
}

export const BUILDINGS_FROM = 15

function fillAreas(pen: Pen, view: View, areas: readonly { rings: UnitRing[]; box: Box }[], colour: string): void {
  pen.fillStyle = colour
  pen.beginPath()
  for (const { rings, box } of areas) if (inView(box, view)) for (const ring of rings) trace(pen, ring, view)
  pen.fill('evenodd')
}

function paintBuildings(pen: Pen, view: View, blocks: readonly Block[], taken: readonly Bounds[], palette: Palette): void {
  pen.fillStyle = palette['map-building']
  pen.strokeStyle = palette['map-building-line']
  pen.lineWidth = 0.75
  pen.beginPath()
  for (const block of blocks) {
    if (!inView(block.box, view)) continue
    block.buildings ??= blockBuildings(block.corners, block.use, taken).map(toUnitRing)
    for (const ring of block.buildings) trace(pen, ring, view)
  }
  pen.fill()
  pen.stroke()
}

function strokeRoads(pen: Pen, view: View, lines: readonly NamedLine[], colour: string, width: number): void {
  if (width <= 0) return
  pen.strokeStyle = colour
  pen.lineWidth = width
  pen.beginPath()
  for (const { rings, box } of lines) if (inView(box, view, width)) for (const ring of rings) trace(pen, ring, view)
  pen.stroke()
}

/**
 * The ground of the built-in city without its names: blocks, green, water, buildings from zoom 15, and roads, all casings before all
 * fills, so that crossings are open.
 * @param taken grounds on which no building is drawn
 */
export function paintStreets(pen: Pen, plan: StreetPlan, view: View, palette: Palette, taken: readonly Bounds[]): void {
  pen.fillStyle = palette['map-ground']
  pen.fillRect(0, 0, view.width, view.height)
  for (const use of ['living', 'trade', 'industry'] as const)
    fillAreas(
      pen,
      view,
      plan.blocks.filter((block) => block.use === use),
      palette[`map-${use}`],
    )
  for (const kind of ['park', 'water'] as const)
    for (const area of plan.areas) if (area.kind === kind) fillAreas(pen, view, [area], palette[`map-${kind}`])
  if (view.zoom >= BUILDINGS_FROM) paintBuildings(pen, view, plan.blocks, taken, palette)
  pen.lineJoin = 'round'
  const classes = ROADS.map((kind) => ({ kind, width: roadWidth(kind, view), lines: plan.lines.filter((line) => line.kind === kind) }))
  // Flat ends for the casing: it must not close a crossing with the road it ends at.
  pen.lineCap = 'butt'
  for (const { width, lines } of classes)
    if (width > 1.5) strokeRoads(pen, view, lines, palette['map-casing'], width + (view.zoom >= 15 ? 3 : 1.6))
  pen.lineCap = 'round'
  for (const { kind, width, lines } of classes) strokeRoads(pen, view, lines, palette[`map-${kind}`], width)
  if (view.zoom < 16) return
  // A middle line on the wide ones.
  pen.setLineDash([10, 8])
  for (const { kind, lines } of classes)
    if (kind === 'major' || kind === 'highway') strokeRoads(pen, view, lines, palette['map-casing'], 1.2)
  pen.setLineDash([])
}
