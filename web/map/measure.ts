import geographiclib from 'geographiclib-geodesic'
import type { LngLat } from '#contracts/time.ts'

const ellipsoid = geographiclib.Geodesic.WGS84

/** Length of a line along the ground, and the area that it encloses when its ends are joined, on the WGS-84 ellipsoid. */
export function measure(points: readonly LngLat[]): { metres: number; squareMetres: number } {
  const line = ellipsoid.Polygon(true)
  const ring = ellipsoid.Polygon(false)
  for (const [lng, lat] of points) {
    line.AddPoint(lat, lng)
    ring.AddPoint(lat, lng)
  }
  const squareMetres = points.length < 3 ? 0 : Math.abs(ring.Compute(false, true).area ?? 0)
  return { metres: points.length < 2 ? 0 : line.Compute(false, true).perimeter, squareMetres }
}

/** Metres as people read them: 87.4 m, 1.25 km. */
export const lengthText = (metres: number): string =>
  metres < 1000 ? `${metres.toFixed(metres < 100 ? 1 : 0)} m` : `${(metres / 1000).toFixed(2)} km`

/** Square metres as people read them: 840 m², 3.20 ha, 1.25 km². */
export const areaText = (squareMetres: number): string =>
  squareMetres < 10_000
    ? `${squareMetres.toFixed(0)} m²`
    : squareMetres < 1e6
      ? `${(squareMetres / 10_000).toFixed(2)} ha`
      : `${(squareMetres / 1e6).toFixed(2)} km²`
