import { useEffect, useState } from 'react'
import { useSearchParams } from 'react-router'
import type { Alarm } from '#contracts/alarm.ts'
import type { LngLat } from '#contracts/time.ts'
import { openAlarms } from '#domain/alarm-board.ts'
import { useAlarmPlace } from '../../live/alarm-places.ts'
import { useBoard } from '../../live/board.ts'
import { serverNow, useLink } from '../../live/link.ts'
import { useSchoolName } from '../../live/names.ts'
import { readBoard } from '../../live/read-board.ts'
import { loadRegister, useRegister } from '../../live/register.ts'
import { AlarmLayer } from '../../map/AlarmLayer.tsx'
import { BasemapLayer } from '../../map/BasemapLayer.tsx'
import { DataLayer } from '../../map/DataLayer.tsx'
import { LAYERS } from '../../map/layer-name.ts'
import { MapView } from '../../map/MapView.tsx'
import { AlarmSymbol } from '../../ui/AlarmSymbol.tsx'
import controls from '../../ui/controls.module.css'
import { clockText } from '../../ui/time.ts'
import { useLight } from '../../ui/use-light.ts'
import styles from './MapPrint.module.css'
import { useMapText } from './map-text.ts'

const nothing = () => {}
const NONE: readonly Alarm[] = []
const PRIORITIES = [1, 2, 3, 4] as const

interface Moment {
  /** null = they could not be read */
  alarms: readonly Alarm[] | null
  /** by the server's clock, or this machine's where nothing was heard of it */
  at: number
}

/** The open alarms once, as they stood when the page was made: a print is of a moment. */
function useMoment(): Moment | null {
  const [moment, setMoment] = useState<Moment | null>(null)
  useEffect(() => {
    readBoard().then(
      () => setMoment({ alarms: openAlarms(useBoard.getState().alarms), at: serverNow(useLink.getState()) }),
      () => setMoment({ alarms: null, at: serverNow(useLink.getState()) }),
    )
  }, [])
  return moment
}

/** One A4 sheet in landscape: the part of the map, its legend, scale, time, and the fields that a printed map must have. */
export function MapPrint() {
  const t = useMapText()
  const light = useLight()
  const [query] = useSearchParams()
  const { mapConfig, campuses, buttons, cameras, cameraRevision, streets } = useRegister()
  const nameOf = useSchoolName()
  const placeOf = useAlarmPlace()
  const moment = useMoment()
  useEffect(loadRegister, [])
  if (!light || !mapConfig || !moment) return null
  const asked = [Number(query.get('lng')), Number(query.get('lat'))] as LngLat
  const center = query.has('lng') && asked.every(Number.isFinite) ? asked : mapConfig.center
  const zoom = Number(query.get('zoom')) || mapConfig.zoom
  const hidden = LAYERS.filter((name) => (query.get('hidden') ?? '').split(',').includes(name))
  const shown = LAYERS.filter((name) => name !== 'labels' && !hidden.includes(name))
  const { attribution, approval } = mapConfig.basemap
  return (
    <main className={styles.page}>
      <p className={styles.tools}>
        <button type="button" className={controls.button} onClick={() => window.print()}>
          {t.print}
        </button>
        {t.printHint}
      </p>
      <article className={styles.sheet}>
        <header>
          <h1>{t.printTitle}</h1>
          {moment.alarms === null && (
            <p role="alert" className={styles.unread}>
              {t.printUnread}
            </p>
          )}
          <p>{t.printedAt(`${new Date(moment.at + 8 * 3_600_000).toISOString().slice(0, 10)} ${clockText(moment.at)}`)}</p>
        </header>
        <div className={styles.map}>
          <MapView center={center} zoom={zoom} stale={false} onReady={nothing} onMoved={nothing}>
            {(map, overlay) => (
              <>
                <BasemapLayer map={map} basemap={mapConfig.basemap} streets={streets} campuses={campuses} onState={nothing} />
                <DataLayer
                  overlay={overlay}
                  campuses={campuses}
                  buttons={buttons}
                  cameras={cameras}
                  cameraRevision={cameraRevision}
                  streets={streets}
                  hidden={hidden}
                />
                <AlarmLayer
                  map={map}
                  overlay={overlay}
                  alarms={moment.alarms ?? NONE}
                  nameOf={nameOf}
                  placeOf={placeOf}
                  selected={null}
                  onSelect={nothing}
                />
              </>
            )}
          </MapView>
        </div>
        <footer className={styles.foot}>
          <ul className={styles.legend}>
            {PRIORITIES.map((priority) => (
              <li key={priority}>
                <AlarmSymbol
                  alarm={{ state: 'acknowledged', unacknowledged: false, priority, exercise: null, late: false, shelvedUntil: null }}
                  size={18}
                />
                {t.printPriority(priority)}
              </li>
            ))}
            {shown.map((name) => (
              <li key={name} data-layer={name} className={styles.layer}>
                <i aria-hidden="true" />
                {t.layer[name]}
              </li>
            ))}
          </ul>
          <p>{t.printFields(approval ?? '', attribution ?? t.synthetic)}</p>
        </footer>
      </article>
    </main>
  )
}
