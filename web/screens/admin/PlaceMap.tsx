import type { LngLat } from '#contracts/time.ts'
import { BasemapLayer } from '../../map/BasemapLayer.tsx'
import { DataLayer } from '../../map/DataLayer.tsx'
import { MapView } from '../../map/MapView.tsx'
import { PlacePick } from '../../map/PlacePick.tsx'
import styles from '../../ui/desk.module.css'
import { usePlaces } from './places.ts'

const nothing = () => {}

interface Props {
  /** Where to begin when no place is chosen. */
  near: LngLat | null
  position: LngLat | null
  onPick: (position: LngLat) => void
}

/** A small map of campuses and belts, on which one place is chosen. */
export function PlaceMap({ near, position, onPick }: Props) {
  const { config, campuses, streets } = usePlaces()
  if (!config) return <div className={styles.map} />
  return (
    <div className={styles.map} style={{ display: 'grid' }}>
      <MapView center={position ?? near ?? config.center} zoom={near ? 16 : config.zoom} stale={false} onReady={nothing} onMoved={nothing}>
        {(map, overlay) => (
          <>
            <BasemapLayer map={map} basemap={config.basemap} streets={streets} campuses={campuses} onState={nothing} />
            <DataLayer overlay={overlay} campuses={campuses} streets={streets} />
            <PlacePick map={map} position={position} onPick={onPick} />
          </>
        )}
      </MapView>
    </div>
  )
}
