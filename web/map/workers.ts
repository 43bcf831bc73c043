type Painter = 'overlay' | 'tiles'

const MAKE: Record<Painter, () => Worker> = {
  overlay: () => new Worker(new URL('./overlay-worker.ts', import.meta.url), { type: 'module' }),
  tiles: () => new Worker(new URL('./tile-worker.ts', import.meta.url), { type: 'module' }),
}

/** After so long a painter whose script did not come is made anew, ms. */
export const PAINTER_AGAIN_MS = 5000
/** Who signs in on this page, or has no map on it, leaves its painters alone; they are not kept for weeks, ms. */
const UNTAKEN_MS = 60_000

const waiting = new Map<Painter, Worker>()

/** Hears that a painter's script could not be had. An error within it is another thing (an ErrorEvent): it goes on with the next request. */
export function onLost(worker: Worker, hear: () => void): void {
  worker.addEventListener('error', (event) => {
    if (!(event instanceof ErrorEvent)) hear()
  })
}

/** Starts the map's painters with the page, so that they have read their own scripts when the first map is made. */
export function startWorkers(): void {
  for (const name of ['overlay', 'tiles'] as const) {
    const worker = MAKE[name]()
    waiting.set(name, worker)
    const drop = () => {
      if (waiting.get(name) !== worker) return
      waiting.delete(name)
      worker.terminate()
    }
    onLost(worker, drop)
    setTimeout(drop, UNTAKEN_MS)
  }
}

/** A painter of its own for whoever asks: the one that was started with the page, or a new one. */
export function takeWorker(name: Painter): Worker {
  const started = waiting.get(name)
  waiting.delete(name)
  return started ?? MAKE[name]()
}
