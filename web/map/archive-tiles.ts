import L from 'leaflet'
import { PMTiles, TileType } from 'pmtiles'

const MEDIA: Partial<Record<TileType, string>> = {
  [TileType.Png]: 'image/png',
  [TileType.Jpeg]: 'image/jpeg',
  [TileType.Webp]: 'image/webp',
  [TileType.Avif]: 'image/avif',
}

/** An archive holds something that this map cannot draw. */
class UnreadableArchive extends Error {
  override readonly name = 'UnreadableArchive'
}

/** Pictures out of one PMTiles archive, read piece by piece with HTTP Range requests. */
class ArchiveTiles extends L.GridLayer {
  readonly #archive: PMTiles
  readonly #media: string
  readonly #reading = new WeakMap<HTMLElement, AbortController>()

  constructor(archive: PMTiles, media: string, options: L.GridLayerOptions) {
    super(options)
    this.#archive = archive
    this.#media = media
    this.on('tileunload', ({ tile }) => {
      this.#reading.get(tile)?.abort()
      URL.revokeObjectURL((tile as HTMLImageElement).src)
    })
  }

  override createTile({ x, y, z }: L.Coords, done: L.DoneCallback): HTMLElement {
    const image = document.createElement('img')
    image.alt = ''
    image.dataset.tile = `${x}/${y}`
    const abort = new AbortController()
    this.#reading.set(image, abort)
    image.addEventListener('load', () => done(undefined, image))
    image.addEventListener('error', () => done(new Error(`tile ${z}/${x}/${y} is no picture`), image))
    this.#archive.getZxy(z, x, y, abort.signal).then(
      (tile) => {
        if (abort.signal.aborted) return
        // Beyond what the archive covers there is nothing, and that is no fault.
        if (!tile) return done(undefined, image)
        image.src = URL.createObjectURL(new Blob([tile.data], { type: this.#media }))
      },
      (error: unknown) => {
        if (!abort.signal.aborted) done(error instanceof Error ? error : new Error(String(error)), image)
      },
    )
    return image
  }
}

/**
 * Opens a PMTiles archive of pictures.
 * @throws UnreadableArchive for vector tiles; otherwise what fetch throws
 */
export async function openArchive(url: string, options: L.GridLayerOptions): Promise<L.GridLayer> {
  const archive = new PMTiles(new URL(url, location.href).href)
  const { tileType, minZoom, maxZoom } = await archive.getHeader()
  const media = MEDIA[tileType]
  if (media === undefined) throw new UnreadableArchive(`expected a PMTiles archive of pictures, found tile type ${tileType}`)
  return new ArchiveTiles(archive, media, { ...options, minNativeZoom: minZoom, maxNativeZoom: maxZoom })
}
