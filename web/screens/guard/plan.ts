// A campus as a small drawing: local plane, north up. Pure.
import type { AreaGeometry } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'

export interface Plan {
  readonly width: number
  readonly height: number
  /** SVG path of the boundary, holes included (even-odd). */
  readonly path: string
  readonly place: (position: LngLat) => readonly [x: number, y: number]
}

const WIDTH = 320
const MARGIN = 24
const TALLEST = 230
const LEAST_M = 20

const rings = (boundary: AreaGeometry): readonly (readonly LngLat[])[] =>
  boundary.type === 'Polygon' ? boundary.coordinates : boundary.coordinates.flat()

const round = (n: number): number => Math.round(n * 10) / 10

/** @param also positions that must be on the drawing; one more than the campus's own length away (a wrong coordinate) is left out */
export function planOf(boundary: AreaGeometry, also: readonly LngLat[]): Plan | null {
  const corners = rings(boundary).flat()
  const [first] = corners
  if (!first) return null
  // Metres around the first corner; over a campus the plane errs by millimetres.
  const metresLng = 111_320 * Math.cos((first[1] * Math.PI) / 180)
  const toPlane = ([lng, lat]: LngLat): [number, number] => [(lng - first[0]) * metresLng, (lat - first[1]) * 110_574]
  const box = extent(corners.map(toPlane))
  const size = Math.max(box.right - box.left, box.top - box.bottom, LEAST_M)
  const near = also
    .map(toPlane)
    .filter(([x, y]) => x > box.left - size && x < box.right + size && y > box.bottom - size && y < box.top + size)
  const { left, right, bottom, top } = extent([...corners.map(toPlane), ...near])
  const scale = Math.min((WIDTH - 2 * MARGIN) / Math.max(right - left, LEAST_M), (TALLEST - 2 * MARGIN) / Math.max(top - bottom, LEAST_M))
  const shift = (WIDTH - (right - left) * scale) / 2
  const place = (position: LngLat): readonly [number, number] => {
    const [x, y] = toPlane(position)
    return [round(shift + (x - left) * scale), round(MARGIN + (top - y) * scale)]
  }
  const path = rings(boundary)
    .map((ring) => `M${ring.map((corner) => place(corner).join(' ')).join('L')}Z`)
    .join('')
  return { width: WIDTH, height: round((top - bottom) * scale + 2 * MARGIN), path, place }
}

function extent(points: readonly (readonly [number, number])[]) {
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  return { left: Math.min(...xs), right: Math.max(...xs), bottom: Math.min(...ys), top: Math.max(...ys) }
}
