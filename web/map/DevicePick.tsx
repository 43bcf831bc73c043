import L from 'leaflet'
import { useEffect, useRef } from 'react'
import type { Device } from '#contracts/device.ts'
import type { Places } from '../live/places.ts'
import { toMap } from './datum.ts'
import { BUTTONS_FROM, CAMERAS_FROM } from './devices.ts'

interface Props {
  map: L.Map
  buttons: ReadonlyMap<string, Device>
  cameras: Places | null
  /** the id of the device that was clicked; null = the ground */
  onPick: (id: string | null) => void
}

const REACH_PX = 12

/** A click on a drawn device names it. */
export function DevicePick({ map, buttons, cameras, onPick }: Props) {
  const devices = useRef({ buttons, cameras })
  devices.current = { buttons, cameras }
  useEffect(() => {
    const pick = ({ latlng }: L.LeafletMouseEvent) => {
      const at = map.latLngToContainerPoint(latlng)
      const near = L.latLngBounds(
        map.containerPointToLatLng(at.subtract([REACH_PX, REACH_PX])),
        map.containerPointToLatLng(at.add([REACH_PX, REACH_PX])),
      )
      let best: string | null = null
      let distance = REACH_PX
      const consider = (id: string, lng: number, lat: number) => {
        if (!near.contains([lat, lng])) return
        const d = map.latLngToContainerPoint([lat, lng]).distanceTo(at)
        if (d >= distance) return
        best = id
        distance = d
      }
      const { buttons, cameras } = devices.current
      if (map.getZoom() >= BUTTONS_FROM)
        for (const { id, position } of buttons.values()) if (position) consider(id, toMap(position).lng, toMap(position).lat)
      if (cameras && map.getZoom() >= CAMERAS_FROM + 1)
        cameras.ids.forEach((id, i) => {
          const [lng, lat] = [cameras.positions[2 * i] as number, cameras.positions[2 * i + 1] as number]
          if (!Number.isNaN(lng)) consider(id, lng, lat)
        })
      onPick(best)
    }
    map.on('click', pick)
    return () => void map.off('click', pick)
  }, [map, onPick])
  return null
}
