import gcoord from 'gcoord'
import L from 'leaflet'
import type { LngLat } from '#contracts/time.ts'

/** A GeoJSON position, WGS-84, as Leaflet wants it. The map itself is WGS-84; only tiles are shifted. */
export const toMap = ([lng, lat]: LngLat): L.LatLng => L.latLng(lat, lng)

/** Where a WGS-84 place lies on GCJ-02 maps (Gaode, Tencent), degrees. Outside China it is the same place. */
export const toGcj02 = ([lng, lat]: LngLat): LngLat => gcoord.transform([lng, lat], gcoord.WGS84, gcoord.GCJ02) as LngLat

/** The WGS-84 place of a GCJ-02 position, degrees; the rounding error of the inverse is below a millimetre after five steps. */
export function fromGcj02(gcj: LngLat): LngLat {
  let [lng, lat] = gcj
  for (let step = 0; step < 5; step++) {
    const [atLng, atLat] = toGcj02([lng, lat])
    lng += gcj[0] - atLng
    lat += gcj[1] - atLat
  }
  return [lng, lat]
}

/**
 * Lets a layer of GCJ-02 tiles be drawn on the WGS-84 map. Each tile is asked for by its own datum and laid where its corner lies on the
 * ground, so that the error stays below a pixel at any pan and zoom (one shift for the whole view would drift at its edges).
 */
export function drawnInGcj02<T extends L.GridLayer>(layer: T): T {
  const grid = layer as unknown as GridInner
  const plain = (L.GridLayer.prototype as unknown as GridInner)._getTiledPixelBounds
  /** What of the tiles' own pixel plane the view covers, with a margin for the change of the shift across it. */
  grid._getTiledPixelBounds = function (center) {
    const bounds = plain.call(this, center)
    const { _map: map, _tileZoom: zoom } = this
    const [lng, lat] = toGcj02([center.lng, center.lat])
    const shift = map.project([lat, lng], zoom).subtract(map.project(center, zoom))
    const margin = L.point(4, 4)
    return L.bounds(bounds.min.add(shift).subtract(margin), bounds.max.add(shift).add(margin)) as Pixels
  }
  /** Where a tile's corner lies on the map, px of the layer's level. */
  grid._getTilePos = function (coords) {
    const { _map: map, _tileZoom: zoom, _level: level } = this
    const corner = map.unproject(coords.scaleBy(this.getTileSize()), zoom)
    const [lng, lat] = fromGcj02([corner.lng, corner.lat])
    return map.project([lat, lng], zoom).subtract(level.origin).round()
  }
  return layer
}

// Leaflet's types leave out what a layer with a plane of its own has to override (GridLayer, leaflet 1.9.4).
type Pixels = L.Bounds & { min: L.Point; max: L.Point }
interface GridInner {
  _map: L.Map
  _tileZoom: number
  _level: { origin: L.Point }
  getTileSize(): L.Point
  _getTiledPixelBounds(this: GridInner, center: L.LatLng): Pixels
  _getTilePos(this: GridInner, coords: L.Coords): L.Point
}
