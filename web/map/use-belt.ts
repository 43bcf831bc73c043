import { useEffect, useRef, useState } from 'react'
import type { AreaGeometry } from '#contracts/school.ts'
import type { BeltAnswer, BeltRequest } from './belt-worker.ts'

/**
 * The 200 m belt of a boundary, as it changes: at most one is being computed, and the newest boundary is next, so that a drag never queues.
 * @param boundary null while it is none; the belt then stays as it was
 */
export function useBelt(boundary: AreaGeometry | null): AreaGeometry | null {
  const [zone, setZone] = useState<AreaGeometry | null>(null)
  const ask = useRef<(boundary: AreaGeometry) => void>(() => {})
  useEffect(() => {
    const worker = new Worker(new URL('./belt-worker.ts', import.meta.url), { type: 'module' })
    let busy = false
    let next: AreaGeometry | null = null
    let asked = 0
    const send = (wanted: AreaGeometry) => {
      busy = true
      worker.postMessage({ ask: ++asked, boundary: wanted } satisfies BeltRequest)
    }
    worker.addEventListener('message', ({ data }: MessageEvent<BeltAnswer>) => {
      setZone(data.zone)
      busy = false
      if (next) send(next)
      next = null
    })
    worker.addEventListener('error', () => {
      busy = false // a boundary that cannot be buffered; the server says so when it is saved
    })
    ask.current = (wanted) => {
      if (busy) next = wanted
      else send(wanted)
    }
    return () => worker.terminate()
  }, [])
  useEffect(() => {
    if (boundary) ask.current(boundary)
  }, [boundary])
  return zone
}
