type Painter = 'overlay' | 'tiles'

const MAKE: Record<Painter, () => Worker> = {
  overlay: () => new Worker(new URL('./overlay-worker.ts', import.meta.url), { type: 'module' }),
  tiles: () => new Worker(new URL('./tile-worker.ts', import.meta.url), { type: 'module' }),
}

const waiting = new Map<Painter, Worker>()

/** Starts the map's painters with the page, so that they have read their own scripts when the first map is made. */
export function startWorkers(): void {
  for (const name of ['overlay', 'tiles'] as const) waiting.set(name, MAKE[name]())
}

/** A painter of its own for whoever asks: the one that was started with the page, or a new one. */
export function takeWorker(name: Painter): Worker {
  const started = waiting.get(name)
  waiting.delete(name)
  return started ?? MAKE[name]()
}
