import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { bySchool, floodSize, type SchoolAlarms } from '#domain/alarm-board.ts'
import { useText } from '../../i18n/text.ts'
import { Age } from '../../live/Age.tsx'
import { useBoard } from '../../live/board.ts'
import { useSecond } from '../../live/link.ts'
import { heldOrder } from '../../live/selection.ts'
import { inStep, PULSING_MOST } from '../../ui/symbol.ts'
import styles from './AlarmQueue.module.css'
import { AlarmRow } from './AlarmRow.tsx'
import { fitQueue } from './queue-fit.ts'
import { useRoomText } from './text.ts'

const HOLD_MS = 10_000

/** Holds the rows' order while the pointer is among them, so that nothing moves away under it; 10 s after its last move they sort again. */
function useHold(open: readonly Alarm[]) {
  const [held, setHeld] = useState<string[] | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const rows = heldOrder(held, open)
  const release = () => {
    clearTimeout(timer.current)
    setHeld(null)
  }
  const hold = () => {
    if (held === null) setHeld(rows.map((alarm) => alarm.id))
    clearTimeout(timer.current)
    timer.current = setTimeout(release, HOLD_MS)
  }
  const fresh = held === null ? 0 : rows.filter((alarm) => !held.includes(alarm.id)).length
  return { rows, fresh, hold, release }
}

/** The height of the list's own window, and how many of its rows lie below it. */
function useWindow(list: RefObject<HTMLElement | null>, rows: number): { height: number; below: number } {
  const [height, setHeight] = useState(0)
  const [below, setBelow] = useState(0)
  useEffect(() => {
    const element = list.current
    if (!element) return
    const look = () => {
      const hidden = element.scrollHeight - element.clientHeight - element.scrollTop
      setHeight(element.clientHeight)
      setBelow(hidden < 8 || rows === 0 ? 0 : Math.ceil((hidden / element.scrollHeight) * rows))
    }
    look()
    element.addEventListener('scroll', look, { passive: true })
    const resize = new ResizeObserver(look)
    resize.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      resize.disconnect()
    }
  }, [list, rows])
  return { height, below }
}

const GROUP_FROM = 20
const DETAIL = { narrow: 360, usual: 420, wide: 880 } as const // ControlRoom.module.css

/** From this width on everything is one column, and the list as high as its rows (ControlRoom.module.css). */
const ONE_COLUMN = 900

function roomBesideDetail(): number {
  if (innerWidth <= ONE_COLUMN) return innerWidth
  return innerWidth - (innerWidth >= 2800 ? DETAIL.wide : innerWidth > 1400 ? DETAIL.usual : DETAIL.narrow)
}

/** How many alarms make a flood now; 0 = none. Looked at once a second, for a flood ends by time alone. */
function useFlood(): number {
  const alarms = useBoard((board) => board.alarms)
  const second = useSecond()
  return floodSize(alarms, second * 1000)
}

interface Props {
  open: readonly Alarm[]
  list: RefObject<HTMLUListElement | null>
  selected: string | null
  onSelect: (id: string) => void
  onAccept: ((alarm: Alarm) => void) | null
  /** how wide a flood makes the queue, px; null = as always */
  onWidth?: (width: number | null) => void
}

/** What waits for a person, worst first; in a flood by school. The more there is, the smaller the rows, so that all stay before the eyes. */
export function AlarmQueue({ open, list, selected, onSelect, onAccept, onWidth }: Props) {
  const t = useText()
  const room = useRoomText()
  const loaded = useBoard((board) => board.loaded)
  const { rows, fresh, hold, release } = useHold(open)
  const flood = useFlood()
  const grouped = flood > 0 || open.length > GROUP_FROM
  const entries: SchoolAlarms[] = grouped ? bySchool(rows) : rows.map((alarm) => [alarm])
  const { height, below } = useWindow(list, entries.length)
  const waiting = open.filter((alarm) => alarm.unacknowledged).length
  const { density, columns, width } = fitQueue(entries.length, innerWidth <= ONE_COLUMN ? 0 : height, roomBesideDetail())
  const first = open.reduce<Alarm | null>((a, b) => (a === null || b.receivedAt < a.receivedAt ? b : a), null)
  useEffect(() => onWidth?.(width), [onWidth, width])
  const isStill = waiting > PULSING_MOST
  useEffect(() => {
    if (!isStill) inStep(list.current)
  }, [isStill, list])
  return (
    <>
      <h2 className={styles.head}>
        {t.queue.title} <b>{loaded || open.length > 0 ? open.length : '…'}</b>
        {waiting > 0 && <span className={styles.waiting}>{t.queue.waiting(waiting)}</span>}
        {fresh > 0 && (
          <button type="button" className={styles.fresh} onClick={release}>
            {t.queue.fresh(fresh)}
          </button>
        )}
      </h2>
      {grouped && (
        <p className={styles.flood} role="status">
          {flood > 0 ? room.queue.flood(flood) : room.queue.grouped}
          {columns > 1 && first && (
            <span>
              {room.queue.oldest} <Age at={first.receivedAt} />
            </span>
          )}
        </p>
      )}
      {open.length === 0 && (
        <div className={styles.empty}>
          <p>{loaded ? t.queue.empty : t.queue.notLoaded}</p>
          {loaded && <p className={styles.hint}>{t.queue.emptyHint}</p>}
        </div>
      )}
      <ul
        ref={list}
        aria-label={t.queue.title}
        className={styles.list}
        data-density={density === 'chips' ? 'tiles' : density}
        data-small={density === 'chips' || undefined}
        data-still={isStill || undefined}
        style={columns > 1 ? { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` } : undefined}
        onPointerMove={hold}
        onPointerLeave={release}
      >
        {entries.map((alarms) => (
          <AlarmRow
            key={alarms[0].id}
            alarms={alarms}
            isSelected={alarms.some(({ id }) => id === selected)}
            onSelect={onSelect}
            onAccept={onAccept}
          />
        ))}
      </ul>
      {below > 0 && (
        <button type="button" className={styles.below} onClick={() => list.current?.scrollBy({ top: list.current.clientHeight * 0.8 })}>
          {t.queue.below(below)} ↓
        </button>
      )}
    </>
  )
}
