import { useCallback, useEffect, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import type { Device } from '#contracts/device.ts'
import type { MapConfig } from '#contracts/map.ts'
import { readDevice } from '../../api/register.ts'
import { useText } from '../../i18n/text.ts'
import { useAlarmPlace } from '../../live/alarm-places.ts'
import { serverNow, useLink } from '../../live/link.ts'
import { useSchoolName } from '../../live/names.ts'
import { useRegister } from '../../live/register.ts'
import { AlarmLayer } from '../../map/AlarmLayer.tsx'
import { BasemapLayer, type BasemapState } from '../../map/BasemapLayer.tsx'
import { DataLayer } from '../../map/DataLayer.tsx'
import { DevicePick } from '../../map/DevicePick.tsx'
import type { LayerName } from '../../map/layer-name.ts'
import { type MapHandle, type MapMover, MapView } from '../../map/MapView.tsx'
import { ViewTeller } from '../../map/ViewTeller.tsx'
import { ageText } from '../../ui/time.ts'
import styles from './DistrictMap.module.css'
import { type MapTool, MapTools } from './MapTools.tsx'
import { useAbility } from './use-ability.ts'
import { useKeptPart } from './use-kept-part.ts'

// Until the server says otherwise: Yinchuan, no basemap. Alarms are drawn all the same.
const WITHOUT_CONFIG: MapConfig = { basemap: { kind: 'none', datum: 'wgs84' }, center: [106.23, 38.487], zoom: 12 }
const CONFIG_WAIT_MS = 3000

/** The configured map; after 3 s without an answer the plain one, so that alarms have a place. */
function useConfig(): MapConfig | null {
  const config = useRegister((register) => register.mapConfig)
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), CONFIG_WAIT_MS)
    return () => clearTimeout(timer)
  }, [])
  return config ?? (late ? WITHOUT_CONFIG : null)
}

function DeviceCard({ device }: { device: Device }) {
  const t = useText()
  const ago = (at: string) => ageText(serverNow(useLink.getState()) - Date.parse(at), t.time)
  return (
    <div className={styles.card} role="status">
      <b>{device.name || device.id}</b>
      <span>
        {t.deviceKind[device.kind]} · {t.deviceState[device.state]}
      </span>
      <span>{device.lastHeardAt ? t.map.heard(ago(device.lastHeardAt)) : t.map.neverHeard}</span>
      {device.kind === 'panicButton' && <span>{device.provenAt ? t.map.proven(ago(device.provenAt)) : t.map.neverProven}</span>}
    </div>
  )
}

/** The device that was clicked, as the server knows it now; a button's state follows its deltas. */
function usePicked(): [Device | null, (id: string | null) => void] {
  const [picked, setPicked] = useState<Device | null>(null)
  const buttons = useRegister((register) => register.buttons)
  const pick = useCallback((id: string | null) => {
    if (id === null) return setPicked(null)
    readDevice(id).then(setPicked, (error: unknown) => console.warn('the device cannot be read', error))
  }, [])
  return [picked && (buttons.get(picked.id) ?? picked), pick]
}

const NOBODY: readonly string[] = []

interface Props {
  open: readonly Alarm[]
  stale: boolean
  selected: string | null
  onSelect: (id: string) => void
  onReady: (handle: MapHandle | null) => void
  onMoved: (by: MapMover) => void
}

/** The district's map: what is calm on one canvas, alarms above it. */
export function DistrictMap({ open, stale, selected, onSelect, ...hearers }: Props) {
  const t = useText()
  const config = useConfig()
  const { onReady, onMoved } = useKeptPart(hearers.onReady, hearers.onMoved)
  const { campuses, buttons, cameras, cameraRevision, streets, streetsFailed, failed } = useRegister()
  const nameOf = useSchoolName()
  const placeOf = useAlarmPlace()
  const ability = useAbility()
  const [picked, pick] = usePicked()
  const [hidden, setHidden] = useState<readonly LayerName[]>([])
  const [tool, setTool] = useState<MapTool | null>(null)
  const [basemapState, setBasemapState] = useState<BasemapState>('ok')
  if (!config) return <section className={styles.waiting} aria-label={t.map.label} />
  const { basemap } = config
  const remark =
    basemap.kind === 'none'
      ? t.map.noBasemap
      : basemapState === 'unreadable'
        ? t.map.unsupported(basemap.kind)
        : basemapState === 'failed' || (basemap.kind === 'streets' && streetsFailed)
          ? t.map.failed
          : [basemap.attribution, basemap.approval].filter(Boolean).join(' · ')
  return (
    <MapView
      key={config === WITHOUT_CONFIG ? 'plain' : 'configured'}
      center={config.center}
      zoom={config.zoom}
      stale={stale}
      onReady={onReady}
      onMoved={onMoved}
      corner={
        <>
          {failed && <p className={styles.failed}>{t.map.dataFailed}</p>}
          {picked && <DeviceCard device={picked} />}
          <p className={styles.remark}>{remark}</p>
        </>
      }
    >
      {(map, overlay) => (
        <>
          <BasemapLayer map={map} basemap={basemap} streets={streets} campuses={campuses} onState={setBasemapState} />
          <ViewTeller map={map} />
          <DataLayer
            overlay={overlay}
            campuses={campuses}
            buttons={buttons}
            cameras={cameras}
            cameraRevision={cameraRevision}
            streets={streets}
            hidden={hidden}
            mute={ability?.unable ?? NOBODY}
          />
          {tool !== 'measure' && <DevicePick map={map} buttons={buttons} cameras={cameras} onPick={pick} />}
          <MapTools map={map} middle={config.center} hidden={hidden} onHidden={setHidden} tool={tool} onTool={setTool} />
          <AlarmLayer map={map} overlay={overlay} alarms={open} nameOf={nameOf} placeOf={placeOf} selected={selected} onSelect={onSelect} />
        </>
      )}
    </MapView>
  )
}
