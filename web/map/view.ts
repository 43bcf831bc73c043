import type { LngLat } from '#contracts/time.ts'

/** What paints: the same painters serve the page's canvas and a worker's. */
export type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** What a painter needs: pixels per unit, the unit position of the picture's corner, its size in px, and the zoom. */
export interface View {
  scale: number
  x0: number
  y0: number
  width: number
  height: number
  zoom: number
}

/** Pixels of the whole world's width at a zoom. */
export const scaleAt = (zoom: number): number => 256 * 2 ** zoom

/** The world as one square of 1 × 1 (Web Mercator): a place is projected once, and each picture only scales and shifts it. */
export function toUnit([lng, lat]: LngLat): [number, number] {
  const sin = Math.sin((lat * Math.PI) / 180)
  return [lng / 360 + 0.5, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)]
}

const EQUATOR_M = 40_075_017

/** Pixels of one metre on the ground in the middle of the view. */
export function pixelsPerMetre({ scale, y0, height }: View): number {
  const y = y0 + height / 2 / scale
  return (scale / EQUATOR_M) * Math.cosh((0.5 - y) * 2 * Math.PI)
}

export type UnitRing = Float64Array

/** Rings projected once; x and y alternate. */
export function toUnitRing(ring: readonly LngLat[]): UnitRing {
  const unit = new Float64Array(2 * ring.length)
  let i = 0
  for (const position of ring) {
    const [x, y] = toUnit(position)
    unit[i++] = x
    unit[i++] = y
  }
  return unit
}

// Points that lie nearer than this to the last one nobody sees: from afar a belt of 200 points is some 40 px around.
const FINEST_PX = 0.6

/** Adds a projected line to the current path. */
export function trace(pen: Pen, ring: UnitRing, { scale, x0, y0 }: View): void {
  const last = ring.length - 2
  let [fromX, fromY] = [0, 0]
  for (let i = 0; i < ring.length; i += 2) {
    const x = ((ring[i] as number) - x0) * scale
    const y = ((ring[i + 1] as number) - y0) * scale
    if (i === 0) pen.moveTo(x, y)
    else if (i === last || Math.abs(x - fromX) + Math.abs(y - fromY) >= FINEST_PX) pen.lineTo(x, y)
    else continue
    fromX = x
    fromY = y
  }
}

export interface Box {
  minX: number
  minY: number
  maxX: number
  maxY: number
}

export function boxOf(rings: readonly UnitRing[]): Box {
  const box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity }
  for (const ring of rings)
    for (let i = 0; i < ring.length; i += 2) {
      box.minX = Math.min(box.minX, ring[i] as number)
      box.maxX = Math.max(box.maxX, ring[i] as number)
      box.minY = Math.min(box.minY, ring[i + 1] as number)
      box.maxY = Math.max(box.maxY, ring[i + 1] as number)
    }
  return box
}

export const overlap = (a: Box, b: Box): boolean => a.minX < b.maxX && a.maxX > b.minX && a.minY < b.maxY && a.maxY > b.minY

/** Whether something in unit coordinates shows. @param margin px around the view that count too */
export const inView = ({ minX, minY, maxX, maxY }: Box, { x0, y0, scale, width, height }: View, margin = 0): boolean =>
  maxX >= x0 - margin / scale &&
  minX <= x0 + (width + margin) / scale &&
  maxY >= y0 - margin / scale &&
  minY <= y0 + (height + margin) / scale
