import { useEffect, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import type { Device } from '#contracts/device.ts'
import type { MapConfig } from '#contracts/map.ts'
import { useText } from '../../i18n/text.ts'
import { serverNow, useLink } from '../../live/link.ts'
import { useSchoolName } from '../../live/names.ts'
import { useRegister } from '../../live/register.ts'
import { AlarmLayer } from '../../map/AlarmLayer.tsx'
import { BasemapLayer } from '../../map/BasemapLayer.tsx'
import { ButtonLayer } from '../../map/ButtonLayer.tsx'
import { CameraLayer } from '../../map/CameraLayer.tsx'
import { CampusLayer } from '../../map/CampusLayer.tsx'
import { DevicePick } from '../../map/DevicePick.tsx'
import { type MapHandle, MapView } from '../../map/MapView.tsx'
import { ZoneLayer } from '../../map/ZoneLayer.tsx'
import { ageText } from '../../ui/time.ts'
import styles from './DistrictMap.module.css'

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

interface Props {
  open: readonly Alarm[]
  stale: boolean
  selected: string | null
  onSelect: (id: string) => void
  onReady: (handle: MapHandle | null) => void
  onMoved: () => void
}

/** The district's map: what is calm on one canvas, alarms above it. */
export function DistrictMap({ open, stale, selected, onSelect, onReady, onMoved }: Props) {
  const t = useText()
  const config = useConfig()
  const { campuses, buttons, cameras, cameraRevision, streets, streetsFailed, failed } = useRegister()
  const nameOf = useSchoolName()
  const [picked, setPicked] = useState<Device | null>(null)
  const [tilesOk, setTilesOk] = useState(true)
  if (!config) return <section className={styles.waiting} aria-label={t.map.label} />
  const { basemap } = config
  const shownDevice = picked && (buttons.get(picked.id) ?? cameras.get(picked.id) ?? picked)
  const remark =
    basemap.kind === 'none'
      ? t.map.noBasemap
      : basemap.kind === 'pmtiles'
        ? t.map.unsupported(basemap.kind)
        : !tilesOk || (basemap.kind === 'streets' && streetsFailed)
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
          {shownDevice && <DeviceCard device={shownDevice} />}
          <p className={styles.remark}>{remark}</p>
        </>
      }
    >
      {(map, stack) => (
        <>
          <BasemapLayer map={map} stack={stack} basemap={basemap} streets={streets} onTiles={setTilesOk} />
          <ZoneLayer stack={stack} campuses={campuses} />
          <CampusLayer stack={stack} campuses={campuses} />
          <CameraLayer map={map} stack={stack} cameras={cameras} revision={cameraRevision} />
          <ButtonLayer stack={stack} buttons={buttons} />
          <DevicePick map={map} buttons={buttons} cameras={cameras} onPick={setPicked} />
          <AlarmLayer map={map} alarms={open} nameOf={nameOf} selected={selected} onSelect={onSelect} />
        </>
      )}
    </MapView>
  )
}
