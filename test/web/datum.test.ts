// @vitest-environment happy-dom
import L from 'leaflet'
import { expect, it } from 'vitest'
import type { LngLat } from '#contracts/time.ts'
import { drawnInGcj02, fromGcj02, toGcj02 } from '../../web/map/datum.ts'

const YINCHUAN: LngLat = [106.2309, 38.4872]

it('knows that GCJ-02 lies about 387 m off at Yinchuan', () => {
  const [lng, lat] = toGcj02(YINCHUAN)
  const off = L.latLng(YINCHUAN[1], YINCHUAN[0]).distanceTo([lat, lng])
  expect(off).toBeGreaterThan(370)
  expect(off).toBeLessThan(405)
})

it.each<[string, LngLat]>([
  ['Yinchuan', YINCHUAN],
  ['Shanghai', [121.4737, 31.2304]],
  ['outside China', [2.35, 48.85]],
])('comes back to the same place within a centimetre: %s', (_, place) => {
  const [lng, lat] = fromGcj02(toGcj02(place))
  expect(L.latLng(place[1], place[0]).distanceTo([lat, lng])).toBeLessThan(0.01)
})

interface Tile {
  coords: { x: number; y: number; z: number }
  el: HTMLElement
}

/** The map's pixel at which the GCJ-02 tiles draw a WGS-84 place, and the pixel at which the map puts it. */
function drawnAndWanted(center: LngLat, zoom: number, place: LngLat): [drawn: L.Point, wanted: L.Point] {
  const box = document.createElement('div')
  document.body.append(box)
  Object.defineProperties(box, { clientWidth: { value: 1200 }, clientHeight: { value: 900 } })
  const map = L.map(box, { center: [center[1], center[0]], zoom, fadeAnimation: false, zoomAnimation: false })
  const layer = drawnInGcj02(L.tileLayer('/tile/{z}/{x}/{y}')).addTo(map)
  const [lng, lat] = toGcj02(place)
  const pixel = map.project([lat, lng], zoom) // where a GCJ-02 map has it in its own pixel plane
  const tile = Object.values((layer as unknown as { _tiles: Record<string, Tile> })._tiles).find(
    ({ coords }) => coords.x === Math.floor(pixel.x / 256) && coords.y === Math.floor(pixel.y / 256),
  )
  if (!tile) throw new Error('the tile that shows the place was not asked for')
  const level = (layer as unknown as { _level: { el: HTMLElement } })._level.el
  const drawn = L.DomUtil.getPosition(tile.el)
    .add(L.DomUtil.getPosition(level) ?? L.point(0, 0))
    .add(pixel.subtract(L.point(tile.coords.x, tile.coords.y).multiplyBy(256)))
  const wanted = map.latLngToLayerPoint([place[1], place[0]])
  map.remove()
  box.remove()
  return [drawn, wanted]
}

it.each([11, 13, 15, 17, 18])('lays GCJ-02 tiles so that a WGS-84 place falls on its picture, at zoom %i', (zoom) => {
  for (const [dx, dy] of [
    [0, 0],
    [400, 300],
    [-500, 350],
    [550, -400],
  ] as const) {
    const pixelDegrees = 360 / (256 * 2 ** zoom)
    const place: LngLat = [YINCHUAN[0] + dx * pixelDegrees, YINCHUAN[1] + dy * pixelDegrees * 0.78]
    const [drawn, wanted] = drawnAndWanted(YINCHUAN, zoom, place)
    expect(drawn.distanceTo(wanted)).toBeLessThan(1.5)
  }
})
