import type L from 'leaflet'
import type { ReactNode } from 'react'
import type { LngLat } from '#contracts/time.ts'
import { BasemapLayer } from '../../map/BasemapLayer.tsx'
import { DataLayer } from '../../map/DataLayer.tsx'
import { MapView } from '../../map/MapView.tsx'
import { useGround } from './use-ground.ts'

const nothing = () => {}

interface Props {
  className: string | undefined
  seesSchools: boolean
  near?: LngLat | null
  children: (map: L.Map) => ReactNode
}

/** Campuses and belts, and on them whatever the page draws. */
export function GroundMap({ className, seesSchools, near = null, children }: Props) {
  const { config, streets, campuses } = useGround(seesSchools)
  return (
    <div className={className}>
      {config && (
        <MapView center={near ?? config.center} zoom={near ? 16 : config.zoom} stale={false} onReady={nothing} onMoved={nothing}>
          {(map, overlay) => (
            <>
              <BasemapLayer map={map} basemap={config.basemap} streets={streets} campuses={campuses} onState={nothing} />
              <DataLayer overlay={overlay} campuses={campuses} streets={streets} />
              {children(map)}
            </>
          )}
        </MapView>
      )}
    </div>
  )
}
