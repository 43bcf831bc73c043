import L from 'leaflet'
import './place-pick.css'
import { useEffect, useRef } from 'react'
import type { LngLat } from '#contracts/time.ts'
import { toMap } from './datum.ts'

interface Props {
  map: L.Map
  position: LngLat | null
  onPick: (position: LngLat) => void
}

/** A place chosen by a click, and moved by dragging its mark. It goes to a place that is there already when the map is made, and to one that it does not show. */
export function PlacePick({ map, position, onPick }: Props) {
  const pick = useRef(onPick)
  pick.current = onPick
  const start = useRef(position)
  useEffect(() => {
    if (start.current) map.setView(toMap(start.current), Math.max(map.getZoom(), 16), { animate: false })
    map.getContainer().style.cursor = 'crosshair'
    const clicked = ({ latlng }: L.LeafletMouseEvent) => pick.current(rounded(latlng))
    map.on('click', clicked)
    return () => {
      map.off('click', clicked)
      map.getContainer().style.cursor = ''
    }
  }, [map])
  const [lng, lat] = position ?? []
  useEffect(() => {
    // What a phone found or a form was given may lie elsewhere; a click never does.
    if (lng !== undefined && lat !== undefined && !map.getBounds().contains(toMap([lng, lat])))
      map.setView(toMap([lng, lat]), Math.max(map.getZoom(), 16), { animate: false })
  }, [map, lng, lat])
  useEffect(() => {
    if (lng === undefined || lat === undefined) return
    const box = document.createElement('div')
    box.className = 'place-pick'
    const icon = L.divIcon({ html: box, className: 'place-pick-icon', iconSize: [28, 28], iconAnchor: [14, 14] })
    const marker = L.marker(toMap([lng, lat]), { icon, draggable: true, keyboard: false }).addTo(map)
    marker.on('dragend', () => pick.current(rounded(marker.getLatLng())))
    return () => {
      marker.remove()
    }
  }, [map, lng, lat])
  return null
}

/** 7 decimals of a degree are a centimetre. */
const rounded = ({ lng, lat }: L.LatLng): LngLat => [Math.round(lng * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7]
