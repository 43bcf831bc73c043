// What is held and moved on a map that is drawn on: by hand, or by key a metre at a time.
import L from 'leaflet'
import type { LngLat } from '#contracts/time.ts'
import { rounded, shifted } from './boundary-edit.ts'

/** 1 m a key, 10 with Shift */
const ARROWS: Record<string, readonly [east: number, north: number]> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
}

export const positionOf = ({ lng, lat }: L.LatLng): LngLat => rounded([lng, lat])

/** @param size px, square */
export function handle(className: string, size: number): L.DivIcon {
  return L.divIcon({ className, iconSize: [size, size], iconAnchor: [size / 2, size / 2] })
}

/** Where a key moves what a marker stands for; null: the key moves nothing. */
export function moved(event: KeyboardEvent, marker: L.Marker): LngLat | null {
  const arrow = ARROWS[event.key]
  if (!arrow) return null
  const [east, north] = arrow.map((metres) => metres * (event.shiftKey ? 10 : 1)) as [number, number]
  return shifted(positionOf(marker.getLatLng()), east, north)
}
