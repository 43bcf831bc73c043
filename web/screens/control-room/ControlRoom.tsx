import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Alarm, AlarmCommandName } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import { step } from '#domain/alarm.ts'
import { text } from '../../i18n/text.ts'
import { startAct } from '../../live/acts.ts'
import { useBoard, useOpenAlarms } from '../../live/board.ts'
import { useLink } from '../../live/link.ts'
import { drawnLongEnough, usePainted } from '../../live/painted.ts'
import { loadRegister, receiveDevices, refreshDevices, useRegister } from '../../live/register.ts'
import { keepSelection, nextSelection } from '../../live/selection.ts'
import { holds } from '../../live/session.ts'
import { openLive } from '../../live/socket.ts'
import { startSound } from '../../live/sound.ts'
import type { MapHandle } from '../../map/MapView.tsx'
import { AlarmDetail, KEYS } from './AlarmDetail.tsx'
import { AlarmQueue } from './AlarmQueue.tsx'
import { ChainStrip } from './ChainStrip.tsx'
import { ClosedList } from './ClosedList.tsx'
import styles from './ControlRoom.module.css'
import { DistrictMap } from './DistrictMap.tsx'
import { KeyList } from './KeyList.tsx'
import { QuietDay } from './QuietDay.tsx'
import { StaleBanner } from './StaleBanner.tsx'
import { useKeys } from './use-keys.ts'

/** Which alarm the right side shows, and since when by the screen's own choice: then a key needs half a second, too. */
function useSelection(open: readonly Alarm[]) {
  const [asked, setAsked] = useState<string | null>(null)
  const [deselected, setDeselected] = useState<ReadonlySet<string>>(new Set())
  const previous = useRef<string | null>(null)
  const offered = open.filter((alarm) => !deselected.has(alarm.id))
  const selected = keepSelection(asked !== null ? asked : previous.current, asked !== null ? open : offered)
  const openedAt = useRef(0)
  if (previous.current !== selected) {
    openedAt.current = selected === asked ? 0 : performance.now()
    previous.current = selected
  }
  const select = useCallback((id: string | null) => {
    setAsked(id)
    if (id !== null) setDeselected((ids) => new Set([...ids].filter((known) => known !== id)))
  }, [])
  const deselect = useCallback(() => {
    const gone = previous.current
    setAsked(null)
    if (gone !== null) setDeselected((ids) => new Set(ids).add(gone))
    previous.current = null
  }, [])
  return { selected, select, deselect, seenLongEnough: () => performance.now() - openedAt.current >= 500 }
}

function useLiveScreen(): void {
  useEffect(() => openLive(receiveDevices, () => void refreshDevices()), [])
  useEffect(loadRegister, [])
  useEffect(() => {
    const sound = startSound({
      open: () =>
        [...useBoard.getState().alarms.values()].filter((alarm) => alarm.state !== 'closed').sort((a, b) => a.priority - b.priority),
      stale: () => useLink.getState().faults.length > 0,
      exerciseWords: () => text().exercise.drill,
    })
    const forget = useBoard.subscribe(sound.poke)
    return () => {
      forget()
      sound.stop()
    }
  }, [])
}

