import L from 'leaflet'
import type { LngLat } from '#contracts/time.ts'

/** The world as one square of 1 × 1 (Web Mercator): a place is projected once, and each frame only scales and shifts it. */
export function toUnit([lng, lat]: LngLat): [number, number] {
  const sin = Math.sin((lat * Math.PI) / 180)
  return [lng / 360 + 0.5, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)]
}

/** What a painter needs: pixels per unit, the unit position of the canvas's corner, its size in px, and the zoom. */
export interface View {
  scale: number
  x0: number
  y0: number
  width: number
  height: number
  zoom: number
}

export type Painter = (context: CanvasRenderingContext2D, view: View) => void

const PAD = 0.18 // of the view on each side, so that a pan shows no empty edge before the next frame

/**
 * One canvas under the alarms for everything that is calm: streets, belts, campuses, cameras, buttons. Painters in order of `z`;
 * one redraw for all, at most once a frame. Thousands of Leaflet objects would each cost a task (Leaflet issue 7557).
 */
export class CanvasStack extends L.Layer {
  #painters = new Map<number, Painter>()
  #canvas = document.createElement('canvas')
  #frame = 0
  #center: L.LatLng | null = null
  #zoom = 0
  #topLeft = L.point(0, 0)
  #drawn: L.Bounds | null = null

  override onAdd(map: L.Map): this {
    this.#canvas.className = 'leaflet-zoom-animated'
    this.#canvas.style.pointerEvents = 'none'
    map.getPane('overlayPane')?.appendChild(this.#canvas)
    this.redraw()
    return this
  }

  override onRemove(): this {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.#canvas.remove()
    return this
  }

  override getEvents(): { [name: string]: L.LeafletEventHandlerFn } {
    return {
      moveend: () => this.redraw(),
      move: () => this.#moved(),
      resize: () => this.redraw(),
      viewreset: () => this.redraw(),
      zoom: () => this.#transform(this._map.getCenter(), this._map.getZoom()),
      zoomanim: (event) => {
        const { center, zoom } = event as L.ZoomAnimEvent
        this.#transform(center, zoom)
      },
    }
  }

  setPainter(z: number, painter: Painter | null): void {
    if (painter) this.#painters.set(z, painter)
    else this.#painters.delete(z)
    this.redraw()
  }

  /** Draws again before the next frame. */
  redraw(): void {
    if (this.#frame || !this._map) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      if (this._map) this.#draw(this._map)
    })
  }

  #moved(): void {
    const map = this._map
    if (!map || !this.#drawn) return
    const seen = L.bounds(map.containerPointToLayerPoint([0, 0]), map.containerPointToLayerPoint(map.getSize()))
    if (!this.#drawn.contains(seen)) this.redraw()
  }

  #transform(center: L.LatLng, zoom: number): void {
    const map = this._map
    if (!map || !this.#center) return
    const scale = map.getZoomScale(zoom, this.#zoom)
    const offset = map
      .project(map.unproject(map.project(this.#center, this.#zoom).add(this.#topLeft), this.#zoom), zoom)
      .subtract(map.project(center, zoom))
      .add(map.getSize().divideBy(2))
    const pane = map.getPane('mapPane')
    const panned = pane ? L.DomUtil.getPosition(pane) : L.point(0, 0)
    L.DomUtil.setTransform(this.#canvas, offset.subtract(panned ?? L.point(0, 0)), scale)
  }

  #draw(map: L.Map): void {
    const size = map.getSize()
    const padding = size.multiplyBy(PAD).round()
    const width = size.x + 2 * padding.x
    const height = size.y + 2 * padding.y
    const ratio = Math.min(window.devicePixelRatio || 1, 2)
    const canvas = this.#canvas
    if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
      canvas.width = width * ratio
      canvas.height = height * ratio
      canvas.style.width = `${width}px`
      canvas.style.height = `${height}px`
    }
    const origin = map.containerPointToLayerPoint([0, 0]).subtract(padding).round()
    L.DomUtil.setPosition(canvas, origin)
    this.#drawn = L.bounds(origin, origin.add([width, height]))
    this.#center = map.getCenter()
    this.#zoom = map.getZoom()
    const corner = map.layerPointToLatLng(origin)
    this.#topLeft = map.project(corner, this.#zoom).subtract(map.project(this.#center, this.#zoom))
    const [x0, y0] = toUnit([corner.lng, corner.lat])
    const context = canvas.getContext('2d')
    if (!context) return
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, width, height)
    const view: View = { scale: 256 * 2 ** this.#zoom, x0, y0, width, height, zoom: this.#zoom }
    for (const [, paint] of [...this.#painters].sort(([a], [b]) => a - b)) {
      context.save()
      paint(context, view)
      context.restore()
    }
  }
}

const tokens = new Map<string, string>()

/** A colour or other token of the page, so that canvas and CSS share `tokens.css`. Read once: each reading may lay the page out anew. */
export function token(name: string): string {
  let value = tokens.get(name)
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(name).trim()
    tokens.set(name, value)
  }
  return value
}

export type UnitRing = Float64Array
/** Rings projected once; x and y alternate. */
export const toUnitRing = (ring: readonly LngLat[]): UnitRing => Float64Array.from(ring.flatMap(toUnit))

/** Adds a projected line to the current path. */
export function trace(context: CanvasRenderingContext2D, ring: UnitRing, { scale, x0, y0 }: View): void {
  for (let i = 0; i < ring.length; i += 2) {
    const x = ((ring[i] as number) - x0) * scale
    const y = ((ring[i + 1] as number) - y0) * scale
    if (i === 0) context.moveTo(x, y)
    else context.lineTo(x, y)
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
export const inView = ({ minX, minY, maxX, maxY }: Box, { x0, y0, scale, width, height }: View): boolean =>
  maxX >= x0 && minX <= x0 + width / scale && maxY >= y0 && minY <= y0 + height / scale
