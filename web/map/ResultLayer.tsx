import L from 'leaflet'
import { useEffect, useRef } from 'react'
import type { MeasureResult } from '#contracts/measure.ts'
import type { CampusFeature } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import { resultShapes } from '../ui/result-mark.ts'
import { shapeElement } from '../ui/shape-element.ts'
import { toMap } from './datum.ts'

const SVG = 'http://www.w3.org/2000/svg'
/** Gaps lie above what is met. */
const ABOVE: Record<MeasureResult, number> = { notMet: 400, expired: 300, noEvidence: 200, met: 100, notApplicable: 0 }

/** The middle of what is known of a campus. */
export function middleOf({ geometry }: CampusFeature): LngLat {
  if (geometry.type === 'Point') return geometry.coordinates
  const ring = (geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()).flat()
  const middle = (at: 0 | 1) => {
    const along = ring.map((place) => place[at])
    return (Math.min(...along) + Math.max(...along)) / 2
  }
  return [middle(0), middle(1)]
}

interface Props {
  map: L.Map
  campuses: readonly CampusFeature[]
  results: ReadonlyMap<string, { result: MeasureResult; title: string }>
  selected: string | null
  onSelect: (schoolId: string) => void
}

/** Schools by their result of one measure: form, colour, and a word for who points at them. The list beside the map is the way by keyboard. */
export function ResultLayer({ map, campuses, results, selected, onSelect }: Props) {
  const select = useRef(onSelect)
  select.current = onSelect
  useEffect(() => {
    const marks = campuses.flatMap((campus) => {
      const { schoolId } = campus.properties
      const found = results.get(schoolId)
      return found ? [markOf(middleOf(campus), found, schoolId === selected).on('click', () => select.current(schoolId))] : []
    })
    const group = L.layerGroup(marks).addTo(map)
    return () => void group.remove()
  }, [map, campuses, results, selected])
  return null
}

function markOf(place: LngLat, { result, title }: { result: MeasureResult; title: string }, isSelected: boolean): L.Marker {
  const size = isSelected ? 34 : 22
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '-1 -1 22 22')
  svg.setAttribute('width', String(size))
  svg.setAttribute('height', String(size))
  // Not on a line of text: that would lower the mark by what its letters hang below.
  svg.style.display = 'block'
  svg.append(...resultShapes(result).map(shapeElement))
  const html = document.createElement('div')
  html.append(svg)
  const icon = L.divIcon({ html, className: 'result-icon', iconSize: [size, size], iconAnchor: [size / 2, size / 2] })
  return L.marker(toMap(place), { icon, title, keyboard: false, zIndexOffset: isSelected ? 1000 : ABOVE[result] })
}