/** The control room: the chain above, what waits on the left, where in the middle, what one is on at the right. */
export function ControlRoom({ session }: { session: Session }) {
  useLiveScreen()
  const open = useOpenAlarms()
  const stale = useLink((link) => link.faults.length > 0)
  const board = useBoard((state) => state.alarms)
  const schoolsCampuses = useRegister((register) => register.campuses)
  const list = useRef<HTMLUListElement>(null)
  const [map, setMap] = useState<MapHandle | null>(null)
  const [, setMoves] = useState(0)
  const [closingId, setClosingId] = useState<string | null>(null)
  const [help, setHelp] = useState(false)
  const [archive, setArchive] = useState<Alarm | null>(null)
  const [archiveOpen, setArchiveOpen] = useState(false)
  const { selected, select, deselect, seenLongEnough } = useSelection(open)
  usePainted(open, list, true)

  const alarm = archive ? (newer(board.get(archive.id), archive) ?? archive) : (open.find(({ id }) => id === selected) ?? null)
  const mayAct = holds(session, 'alarm:acknowledge')

  const act = useCallback((name: AlarmCommandName, on: Alarm, body?: Record<string, unknown>) => {
    void startAct({ alarm: on, name, ...(body ? { body } : {}) }).then((status) => {
      if (name === 'close' && status === 'done') setClosingId((id) => (id === on.id ? null : id))
    })
  }, [])
  const choose = useCallback(
    (id: string) => {
      setArchive(null)
      select(id)
    },
    [select],
  )
  const accept = useMemo(() => (mayAct ? (row: Alarm) => act('acknowledge', row) : null), [mayAct, act])
  const byKey = (name: keyof typeof KEYS) => () => {
    if (!alarm || !mayAct || closingId === alarm.id || !step(alarm, name).ok) return
    if (!seenLongEnough() || (alarm.unacknowledged && !drawnLongEnough(alarm.id))) return
    if (name === 'close') setClosingId(alarm.id)
    else act(name, alarm)
  }
  const flyTo = () => alarm?.position && map?.flyTo(alarm.position)
  useKeys({
    [KEYS.acknowledge]: byKey('acknowledge'),
    [KEYS.dispatch]: byKey('dispatch'),
    [KEYS.arrive]: byKey('arrive'),
    [KEYS.resolve]: byKey('resolve'),
    [KEYS.close]: byKey('close'),
    n: () => {
      const next = nextSelection(selected, open)
      if (next) choose(next)
    },
    f: flyTo,
    '/': () => document.querySelector<HTMLInputElement>('[data-search]')?.focus(),
    '?': () => setHelp(true),
    escape: () => (closingId ? setClosingId(null) : deselect()),
  })
  const moved = useCallback(() => setMoves((n) => n + 1), [])
  const flyToSchool = (schoolId: string) => {
    const campus = schoolsCampuses.find(({ properties }) => properties.schoolId === schoolId)
    if (!campus || !map) return
    const { geometry } = campus
    const at =
      geometry.type === 'Point'
        ? geometry.coordinates
        : geometry.type === 'Polygon'
          ? geometry.coordinates[0]?.[0]
          : geometry.coordinates[0]?.[0]?.[0]
    if (at) map.flyTo(at)
  }

  return (
    <div className={styles.page}>
      <ChainStrip session={session} stale={stale} onSchool={flyToSchool} onHelp={() => setHelp(true)} />
      <StaleBanner />
      <main className={styles.body}>
        <div className={styles.queue}>
          <AlarmQueue open={open} list={list} selected={archive ? null : selected} onSelect={choose} onAccept={accept} />
          <ClosedList shown={archiveOpen} onShown={setArchiveOpen} selected={archive?.id ?? null} onSelect={setArchive} />
        </div>
        <DistrictMap open={open} stale={stale} selected={alarm?.id ?? null} onSelect={choose} onReady={setMap} onMoved={moved} />
        <div className={styles.side}>
          {alarm ? (
            <AlarmDetail
              key={alarm.id}
              alarm={alarm}
              session={session}
              closing={closingId === alarm.id}
              inView={alarm.position === null || map === null || map.contains(alarm.position)}
              onAct={(name, body) => act(name, alarm, body)}
              onClosing={(closing) => setClosingId(closing ? alarm.id : null)}
              onFlyTo={flyTo}
              onDeselect={() => (archive ? setArchive(null) : deselect())}
            />
          ) : (
            <QuietDay open={open.length} />
          )}
        </div>
      </main>
      {help && <KeyList onClose={() => setHelp(false)} />}
    </div>
  )
}

/** The newer of two versions of the same alarm. */
const newer = (a: Alarm | undefined, b: Alarm): Alarm => (a && a.version > b.version ? a : b)
