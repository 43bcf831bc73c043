import L from 'leaflet'
import { useEffect, useRef, useState } from 'react'
import type { LngLat } from '#contracts/time.ts'
import { toMap } from './datum.ts'
import { areaText, lengthText, measure } from './measure.ts'

interface Props {
  map: L.Map
  /** what was measured, in words */
  onMeasured: (length: string, area: string | null) => void
  onEnd: () => void
}

const inMap = (map: L.Map, target: EventTarget | null) =>
  target === document.body || (target instanceof Node && map.getContainer().contains(target))

/** Measures by clicks or, with Enter, by the middle of the map; Backspace takes a point back, Esc ends. */
export function MeasureLayer({ map, onMeasured, onEnd }: Props) {
  const [points, setPoints] = useState<readonly LngLat[]>([])
  const told = useRef({ onMeasured, onEnd })
  told.current = { onMeasured, onEnd }

  useEffect(() => {
    const add = ({ lng, lat }: L.LatLng) => setPoints((known) => [...known, [lng, lat]])
    const clicked = ({ latlng }: L.LeafletMouseEvent) => add(latlng)
    const acts: Record<string, () => void> = {
      enter: () => add(map.getCenter()),
      backspace: () => setPoints((known) => known.slice(0, -1)),
      escape: () => told.current.onEnd(),
    }
    // Before the screen's own keys: while one measures, Esc ends the measuring alone.
    const onKey = (event: KeyboardEvent) => {
      const act = acts[event.key.toLowerCase()]
      if (!act || !inMap(map, event.target)) return
      event.preventDefault()
      event.stopImmediatePropagation()
      act()
    }
    map.doubleClickZoom.disable()
    map.getContainer().style.cursor = 'crosshair'
    map.on('click', clicked)
    addEventListener('keydown', onKey, true)
    return () => {
      map.doubleClickZoom.enable()
      map.getContainer().style.cursor = ''
      map.off('click', clicked)
      removeEventListener('keydown', onKey, true)
    }
  }, [map])

  useEffect(() => {
    const { metres, squareMetres } = measure(points)
    told.current.onMeasured(lengthText(metres), squareMetres > 0 ? areaText(squareMetres) : null)
    const places = points.map(toMap)
    const drawn = L.layerGroup([
      L.polygon(places, { className: 'measure-area', interactive: false }),
      L.polyline(places, { className: 'measure-line', interactive: false }),
      ...places.map((place) => L.circleMarker(place, { radius: 4, className: 'measure-point', interactive: false })),
    ]).addTo(map)
    return () => void drawn.remove()
  }, [map, points])
  return null
}
