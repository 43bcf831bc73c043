import type { LngLat } from '#contracts/time.ts'
import { BasemapLayer } from '../../map/BasemapLayer.tsx'
import { CampusLayer } from '../../map/CampusLayer.tsx'
import { MapView } from '../../map/MapView.tsx'
import { PlacePick } from '../../map/PlacePick.tsx'
import { ZoneLayer } from '../../map/ZoneLayer.tsx'
import styles from './Admin.module.css'
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
        {(map, stack) => (
          <>
            <BasemapLayer map={map} stack={stack} basemap={config.basemap} streets={streets} onTiles={nothing} />
            <ZoneLayer stack={stack} campuses={campuses} />
            <CampusLayer stack={stack} campuses={campuses} />
            <PlacePick map={map} position={position} onPick={onPick} />
          </>
        )}
      </MapView>
    </div>
  )
}
