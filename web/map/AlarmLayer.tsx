import L from 'leaflet'
import { useEffect, useRef, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { type Text, useText } from '../i18n/text.ts'
import { formKey, formOf, inStep, PULSING_MOST } from '../ui/symbol.ts'
import type { AlarmPlace } from './alarm-place.ts'
import { coverOf, namesWithRoom } from './captions.ts'
import { toMap } from './datum.ts'
import type { Overlay } from './overlay.ts'
import { alarmIcon } from './symbols.ts'
import { toUnit } from './view.ts'

interface Props {
  map: L.Map
  overlay: Overlay
  alarms: readonly Alarm[]
  nameOf: (alarm: Alarm) => string
  placeOf: (alarm: Alarm) => AlarmPlace
  selected: string | null
  onSelect: (id: string) => void
}

/** What must be known of an alarm's place and time beside its name. */
const notesOf = ({ late }: Alarm, { fault }: AlarmPlace, t: Text): string[] => [
  ...(fault ? [t.map.campusPlace] : []),
  ...(late ? [t.alarm.late] : []),
]

interface Known {
  marker: L.Marker
  look: string
  position: string
  order: number
}

/** One marker an open alarm, kept by id and changed in place, so that a burst does not flicker. Never moves the operator's view. */
export function AlarmLayer({ map, overlay, alarms, nameOf, placeOf, selected, onSelect }: Props) {
  const t = useText()
  const [markers] = useState(() => new Map<string, Known>())
  const select = useRef(onSelect)
  select.current = onSelect
  useEffect(
    () => () => {
      for (const { marker } of markers.values()) marker.remove()
      markers.clear()
    },
    [markers],
  )
  useEffect(() => {
    const places = new Map(alarms.map((alarm) => [alarm.id, placeOf(alarm)]))
    for (const [id, { marker }] of markers)
      if (!places.get(id)?.position) {
        marker.remove()
        markers.delete(id)
      }
    const container = map.getContainer()
    const wasStill = container.hasAttribute('data-still')
    const isStill = container.toggleAttribute('data-still', alarms.filter(({ unacknowledged }) => unacknowledged).length > PULSING_MOST)
    for (const alarm of alarms) {
      const place = places.get(alarm.id)
      if (!place?.position) continue // it is in the list alone
      const at = toMap(place.position)
      const position = String(place.position)
      const form = formOf(alarm)
      const caption = {
        title: nameOf(alarm),
        band: alarm.exercise ? t.exercise[alarm.exercise] : null,
        notes: notesOf(alarm, place, t),
        inexact: place.fault !== null,
      }
      const isSelected = alarm.id === selected
      const look = `${formKey(form)}|${caption.title}|${caption.band}|${caption.notes}|${isSelected}|${t.state[alarm.state]}`
      const known = markers.get(alarm.id)
      const icon = known?.look === look ? null : alarmIcon(form, caption, isSelected)
      const marker =
        known?.marker ??
        L.marker(at, icon ? { icon } : {})
          .addTo(map)
          .on('click', () => select.current(alarm.id))
      // Told again what it knows Leaflet would place it again, and a flood has hundreds of them at each change.
      if (known && known.position !== position) marker.setLatLng(at)
      // A new icon restarts the pulse: only when it would look different.
      if (icon) {
        if (known) marker.setIcon(icon)
        const element = marker.getElement()
        inStep(element)
        const words = [t.map.alarmAt(t.kind[alarm.kind], caption.title, t.state[alarm.state]), ...caption.notes]
        element?.setAttribute('aria-label', words.join(' · '))
        element?.setAttribute('data-alarm', alarm.id)
      }
      // The worst is on top; what is selected is above all.
      const order = (isSelected ? 10_000 : 0) + (alarm.unacknowledged ? 5000 : 0) + (4 - alarm.priority) * 1000
      if (known?.order !== order) marker.setZIndexOffset(order)
      markers.set(alarm.id, { marker, look, position, order })
    }
    if (wasStill && !isStill) inStep(container)
  }, [map, markers, alarms, nameOf, placeOf, selected, t])
  useEffect(() => {
    const placed = alarms.flatMap((alarm) => {
      const { id, schoolId } = alarm
      const place = placeOf(alarm)
      const { position } = place
      const note = notesOf(alarm, place, t).join(' · ')
      return position ? [{ id, schoolId, position, title: nameOf(alarm), note, selected: id === selected }] : []
    })
    placed.sort((a, b) => Number(b.selected) - Number(a.selected))
    const arrange = () => {
      const shown = placed.map(({ position, ...one }) => {
        const { x, y } = map.project(toMap(position))
        return { ...one, at: [x, y] as const }
      })
      const rooms = namesWithRoom(shown)
      // No name of the calm picture below is set under an alarm, and none is said twice.
      const held = placed.map((one, i) => ({ at: toUnit(one.position), box: coverOf(one), names: rooms[i] ? one.schoolId : null }))
      overlay.tell({ type: 'held', held })
      rooms.forEach((hasRoom, i) => {
        markers
          .get(shown[i]?.id ?? '')
          ?.marker.getElement()
          ?.classList.toggle('alarm-icon-nameless', !hasRoom)
      })
    }
    arrange()
    map.on('zoomend', arrange)
    return () => void map.off('zoomend', arrange)
  }, [map, overlay, markers, alarms, nameOf, placeOf, selected, t])
  return null
}
