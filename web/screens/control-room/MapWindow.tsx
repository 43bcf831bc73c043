import { useCallback, useEffect, useRef, useState } from 'react'
import { openAlarms } from '#domain/alarm-board.ts'
import { useBoard, useOpenAlarms } from '../../live/board.ts'
import { useLink } from '../../live/link.ts'
import { useMapStep } from '../../live/map-step.ts'
import { useVulnerable } from '../../live/names.ts'
import { DEVICE_HEARERS, loadRegister } from '../../live/register.ts'
import { openLive } from '../../live/socket.ts'
import { useReloadAfterUpgrade } from '../../live/upgrade.ts'
import type { MapHandle } from '../../map/MapView.tsx'
import { DistrictMap } from './DistrictMap.tsx'
import styles from './MapWindow.module.css'
import { useMapText } from './map-text.ts'
import { PhoneBook } from './PhoneBook.tsx'
import { StaleBanner } from './StaleBanner.tsx'
import { StaleStamp } from './StaleStamp.tsx'
import { useKeys } from './use-keys.ts'

/** Nobody works in this window; but it stays while an alarm waits. */
export function momentOfMap(): { waiting: number; busy: boolean } {
  const open = openAlarms(useBoard.getState().alarms)
  return { waiting: open.filter(({ unacknowledged }) => unacknowledged).length, busy: false }
}

/** The map on a screen of its own, in step with the control room. It sounds nothing and confirms nothing: that is the room's. */
export function MapWindow() {
  const t = useMapText()
  const open = useOpenAlarms(useVulnerable())
  const stale = useLink((link) => link.faults.length > 0)
  const [map, setMap] = useState<MapHandle | null>(null)
  const [phones, setPhones] = useState(false)
  const handle = useRef(map)
  handle.current = map
  useEffect(() => openLive(DEVICE_HEARERS), [])
  useEffect(loadRegister, [])
  useReloadAfterUpgrade(momentOfMap)
  const { other, selected, moved, choose } = useMapStep({
    window: 'map',
    selected: null,
    onSelect: () => {},
    onMoved: (part) => handle.current?.show(part),
    part: () => handle.current?.part() ?? null,
    ready: map !== null,
  })
  useKeys({ t: () => setPhones(true) })
  const ready = useCallback((made: MapHandle | null) => setMap(made), [])
  useEffect(() => {
    document.title = `${t.ownWindow} · ${document.title}`
  }, [t])
  return (
    <main className={styles.page}>
      <StaleBanner onPhoneBook={() => setPhones(true)} />
      {!other && (
        <p role="status" className={styles.alone}>
          {t.alone}
        </p>
      )}
      <div className={styles.where}>
        <DistrictMap open={open} stale={stale} selected={selected} onSelect={choose} onReady={ready} onMoved={moved} />
        <StaleStamp />
      </div>
      {phones && <PhoneBook onClose={() => setPhones(false)} />}
    </main>
  )
}
