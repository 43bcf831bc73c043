import L from 'leaflet'
import './gate-layer.css'
import { useEffect, useRef, useState } from 'react'
import type { LngLat } from '#contracts/time.ts'
import { changeGate, type Drawing, type DrawnGate, removeGate } from './boundary-edit.ts'
import { toMap } from './datum.ts'
import { handle, moved, positionOf } from './handle.ts'

interface Props {
  map: L.Map
  drawing: Drawing
  /** clicks add gates; what else is held on the map stands back, for a gate lies on the boundary's line */
  adding: boolean
  /** what a gate is called for those who cannot see it */
  nameOf: (gate: DrawnGate) => string
  onChange: (drawing: Drawing) => void
  onAdd: (at: LngLat) => void
}

/** The gates of a campus: added by a click, moved by dragging or with the arrows, taken away with Delete. */
export function GateLayer(props: Props) {
  const { map, drawing, adding } = props
  const now = useRef(props)
  now.current = props
  const [markers] = useState(() => new Map<number, L.Marker>())

  useEffect(
    () => () => {
      for (const marker of markers.values()) marker.remove()
      markers.clear()
    },
    [markers],
  )

  useEffect(() => {
    if (!adding) return
    const place = map.getContainer()
    const clicked = ({ latlng }: L.LeafletMouseEvent) => now.current.onAdd(positionOf(latlng))
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.target !== place) return
      event.preventDefault()
      now.current.onAdd(positionOf(map.getCenter()))
    }
    map.on('click', clicked)
    place.addEventListener('keydown', onKey)
    place.classList.add('gates-adding')
    return () => {
      map.off('click', clicked)
      place.removeEventListener('keydown', onKey)
      place.classList.remove('gates-adding')
    }
  }, [map, adding])

  useEffect(() => {
    const seen = new Set(drawing.gates.map(({ id }) => id))
    for (const [id, marker] of markers)
      if (!seen.has(id)) {
        marker.remove()
        markers.delete(id)
      }
    for (const gate of drawing.gates) {
      const marker = markers.get(gate.id) ?? gateMarker(gate, now).addTo(map)
      markers.set(gate.id, marker.setLatLng(toMap(gate.at)).setTooltipContent(plain(gate.name)))
      marker.getElement()?.setAttribute('aria-label', now.current.nameOf(gate))
    }
  }, [map, markers, drawing])
  return null
}

/** Text, not markup: a name is what somebody typed. */
function plain(name: string): HTMLElement {
  const span = document.createElement('span')
  span.textContent = name
  return span
}

function gateMarker({ id, at }: DrawnGate, now: { readonly current: Props }): L.Marker {
  const marker = L.marker(toMap(at), { icon: handle('gate-handle', 22), draggable: true, zIndexOffset: 800 })
  marker.bindTooltip('', { permanent: true, direction: 'right', offset: [12, 0], className: 'gate-name' })
  const to = (place: LngLat) => now.current.onChange(changeGate(now.current.drawing, id, { at: place }))
  marker.on('dragend', () => to(positionOf(marker.getLatLng())))
  marker.on('add', () =>
    marker.getElement()?.addEventListener('keydown', (event) => {
      const place = moved(event, marker)
      if (event.key === 'Delete' || event.key === 'Backspace') now.current.onChange(removeGate(now.current.drawing, id))
      else if (place) to(place)
      else return
      event.preventDefault()
      event.stopPropagation()
    }),
  )
  return marker
}
