import L from 'leaflet'
import { useEffect, useRef } from 'react'
import type { Device } from '#contracts/device.ts'
import { toMap } from './datum.ts'

interface Props {
  map: L.Map
  buttons: ReadonlyMap<string, Device>
  cameras: ReadonlyMap<string, Device>
  onPick: (device: Device | null) => void
}

const REACH_PX = 12

/** A click on a drawn device names it. Cameras can be picked where they are drawn one by one. */
export function DevicePick({ map, buttons, cameras, onPick }: Props) {
  const devices = useRef({ buttons, cameras })
  devices.current = { buttons, cameras }
  useEffect(() => {
    const pick = ({ latlng }: L.LeafletMouseEvent) => {
      const at = map.latLngToContainerPoint(latlng)
      const corner = map.containerPointToLatLng(at.add([REACH_PX, REACH_PX]))
      const near = L.latLngBounds(map.containerPointToLatLng(at.subtract([REACH_PX, REACH_PX])), corner)
      let best: Device | null = null
      let distance = REACH_PX
      const sets = [map.getZoom() >= 14.5 ? devices.current.buttons : [], map.getZoom() >= 16.5 ? devices.current.cameras : []]
      for (const set of sets)
        for (const device of set.values()) {
          if (!device.position || !near.contains(toMap(device.position))) continue
          const d = map.latLngToContainerPoint(toMap(device.position)).distanceTo(at)
          if (d < distance) {
            best = device
            distance = d
          }
        }
      onPick(best)
    }
    map.on('click', pick)
    return () => void map.off('click', pick)
  }, [map, onPick])
  return null
}
