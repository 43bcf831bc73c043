import { useCallback, useRef } from 'react'
import type { MapHandle, MapMover } from '../../map/MapView.tsx'

interface Hearers {
  onReady: (handle: MapHandle | null) => void
  onMoved: (by: MapMover) => void
}

/** Keeps the part that a hand has moved the map to when the plain map gives way to the configured one, which stands at its own part otherwise. */
export function useKeptPart(onReady: Hearers['onReady'], onMoved: Hearers['onMoved']): Hearers {
  const map = useRef<MapHandle | null>(null)
  const part = useRef<ReturnType<MapHandle['part']> | null>(null)
  const ready = useCallback(
    (handle: MapHandle | null) => {
      map.current = handle
      if (handle && part.current) handle.show(part.current)
      onReady(handle)
    },
    [onReady],
  )
  const moved = useCallback(
    (by: MapMover) => {
      if (by === 'hand' && map.current) part.current = map.current.part()
      onMoved(by)
    },
    [onMoved],
  )
  return { onReady: ready, onMoved: moved }
}
