import L from 'leaflet'
import { useEffect, useRef, useState } from 'react'
import type { LngLat } from '#contracts/time.ts'
import { toMap } from './datum.ts'
import './point-layer.css'

export interface MapPoint {
  id: string
  position: LngLat
  /** one or two characters, so that the mark is known without its colour */
  mark: string
  /** a colour by its token, e.g. `--p1` */
  tone: string
  label: string
}

interface Props {
  map: L.Map
  points: readonly MapPoint[]
  onOpen: (id: string) => void
}

/** Things with a place and a page of their own, one marker each, kept by id. */
export function PointLayer({ map, points, onOpen }: Props) {
  const [markers] = useState(() => new Map<string, L.Marker>())
  const open = useRef(onOpen)
  open.current = onOpen
  useEffect(
    () => () => {
      for (const marker of markers.values()) marker.remove()
      markers.clear()
    },
    [markers],
  )
  useEffect(() => {
    const shown = new Set(points.map(({ id }) => id))
    for (const [id, marker] of markers)
      if (!shown.has(id)) {
        marker.remove()
        markers.delete(id)
      }
    for (const point of points) {
      const known = markers.get(point.id)
      // With its icon from the beginning: a marker without one asks the server for Leaflet's own pictures.
      const marker = known ?? L.marker(toMap(point.position), { icon: iconOf(point) }).addTo(map)
      if (!known) marker.on('click', () => open.current(point.id))
      markers.set(point.id, marker.setIcon(iconOf(point)))
      marker.getElement()?.setAttribute('aria-label', point.label)
    }
  }, [map, points, markers])
  return null
}

function iconOf({ mark, tone, label }: MapPoint): L.DivIcon {
  const box = document.createElement('div')
  box.className = 'point-mark'
  box.style.borderColor = `var(${tone})`
  box.style.color = `var(${tone})`
  box.textContent = mark
  box.title = label
  return L.divIcon({ html: box, className: 'point-icon', iconSize: [28, 28], iconAnchor: [14, 14] })
}
