import L from 'leaflet'
import type { Bounds } from '#domain/synthetic-building.ts'
import { pixelRatio } from './overlay.ts'
import { onThemeChange, readPalette } from './palette.ts'
import { BUILDINGS_FROM } from './streets.ts'
import type { TileAnswer, TileRequest } from './tile-worker.ts'
import { onLost, PAINTER_AGAIN_MS, takeWorker } from './workers.ts'

const SIZE = 512

interface Pending {
  canvas: HTMLCanvasElement
  done: L.DoneCallback
}

/**
 * The built-in city as tiles, painted by a worker; its names are set with all others in the overlay. Fires `lost` when the worker's script
 * could not be had; it is asked for again until it comes.
 */
export class StreetTiles extends L.GridLayer {
  readonly #pending = new Map<number, Pending>()
  #worker = this.#hire()
  #city: string | null = null
  #taken: Bounds[] = []
  #made = 0
  #again: ReturnType<typeof setTimeout> | undefined
  #stopTheme: () => void = () => {}

  constructor() {
    super({ tileSize: SIZE, updateWhenIdle: false, updateInterval: 60, keepBuffer: 1 })
    this.on('tileunload', ({ tile }) => this.#drop(Number((tile as HTMLElement).dataset.tile)))
  }

  override onAdd(map: L.Map): this {
    this.#tell({ type: 'palette', palette: readPalette() })
    this.#stopTheme = onThemeChange(() => {
      this.#tell({ type: 'palette', palette: readPalette() })
      this.redraw()
    })
    return super.onAdd(map)
  }

  override onRemove(map: L.Map): this {
    this.#stopTheme()
    clearTimeout(this.#again)
    super.onRemove(map)
    this.#worker.terminate()
    return this
  }

  #hire(): Worker {
    const worker = takeWorker('tiles')
    worker.addEventListener('message', ({ data }: MessageEvent<TileAnswer>) => this.#receive(data))
    onLost(worker, () => {
      this.fire('lost')
      this.#again = setTimeout(() => this.#begin(), PAINTER_AGAIN_MS)
    })
    return worker
  }

  /** Begins anew with another worker, which is told all that the one before was. */
  #begin(): void {
    this.#worker.terminate()
    this.#worker = this.#hire()
    this.#tell({ type: 'palette', palette: readPalette() })
    if (this.#city !== null) this.#tell({ type: 'city', json: this.#city })
    this.#tell({ type: 'taken', taken: this.#taken })
    if (this._map) this.redraw()
  }

  /** @param json as GET /basemap/streets answers it */
  showCity(json: string): void {
    this.#city = json
    this.#tell({ type: 'city', json })
  }

  /** No building is drawn on these grounds. */
  keepClear(taken: Bounds[]): void {
    this.#taken = taken
    this.#tell({ type: 'taken', taken })
    if (this._map && this._map.getZoom() >= BUILDINGS_FROM) this.redraw()
  }

  override createTile({ x, y, z }: L.Coords, done: L.DoneCallback): HTMLElement {
    const canvas = document.createElement('canvas')
    canvas.className = 'street-tile'
    const tile = ++this.#made
    canvas.dataset.tile = String(tile)
    this.#pending.set(tile, { canvas, done })
    this.#tell({ type: 'tile', tile, x, y, zoom: z, size: SIZE, ratio: pixelRatio() })
    return canvas
  }

  #receive({ tile, picture }: TileAnswer): void {
    const pending = this.#pending.get(tile)
    if (!pending) {
      picture.close()
      return
    }
    this.#pending.delete(tile)
    pending.canvas.width = picture.width
    pending.canvas.height = picture.height
    pending.canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(picture)
    pending.done(undefined, pending.canvas)
  }

  #drop(tile: number): void {
    if (!this.#pending.delete(tile)) return
    this.#tell({ type: 'drop', tile })
  }

  #tell(request: TileRequest): void {
    this.#worker.postMessage(request)
  }
}
