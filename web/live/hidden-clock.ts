/**
 * Ticks once a second while the page is hidden: what comes by time alone (no pulse for 5 s, a sound that stalls) is not late because
 * another tab is in front.
 */
export function tickWhileHidden(tick: () => void): () => void {
  let worker: Worker | null = null
  const look = () => {
    if (document.visibilityState === 'hidden') {
      worker ??= new Worker(new URL('./tick-worker.ts', import.meta.url), { type: 'module' })
      worker.onmessage = tick
    } else {
      worker?.terminate()
      worker = null
    }
  }
  look()
  document.addEventListener('visibilitychange', look)
  return () => {
    document.removeEventListener('visibilitychange', look)
    worker?.terminate()
  }
}
