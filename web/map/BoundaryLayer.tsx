import L from 'leaflet'
import './boundary-layer.css'
import { useEffect, useRef, useState } from 'react'
import type { AreaGeometry } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import { ringsOf } from '#domain/area.ts'
import { type Corner, type Drawing, insertAfter, moveCorner, removeCorner } from './boundary-edit.ts'
import { toMap } from './datum.ts'
import { handle, moved, positionOf } from './handle.ts'

interface Props {
  map: L.Map
  drawing: Drawing
  /** the same with what a hand that moves is about to change */
  shown: Drawing
  /** the ring to whose end clicks add points; null = clicks add none */
  open: number | null
  selected: number | null
  zone: AreaGeometry | null
  /** edges that cross */
  crossing: readonly (readonly [LngLat, LngLat])[]
  /** what a point is called for those who cannot see it */
  nameOf: (corner: Corner, index: number) => string
  /** while the hand moves */
  onPreview: (drawing: Drawing | null) => void
  onChange: (drawing: Drawing) => void
  onAdd: (at: LngLat) => void
  onSelect: (id: number | null) => void
}

/** A boundary whose points are moved by hand or by key: a point by dragging or with the arrows, a new one on an edge's middle, Delete takes one away. */
export function BoundaryLayer(props: Props) {
  const { map, drawing, shown, open, selected, zone, crossing } = props
  const now = useRef(props)
  now.current = props
  const [lines] = useState(() => L.layerGroup())
  const [markers] = useState(() => new Map<number, L.Marker>())
  const [middles] = useState(() => new Map<number, L.Marker>())

  useEffect(() => {
    lines.addTo(map)
    const clicked = ({ latlng }: L.LeafletMouseEvent) => {
      if (now.current.open === null) now.current.onSelect(null)
      else now.current.onAdd(positionOf(latlng))
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.target !== map.getContainer() || now.current.open === null) return
      event.preventDefault()
      now.current.onAdd(positionOf(map.getCenter()))
    }
    map.on('click', clicked)
    map.doubleClickZoom.disable()
    map.getContainer().addEventListener('keydown', onKey)
    return () => {
      map.off('click', clicked)
      map.doubleClickZoom.enable()
      map.getContainer().removeEventListener('keydown', onKey)
      lines.remove()
      for (const known of [markers, middles]) {
        for (const marker of known.values()) marker.remove()
        known.clear()
      }
    }
  }, [map, lines, markers, middles])

  useEffect(() => {
    map.getContainer().style.cursor = open === null ? '' : 'crosshair'
  }, [map, open])

  useEffect(() => {
    lines.clearLayers()
    if (zone) {
      const rings = ringsOf(zone).map((ring) => ring.map(toMap))
      lines.addLayer(L.polygon(rings, { className: 'boundary-belt', interactive: false }))
    }
    for (const [index, { corners }] of shown.rings.entries()) {
      const places = corners.map(({ at }) => toMap(at))
      const className = 'boundary-line'
      lines.addLayer(
        index === open ? L.polyline(places, { className, interactive: false }) : L.polygon(places, { className, interactive: false }),
      )
    }
    for (const edge of crossing) lines.addLayer(L.polyline(edge.map(toMap), { className: 'boundary-crossing', interactive: false }))
  }, [lines, shown, open, zone, crossing])

  useEffect(() => {
    const seen = new Set<number>()
    for (const { corners } of drawing.rings)
      for (const [index, corner] of corners.entries()) {
        seen.add(corner.id)
        const marker = markers.get(corner.id) ?? cornerMarker(corner, now).addTo(map)
        markers.set(corner.id, marker.setLatLng(toMap(corner.at)))
        const element = marker.getElement()
        element?.setAttribute('aria-label', now.current.nameOf(corner, index))
        element?.classList.toggle('boundary-corner-selected', corner.id === selected)
      }
    forget(markers, seen)
  }, [map, markers, drawing, selected])

  useEffect(() => {
    const seen = new Set<number>()
    for (const [index, { corners }] of drawing.rings.entries())
      for (const [i, corner] of corners.entries()) {
        const next = corners[i + 1] ?? (index === open ? undefined : corners[0])
        if (!next || next === corner) continue
        seen.add(corner.id)
        const middle = toMap([(corner.at[0] + next.at[0]) / 2, (corner.at[1] + next.at[1]) / 2])
        const marker = middles.get(corner.id) ?? middleMarker(corner.id, middle, now).addTo(map)
        middles.set(corner.id, marker.setLatLng(middle))
      }
    forget(middles, seen)
  }, [map, middles, drawing, open])
  return null
}

function forget(markers: Map<number, L.Marker>, seen: ReadonlySet<number>): void {
  for (const [id, marker] of markers)
    if (!seen.has(id)) {
      marker.remove()
      markers.delete(id)
    }
}

type Now = { readonly current: Props }

function cornerMarker({ id, at }: Corner, now: Now): L.Marker {
  const marker = L.marker(toMap(at), { icon: handle('boundary-corner', 18), draggable: true, zIndexOffset: 500 })
  marker.on('click', () => now.current.onSelect(id))
  marker.on('dragstart', () => now.current.onSelect(id))
  marker.on('drag', () => now.current.onPreview(moveCorner(now.current.drawing, id, positionOf(marker.getLatLng()))))
  marker.on('dragend', () => now.current.onChange(moveCorner(now.current.drawing, id, positionOf(marker.getLatLng()))))
  marker.on('add', () => {
    marker.getElement()?.addEventListener('focus', () => now.current.onSelect(id))
    marker.getElement()?.addEventListener('keydown', (event) => {
      const to = moved(event, marker)
      const { drawing, onChange } = now.current
      if (event.key === 'Delete' || event.key === 'Backspace') onChange(removeCorner(drawing, id))
      else if (to) onChange(moveCorner(drawing, id, to))
      else return
      event.preventDefault()
      event.stopPropagation()
    })
  })
  return marker
}

/** A drag is shown as the point that it will make; the point itself comes with the end of it. */
function middleMarker(after: number, at: L.LatLng, now: Now): L.Marker {
  const marker = L.marker(at, { icon: handle('boundary-middle', 14), draggable: true, keyboard: false })
  const put = () => {
    const { drawing, onChange, onSelect } = now.current
    onChange(insertAfter(drawing, after, positionOf(marker.getLatLng())))
    onSelect(drawing.nextId)
  }
  let from: Drawing | null = null
  marker.on('click', put)
  marker.on('dragstart', () => {
    from = now.current.drawing
  })
  marker.on('drag', () => {
    if (from) now.current.onPreview(insertAfter(from, after, positionOf(marker.getLatLng())))
  })
  marker.on('dragend', () => {
    if (from) now.current.onChange(insertAfter(from, after, positionOf(marker.getLatLng())))
    from = null
  })
  return marker
}
