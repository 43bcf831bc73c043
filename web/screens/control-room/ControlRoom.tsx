import { type CSSProperties, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import { isShelved } from '#domain/shelf.ts'
import { useAlarmPlace } from '../../live/alarm-places.ts'
import { useBoard, useOpenAlarms } from '../../live/board.ts'
import { useDayReading } from '../../live/day.ts'
import { useExerciseReading } from '../../live/exercises.ts'
import { useHandoverReading } from '../../live/handovers.ts'
import { useLink } from '../../live/link.ts'
import { useMapStep } from '../../live/map-step.ts'
import { useVulnerable } from '../../live/names.ts'
import { usePainted } from '../../live/painted.ts'
import { DEVICE_HEARERS, loadRegister, useRegister } from '../../live/register.ts'
import { useResponderReading } from '../../live/responders.ts'
import { holds } from '../../live/rights.ts'
import { isWall } from '../../live/shown.ts'
import { openLive } from '../../live/socket.ts'
import { useTabCount } from '../../live/tabs.ts'
import { useReloadAfterUpgrade } from '../../live/upgrade.ts'
import { middleOf } from '../../map/alarm-place.ts'
import type { MapHandle, MapMover } from '../../map/MapView.tsx'
import { AlarmDetail } from './AlarmDetail.tsx'
import { AlarmQueue } from './AlarmQueue.tsx'
import { Announcer } from './Announcer.tsx'
import { ChainStrip } from './ChainStrip.tsx'
import { ClosedList } from './ClosedList.tsx'
import { useContacts } from './Contacts.tsx'
import styles from './ControlRoom.module.css'
import { DistrictMap } from './DistrictMap.tsx'
import { DrillCount } from './DrillCount.tsx'
import { FaultCount } from './FaultCount.tsx'
import { HandoverCount } from './HandoverPanel.tsx'
import { QuietDay } from './QuietDay.tsx'
import { type DialogName, RoomDialog } from './RoomDialog.tsx'
import { ShelfList } from './Shelf.tsx'
import { StaleBanner } from './StaleBanner.tsx'
import { StaleStamp } from './StaleStamp.tsx'
import { UnmannedBanner } from './UnmannedBanner.tsx'
import { useDesk } from './use-desk.ts'
import { usePointed } from './use-pointed.ts'
import { useReadAgain } from './use-read-again.ts'
import { useRoomKeys } from './use-room-keys.ts'
import { useSelection } from './use-selection.ts'
import { useShelf } from './use-shelf.ts'
import { useAlarmSound } from './use-sound.ts'

function useLiveScreen(): void {
  useEffect(() => openLive(DEVICE_HEARERS), [])
  useEffect(loadRegister, [])
  useAlarmSound()
}

/** The control room: the chain above, what waits on the left, where in the middle, what one is on at the right. */
export function ControlRoom({ session }: { session: Session }) {
  useLiveScreen()
  useDayReading()
  useTabCount()
  useResponderReading()
  useExerciseReading()
  useHandoverReading()
  const isVulnerable = useVulnerable()
  const open = useOpenAlarms(isVulnerable)
  const [shelved, waiting] = useMemo(() => [open.filter(isShelved), open.filter((one) => !isShelved(one))], [open])
  const stale = useLink((link) => link.faults.length > 0)
  const board = useBoard((state) => state.alarms)
  const schoolsCampuses = useRegister((register) => register.campuses)
  const list = useRef<HTMLUListElement>(null)
  const [map, setMap] = useState<MapHandle | null>(null)
  const [, setMoves] = useState(0)
  const [dialog, setDialog] = useState<DialogName | null>(null)
  const [floodWidth, setFloodWidth] = useState<number | null>(null)
  const [archive, setArchive] = useState<Alarm | null>(null)
  const [archiveOpen, setArchiveOpen] = useState(false)
  const desk = useDesk()
  const { isPointed, hears } = usePointed()
  const me = session.user.username
  const { selected, select, deselect, seenLongEnough } = useSelection(open, desk.task?.alarmId ?? null, isPointed, me)
  // What the screen itself has just put there was not what a hand was about to click.
  const clicksCount = useReadAgain(seenLongEnough)
  const placeOf = useAlarmPlace()
  usePainted(
    open,
    list,
    useCallback((one: Alarm) => placeOf(one).position !== null, [placeOf]),
  )
  // What is selected is looked at: its row comes into the list's window, but is not pulled from under the pointer.
  useEffect(() => {
    if (selected === null || list.current?.matches(':hover')) return
    const row = list.current?.querySelector(`[data-row~="${CSS.escape(selected)}"]`)
    if (list.current && row) list.current.scrollTop += beyond(list.current.getBoundingClientRect(), row.getBoundingClientRect())
  }, [selected])
  // What opens by itself comes before the closed one that somebody reads.
  useEffect(() => {
    if (selected !== null) setArchive(null)
  }, [selected])

  const alarm = archive ? (newer(board.get(archive.id), archive) ?? archive) : (open.find(({ id }) => id === selected) ?? null)
  const mayAct = holds(session, 'alarm:acknowledge') && !isWall()
  const { setTask, act } = desk
  const task = desk.task?.alarmId === alarm?.id ? desk.task : null
  const contacts = useContacts(alarm)
  const shelf = useShelf(alarm, session, { onAct: (name, body) => alarm && act(name, alarm, body), onTask: setTask })
  const moment = useRef(() => ({ waiting: 0, busy: false }))
  moment.current = () => ({ waiting: open.filter((one) => one.unacknowledged).length, busy: task !== null || dialog !== null })
  useReloadAfterUpgrade(useCallback(() => moment.current(), []))

  const choose = useCallback(
    (id: string) => {
      setArchive(null)
      select(id)
    },
    [select],
  )
  const accept = useMemo(() => (mayAct ? (row: Alarm) => act('acknowledge', row) : null), [mayAct, act])
  const place = alarm ? placeOf(alarm) : null
  const flyTo = () => {
    if (place?.position) map?.flyTo(place.position)
    else if (alarm?.schoolId) flyToSchool(alarm.schoolId)
  }
  const keysCount = useRoomKeys({
    session,
    alarm,
    open,
    selected,
    mayAct,
    seenLongEnough,
    contacts,
    desk,
    task,
    shelf,
    choose,
    deselect,
    flyTo,
    setDialog,
  })
  const handle = useRef(map)
  handle.current = map
  const { moved: tellMoved } = useMapStep({
    window: 'room',
    selected: alarm?.id ?? null,
    onSelect: choose,
    onMoved: (part) => handle.current?.show(part),
    part: () => handle.current?.part() ?? null,
    ready: map !== null,
  })
  const moved = useCallback(
    (by: MapMover) => {
      setMoves((n) => n + 1)
      tellMoved(by)
    },
    [tellMoved],
  )
  const flyToSchool = (schoolId: string) => {
    const campus = schoolsCampuses.find(({ properties }) => properties.schoolId === schoolId)
    if (campus) map?.flyTo(middleOf(campus))
  }

  return (
    <div className={styles.page} data-wall={isWall() || undefined} style={{ '--wall-scale': wallScale() } as CSSProperties}>
      <ChainStrip
        session={session}
        stale={stale}
        onSchool={flyToSchool}
        onHelp={() => setDialog('keys')}
        onUnable={() => setDialog('unable')}
        onSound={() => setDialog('sound')}
      />
      <StaleBanner onPhoneBook={() => setDialog('phones')} />
      <UnmannedBanner session={session} />
      <Announcer open={open} />
      <main className={styles.body}>
        <div className={styles.queue} style={floodWidth === null ? undefined : ({ '--flood': `${floodWidth}px` } as CSSProperties)}>
          <AlarmQueue
            open={waiting}
            list={list}
            selected={archive ? null : selected}
            onSelect={choose}
            onAccept={accept}
            onWidth={setFloodWidth}
          />
          <ShelfList alarms={shelved} selected={archive ? null : selected} onSelect={choose} />
          <FaultCount />
          <p className={styles.desks} data-desk>
            <DrillCount onOpen={() => setDialog('drills')} />
            <HandoverCount onOpen={() => setDialog('handover')} />
          </p>
          <div data-desk>
            <ClosedList shown={archiveOpen} onShown={setArchiveOpen} selected={archive?.id ?? null} onSelect={setArchive} />
          </div>
        </div>
        <div className={styles.where}>
          <DistrictMap open={open} stale={stale} selected={alarm?.id ?? null} onSelect={choose} onReady={setMap} onMoved={moved} />
          <StaleStamp />
        </div>
        <div className={styles.side} data-settling={!clicksCount || undefined} {...hears}>
          {alarm && place ? (
            <AlarmDetail
              key={alarm.id}
              alarm={alarm}
              siblings={alarm.schoolId === null ? [] : open.filter((one) => one.schoolId === alarm.schoolId && one.id !== alarm.id)}
              session={session}
              task={task}
              keysCount={keysCount}
              place={place}
              inView={place.position === null || map === null || map.contains(place.position)}
              onAct={(name, body) => act(name, alarm, body)}
              onTask={setTask}
              onSelect={choose}
              onFlyTo={flyTo}
              onDeselect={() => (archive ? setArchive(null) : deselect())}
            />
          ) : (
            <QuietDay open={open.length} />
          )}
        </div>
      </main>
      <RoomDialog name={dialog} session={session} onClose={() => setDialog(null)} />
    </div>
  )
}

/** How far a row lies above (negative) or below the list's own window, px; the page itself is not moved for it. */
function beyond(frame: DOMRect, row: DOMRect): number {
  if (row.top < frame.top) return row.top - frame.top
  return Math.min(Math.max(0, row.bottom - frame.bottom), row.top - frame.top)
}

// A wall is drawn for 1080 px of height and scaled as a whole: 7680 × 2160 is twice 3840 × 1080.
const wallScale = (): number => (isWall() ? Math.max(1, innerHeight / 1080) : 1)

/** The newer of two versions of the same alarm. */
const newer = (a: Alarm | undefined, b: Alarm): Alarm => (a && a.version > b.version ? a : b)
