import { useCallback, useEffect, useRef, useState } from 'react'
import type { MapConfig } from '#contracts/map.ts'
import type { MeasureResult } from '#contracts/measure.ts'
import type { CampusFeature } from '#contracts/school.ts'
import { readCampuses, readMapConfig, readStreets } from '../../api/register.ts'
import { useServer } from '../../api/use-server.ts'
import { BasemapLayer } from '../../map/BasemapLayer.tsx'
import { DataLayer } from '../../map/DataLayer.tsx'
import type { LayerName } from '../../map/layer-name.ts'
import { type MapHandle, type MapMover, MapView } from '../../map/MapView.tsx'
import { middleOf, ResultLayer } from '../../map/ResultLayer.tsx'
import styles from './MapPage.module.css'

const nothing = () => {}
/** The mark of a result stands in place of the belt. */
const CALM: readonly LayerName[] = ['zones']
const NO_CAMPUS: readonly CampusFeature[] = []

/** Map and streets, each on its own: without streets the map is still one. */
function useMapParts() {
  const config = useServer('map-config', readMapConfig)
  const campuses = useServer('campuses', readCampuses)
  const streets = useServer(config.value?.basemap.kind === 'streets' ? 'streets' : null, readStreets)
  return { config: config.value, campuses: campuses.value?.features ?? NO_CAMPUS, streets: streets.value }
}

interface Props {
  results: ReadonlyMap<string, { result: MeasureResult; title: string }>
  /** the school that was chosen; '' = none */
  school: string
  onSchool: (id: string) => void
  stale?: boolean
  /** nobody moves it: whenever its box changes it shows the district again, from the middle */
  isWall?: boolean
}

/** Schools on the map by a result. It goes to the school that was chosen, when that lies outside. */
export function ResultMap({ results, school, onSchool, stale = false, isWall = false }: Props) {
  const { config, campuses, streets } = useMapParts()
  const [handle, setHandle] = useState<MapHandle | null>(null)
  const campus = campuses.find(({ properties }) => properties.schoolId === school)
  const gone = useRef('')
  const box = useRef<HTMLDivElement>(null)
  const isShown = config !== null
  useEffect(() => {
    const element = isShown ? box.current : null
    if (!element) return
    // Paper shows the part that the screen shows: the map keeps its size there and is made smaller as a whole.
    const watch = new ResizeObserver(() => {
      if (matchMedia('print').matches) return
      element.style.setProperty('--w', String(element.offsetWidth))
      element.style.setProperty('--h', String(element.offsetHeight))
    })
    watch.observe(element)
    return () => watch.disconnect()
  }, [isShown])
  useEffect(() => {
    if (!handle || !campus || gone.current === school) return
    gone.current = school
    const place = middleOf(campus)
    if (!handle.contains(place)) handle.flyTo(place)
  }, [handle, campus, school])
  // Read when it is called: another function would make another map.
  const wall = useRef<{ handle: MapHandle | null; config: MapConfig | null; isShowing: boolean }>({ handle, config, isShowing: false })
  wall.current.handle = handle
  wall.current.config = config
  const wallMoved = useCallback((by: MapMover) => {
    const { current } = wall
    if (by !== 'size' || !current.config || current.isShowing) return
    current.isShowing = true
    current.handle?.show({ center: current.config.center, zoom: current.config.zoom })
    current.isShowing = false
  }, [])
  if (!config) return <div className={styles.mapBox} />
  const { basemap } = config
  return (
    <div ref={box} className={styles.mapBox}>
      <MapView
        center={config.center}
        zoom={config.zoom}
        stale={stale}
        onReady={setHandle}
        onMoved={isWall ? wallMoved : nothing}
        corner={
          <p className={styles.remark}>
            {basemap.kind === 'none' ? '' : [basemap.attribution, basemap.approval].filter(Boolean).join(' · ')}
          </p>
        }
      >
        {(map, overlay) => (
          <>
            <BasemapLayer map={map} basemap={basemap} streets={streets} campuses={campuses} onState={nothing} />
            <DataLayer overlay={overlay} campuses={campuses} streets={streets} hidden={CALM} />
            <ResultLayer map={map} campuses={campuses} results={results} selected={school} onSelect={onSchool} />
          </>
        )}
      </MapView>
    </div>
  )
}
