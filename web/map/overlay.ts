import L from 'leaflet'
import type { LngLat } from '#contracts/time.ts'
import { firstTime } from './first-time.ts'
import type { OverlayAnswer, OverlayPicture, OverlayRequest } from './overlay-worker.ts'
import { onThemeChange, readPalette } from './palette.ts'
import { type Box, scaleAt, toUnit, type View } from './view.ts'
import { onLost, takeWorker } from './workers.ts'

// Of the view on each side, so that a pan shows no empty edge before the next picture. Every pixel of it is copied whenever one is laid down.
const PAD = 0.12
const PAD_MOST_PX = 140

/** Where a picture lies on the ground. */
interface Frame {
  corner: L.LatLng
  zoom: number
  width: number
  height: number
}

/** How many picture points a CSS pixel has; more than three nobody sees. */
export const pixelRatio = (): number => Math.min(Math.max(window.devicePixelRatio || 1, 1), 3)

/**
 * One canvas under the alarms for everything that is calm: belts, campuses, cameras, buttons and all names. A worker paints it; the page
 * only lays the finished picture down, so that neither 17,000 cameras nor a thousand names ever hold up a key or an alarm. While the hand
 * moves, the last picture moves along. Fires `lost` when the worker's script could not be had, and `drawn` with every picture.
 */
export class Overlay extends L.Layer {
  readonly #worker = takeWorker('overlay')
  readonly #canvas = document.createElement('canvas')
  #asked: { ask: number; frame: Frame } | null = null
  #shown: Frame | null = null
  #waiting: (OverlayPicture & { frame: Frame }) | null = null
  #animating = false
  #stopTheme: () => void = () => {}

  constructor() {
    super()
    onLost(this.#worker, () => this.fire('lost'))
  }

  override onAdd(map: L.Map): this {
    this.#canvas.className = 'leaflet-zoom-animated'
    this.#canvas.style.pointerEvents = 'none'
    map.getPane('overlayPane')?.appendChild(this.#canvas)
    this.#worker.addEventListener('message', ({ data }: MessageEvent<OverlayAnswer>) => {
      if ('picture' in data) this.#receive(data)
      else if (data.has === 'cameras') firstTime('cameras')
    })
    const dress = () => this.tell({ type: 'palette', palette: readPalette() })
    dress()
    this.#stopTheme = onThemeChange(dress)
    this.#ask(map.getCenter(), map.getZoom())
    return this
  }

  override onRemove(): this {
    this.#stopTheme()
    this.#worker.terminate()
    this.#waiting?.picture.close()
    this.#canvas.remove()
    return this
  }

  override getEvents(): { [name: string]: L.LeafletEventHandlerFn } {
    return {
      moveend: () => this.#look(),
      move: () => this.#moved(),
      resize: () => this.#look(),
      viewreset: () => this.#lay(),
      zoom: () => this.#lay(),
      zoomanim: (event) => {
        const { center, zoom } = event as L.ZoomAnimEvent
        this.#animating = true
        this.#transform(center, zoom)
        this.#ask(center, zoom) // so that it is there when the animation ends
      },
      zoomend: () => {
        this.#animating = false
        this.#present()
      },
    }
  }

  /** Tells the worker what there is to draw. */
  tell(request: OverlayRequest, transfer: Transferable[] = []): void {
    this.#worker.postMessage(request, transfer)
  }

  #look(): void {
    if (this._map && !this.#animating) this.#ask(this._map.getCenter(), this._map.getZoom())
  }

  /** Asks for a picture of a view, unless that very view is asked for already. */
  #ask(center: L.LatLng, zoom: number): void {
    const map = this._map
    const size = map.getSize()
    if (size.x === 0 || size.y === 0) return
    const pad = size.multiplyBy(PAD).round()
    pad.x = Math.min(pad.x, PAD_MOST_PX)
    pad.y = Math.min(pad.y, PAD_MOST_PX)
    const [width, height] = [size.x + 2 * pad.x, size.y + 2 * pad.y]
    // Whole pixels of the world, so that letters are not smeared over two.
    const corner = map.unproject(map.project(center, zoom).subtract(size.divideBy(2)).subtract(pad).round(), zoom)
    const frame: Frame = { corner, zoom, width, height }
    if (this.#asked && sameFrame(this.#asked.frame, frame)) return
    const ask = (this.#asked?.ask ?? 0) + 1
    this.#asked = { ask, frame }
    const [x0, y0] = toUnit([corner.lng, corner.lat] satisfies LngLat)
    const view: View = { scale: scaleAt(zoom), x0, y0, width, height, zoom }
    this.tell({ type: 'view', ask, view, ratio: pixelRatio(), covered: this.#covered(pad) })
  }

  /** What the map's own controls cover of the picture once it lies still, px. */
  #covered(pad: L.Point): Box[] {
    const container = this._map.getContainer()
    const { left, top } = container.getBoundingClientRect()
    return [...(container.parentElement?.querySelectorAll('[data-above-map]') ?? [])].map((control) => {
      const box = control.getBoundingClientRect()
      const [x, y] = [pad.x - left, pad.y - top]
      return { minX: box.left + x, maxX: box.right + x, minY: box.top + y, maxY: box.bottom + y }
    })
  }

  /** A pan that reaches the picture's edge asks for the next one before the hand lets go. */
  #moved(): void {
    const map = this._map
    if (!this.#asked || this.#animating) return
    const { corner, zoom, width, height } = this.#asked.frame
    if (zoom !== map.getZoom()) return
    const at = map.latLngToContainerPoint(corner)
    const size = map.getSize()
    if (at.x > 0 || at.y > 0 || at.x + width < size.x || at.y + height < size.y) this.#look()
  }

  #receive(answer: OverlayPicture): void {
    if (!this.#asked || answer.ask !== this.#asked.ask) {
      answer.picture.close() // the hand has moved on
      return
    }
    this.#waiting?.picture.close()
    this.#waiting = { ...answer, frame: this.#asked.frame }
    if (!this.#animating) this.#present()
  }

  #present(): void {
    if (!this.#waiting || !this._map) return
    const { frame, picture, hasCampuses } = this.#waiting
    this.#waiting = null
    const canvas = this.#canvas
    canvas.width = picture.width
    canvas.height = picture.height
    canvas.style.width = `${frame.width}px`
    canvas.style.height = `${frame.height}px`
    canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(picture)
    this.#shown = frame
    this.#lay()
    this.fire('drawn')
    if (hasCampuses) firstTime('picture')
  }

  #lay(): void {
    const map = this._map
    if (!map || !this.#shown) return
    const { corner, zoom } = this.#shown
    L.DomUtil.setTransform(this.#canvas, map.latLngToLayerPoint(corner), map.getZoomScale(map.getZoom(), zoom))
  }

  /** Where the picture lies while a zoom runs towards that view. */
  #transform(center: L.LatLng, zoom: number): void {
    const map = this._map
    if (!this.#shown) return
    const panned = L.DomUtil.getPosition(map.getPane('mapPane') as HTMLElement) ?? L.point(0, 0)
    const offset = map.project(this.#shown.corner, zoom).subtract(map.project(center, zoom)).add(map.getSize().divideBy(2)).subtract(panned)
    L.DomUtil.setTransform(this.#canvas, offset, map.getZoomScale(zoom, this.#shown.zoom))
  }
}

const sameFrame = (a: Frame, b: Frame): boolean =>
  a.zoom === b.zoom && a.width === b.width && a.height === b.height && a.corner.equals(b.corner, 1e-9)
