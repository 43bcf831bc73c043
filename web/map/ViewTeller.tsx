import type L from 'leaflet'
import { useEffect } from 'react'
import { lookAt } from '../live/socket.ts'
import { CAMERAS_FROM } from './devices.ts'

const AROUND = 0.25 // of the view on each side: the picture reaches as far (overlay.ts)
const SETTLED_MS = 150

/** Tells the server which cameras are drawn, once the hand rests. */
export function ViewTeller({ map }: { map: L.Map }) {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = () => {
      if (map.getZoom() < CAMERAS_FROM) return lookAt(null)
      const bounds = map.getBounds().pad(AROUND)
      const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
      lookAt([
        [Math.max(-180, west), Math.max(-90, south)],
        [Math.min(180, east), Math.min(90, north)],
      ])
    }
    const moved = () => {
      clearTimeout(timer)
      timer = setTimeout(tell, SETTLED_MS)
    }
    tell()
    map.on('moveend', moved)
    return () => {
      clearTimeout(timer)
      map.off('moveend', moved)
    }
  }, [map])
  return null
}
