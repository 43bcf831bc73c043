import type { FeatureCollection } from 'geojson'
import L from 'leaflet'
import { useEffect, useMemo } from 'react'
import type { MapConfig } from '#contracts/map.ts'
import { type Box, boxOf, type CanvasStack, inView, type Painter, token, toUnitRing, trace, type UnitRing } from './canvas.ts'
import { Gcj02TileLayer } from './datum.ts'

interface Street {
  kind: string
  name: string
  rings: UnitRing[]
  area: boolean
  box: Box
}

const AREAS = ['block', 'park', 'water']
// What the built-in city calls its ways (server/domain/synthetic-streets.ts), in the words of the road classes below.
const WAYS: Record<string, string> = { lane: 'minor', street: 'main', major: 'motorway' }
// class → [token, width in px at zoom 12, zoom from which it is drawn]
const LINES: Record<string, [colour: string, width: number, from: number]> = {
  water: ['--map-water', 2, 0],
  minor: ['--map-minor', 0.8, 13],
  main: ['--map-main', 1.6, 0],
  motorway: ['--map-motorway', 2.6, 0],
}

type Position = [number, number]

function readStreets(streets: FeatureCollection): Street[] {
  return streets.features.flatMap(({ geometry, properties }): Street[] => {
    const said = String(properties?.class ?? properties?.kind ?? '')
    const kind = WAYS[said] ?? said
    const lines: Position[][] =
      geometry.type === 'LineString'
        ? [geometry.coordinates as Position[]]
        : geometry.type === 'MultiLineString' || geometry.type === 'Polygon'
          ? (geometry.coordinates as Position[][])
          : geometry.type === 'MultiPolygon'
            ? (geometry.coordinates.flat() as Position[][])
            : []
    if (lines.length === 0) return []
    const rings = lines.map(toUnitRing)
    return [{ kind, name: String(properties?.name ?? ''), rings, area: geometry.type.endsWith('Polygon'), box: boxOf(rings) }]
  })
}

function paintNames(context: CanvasRenderingContext2D, streets: Street[], view: Parameters<Painter>[1]): void {
  context.font = `14px ${token('--font')}`
  context.fillStyle = token('--map-name')
  context.strokeStyle = token('--map-ground')
  context.lineWidth = 3
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  const taken: Box[] = []
  for (const { name, rings, area, box } of streets) {
    const ring = rings[0]
    if (!name || !ring || !inView(box, view)) continue
    const length = name.length * 14
    // The longest straight piece carries the name, turned with it; an area carries it in its middle.
    let best = { x: 0, y: 0, angle: 0, length: 0 }
    if (area) {
      const width = (box.maxX - box.minX) * view.scale
      best = {
        x: ((box.minX + box.maxX) / 2 - view.x0) * view.scale,
        y: ((box.minY + box.maxY) / 2 - view.y0) * view.scale,
        angle: 0,
        length: width,
      }
    } else
      for (let i = 0; i + 3 < ring.length; i += 2) {
        const ax = ((ring[i] as number) - view.x0) * view.scale
        const ay = ((ring[i + 1] as number) - view.y0) * view.scale
        const bx = ((ring[i + 2] as number) - view.x0) * view.scale
        const by = ((ring[i + 3] as number) - view.y0) * view.scale
        const piece = Math.hypot(bx - ax, by - ay)
        const x = (ax + bx) / 2
        const y = (ay + by) / 2
        if (piece <= best.length || x < 0 || y < 0 || x > view.width || y > view.height) continue
        let angle = Math.atan2(by - ay, bx - ax)
        if (angle > Math.PI / 2) angle -= Math.PI
        if (angle < -Math.PI / 2) angle += Math.PI
        best = { x, y, angle, length: piece }
      }
    if (best.length < length * 1.1) continue
    const half = length / 2 + 20
    const mine = { minX: best.x - half, maxX: best.x + half, minY: best.y - half, maxY: best.y + half }
    if (taken.some((t) => t.minX < mine.maxX && t.maxX > mine.minX && t.minY < mine.maxY && t.maxY > mine.minY)) continue
    taken.push(mine)
    context.save()
    context.translate(best.x, best.y)
    context.rotate(best.angle)
    context.strokeText(name, 0, 0)
    context.fillText(name, 0, 0)
    context.restore()
  }
}

/** Streets from our own server: dark, low in colour, under everything. */
function streetsPainter(collection: FeatureCollection): Painter {
  const streets = readStreets(collection)
  const named = streets.filter((street) => street.name)
  return (context, view) => {
    const grow = Math.max(0.7, 1.45 ** (view.zoom - 12))
    for (const kind of AREAS) {
      context.fillStyle = token(`--map-${kind}`)
      context.beginPath()
      for (const street of streets)
        if (street.area && street.kind === kind && inView(street.box, view)) for (const ring of street.rings) trace(context, ring, view)
      context.fill('evenodd')
    }
    context.lineCap = 'round'
    context.lineJoin = 'round'
    for (const [kind, [colour, width, from]] of Object.entries(LINES)) {
      if (view.zoom < from) continue
      context.strokeStyle = token(colour)
      context.lineWidth = Math.min(width * grow, 22)
      context.beginPath()
      for (const street of streets)
        if (!street.area && street.kind === kind && inView(street.box, view)) for (const ring of street.rings) trace(context, ring, view)
      context.stroke()
    }
    if (view.zoom >= 13) paintNames(context, named, view)
  }
}

const tileUrl = (url: string | undefined): string | null => (url && /\{z\}/.test(url) ? url : null)

interface Props {
  map: L.Map
  stack: CanvasStack
  basemap: MapConfig['basemap']
  streets: FeatureCollection | null
  onTiles: (ok: boolean) => void
}

/** What lies under the data, as configured. Without any the ground stays plain: there is no hole in the page. */
export function BasemapLayer({ map, stack, basemap, streets, onTiles }: Props) {
  const painter = useMemo(() => (basemap.kind === 'streets' && streets ? streetsPainter(streets) : null), [basemap.kind, streets])
  useEffect(() => {
    stack.setPainter(0, painter)
    return () => stack.setPainter(0, null)
  }, [stack, painter])
  useEffect(() => {
    const url = basemap.kind === 'streets' || basemap.kind === 'none' || basemap.kind === 'pmtiles' ? null : tileUrl(basemap.url)
    if (!url) return
    const options: L.TileLayerOptions = {
      maxZoom: 19,
      subdomains: basemap.kind === 'gaode' ? '1234' : '01234567',
      className: 'basemap-tiles',
    }
    const layer = basemap.datum === 'gcj02' ? new Gcj02TileLayer(url, options) : L.tileLayer(url, options)
    layer.on('tileerror', () => onTiles(false)).on('tileload', () => onTiles(true))
    layer.addTo(map)
    return () => void layer.remove()
  }, [map, basemap, onTiles])
  return null
}
