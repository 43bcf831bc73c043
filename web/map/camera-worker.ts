import Supercluster from 'supercluster'

/** What the page asks: here are all cameras (places and whether each is offline), or what does this view show. */
export type CameraRequest =
  | { type: 'load'; places: Float64Array; offline: Uint8Array }
  | { type: 'view'; ask: number; box: [west: number, south: number, east: number, north: number]; zoom: number }

/** Five numbers a mark: lng, lat, count, offline, index (−1 in a cluster). */
export interface CameraAnswer {
  ask: number
  marks: Float64Array
}

interface Point {
  index: number
  offline: number
}

let index: Supercluster<Point, { offline: number }> | null = null
let asked: Extract<CameraRequest, { type: 'view' }> | null = null

function answer({ ask, box, zoom }: Extract<CameraRequest, { type: 'view' }>): void {
  if (!index) return
  const found = index.getClusters(box, Math.round(zoom))
  const marks = new Float64Array(found.length * 5)
  found.forEach(({ geometry, properties }, i) => {
    const cluster = 'cluster' in properties
    const [lng = 0, lat = 0] = geometry.coordinates
    marks.set([lng, lat, cluster ? properties.point_count : 1, properties.offline, cluster ? -1 : (properties as Point).index], i * 5)
  })
  postMessage({ ask, marks } satisfies CameraAnswer, { transfer: [marks.buffer] })
}

addEventListener('message', ({ data }: MessageEvent<CameraRequest>) => {
  if (data.type === 'view') {
    asked = data
    answer(data)
    return
  }
  const { places, offline } = data
  index = new Supercluster<Point, { offline: number }>({
    radius: 80,
    maxZoom: 16,
    minPoints: 3,
    map: (point) => ({ offline: point.offline }),
    reduce: (total, point) => {
      total.offline += point.offline
    },
  })
  index.load(
    Array.from(offline, (off, i) => ({
      type: 'Feature' as const,
      geometry: { type: 'Point' as const, coordinates: [places[2 * i] as number, places[2 * i + 1] as number] },
      properties: { index: i, offline: off },
    })),
  )
  if (asked) answer(asked)
})
