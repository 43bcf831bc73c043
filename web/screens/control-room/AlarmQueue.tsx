import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { useText } from '../../i18n/text.ts'
import { Age } from '../../live/Age.tsx'
import { useBoard } from '../../live/board.ts'
import { usePlaceName, useSchoolName } from '../../live/names.ts'
import { heldOrder } from '../../live/selection.ts'
import { AlarmSymbol } from '../../ui/AlarmSymbol.tsx'
import controls from '../../ui/controls.module.css'
import styles from './AlarmQueue.module.css'

interface RowProps {
  alarm: Alarm
  selected: boolean
  onSelect: (id: string) => void
  onAccept: ((alarm: Alarm) => void) | null
}

function AlarmRow({ alarm, selected, onSelect, onAccept }: RowProps) {
  const t = useText()
  const school = useSchoolName()(alarm)
  const place = usePlaceName()(alarm)
  return (
    <li
      data-row={alarm.id}
      className={styles.row}
      data-selected={selected}
      data-waiting={alarm.unacknowledged}
      data-priority={alarm.priority}
    >
      <span className={styles.symbol}>
        <AlarmSymbol alarm={alarm} size={36} />
      </span>
      <div className={styles.words}>
        <button type="button" className={styles.pick} aria-current={selected} onClick={() => onSelect(alarm.id)}>
          {school}
        </button>
        <span className={styles.place}>
          {t.kind[alarm.kind]} · {place}
        </span>
        <span className={styles.facts}>
          <b>{t.state[alarm.state]}</b>
          {alarm.unacknowledged && alarm.state !== 'new' && <b>{t.alarm.again}</b>}
          {!alarm.unacknowledged && alarm.acknowledgedBy && <span>{alarm.acknowledgedBy}</span>}
          {alarm.count > 1 && <span>{t.alarm.times(alarm.count)}</span>}
          {alarm.exercise && <span className={styles.exercise}>{t.exercise[alarm.exercise]}</span>}
          {alarm.late && <span className={styles.mark}>{t.alarm.late}</span>}
          {alarm.misplaced && <span className={styles.mark}>{t.alarm.misplaced}</span>}
        </span>
      </div>
      <div className={styles.side}>
        <Age at={alarm.receivedAt} className={styles.age} />
        {onAccept && alarm.unacknowledged && (
          <button type="button" className={`${controls.primary} ${styles.accept}`} onClick={() => onAccept(alarm)}>
            {t.queue.accept}
          </button>
        )}
      </div>
    </li>
  )
}

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

/** How many rows lie below the list's window. */
function useBelow(list: RefObject<HTMLElement | null>, count: number): number {
  const [below, setBelow] = useState(0)
  useEffect(() => {
    const element = list.current
    if (!element) return
    const look = () => {
      const hidden = element.scrollHeight - element.clientHeight - element.scrollTop
      setBelow(hidden < 8 || count === 0 ? 0 : Math.ceil((hidden / element.scrollHeight) * count))
    }
    look()
    element.addEventListener('scroll', look, { passive: true })
    const resize = new ResizeObserver(look)
    resize.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      resize.disconnect()
    }
  }, [list, count])
  return below
}

interface Props {
  open: readonly Alarm[]
  list: RefObject<HTMLUListElement | null>
  selected: string | null
  onSelect: (id: string) => void
  onAccept: ((alarm: Alarm) => void) | null
}

/** What waits for a person, worst first. The more there is, the smaller the rows, so that as much as can be stays before the eyes. */
export function AlarmQueue({ open, list, selected, onSelect, onAccept }: Props) {
  const t = useText()
  const loaded = useBoard((board) => board.loaded)
  const { rows, fresh, hold, release } = useHold(open)
  const below = useBelow(list, rows.length)
  const waiting = open.filter((alarm) => alarm.unacknowledged).length
  const density = rows.length > 22 ? 'dense' : rows.length > 10 ? 'compact' : 'full'
  return (
    <>
      <h2 className={styles.head}>
        {t.queue.title} <b>{open.length}</b>
        {waiting > 0 && <span className={styles.waiting}>{t.queue.waiting(waiting)}</span>}
        {fresh > 0 && (
          <button type="button" className={styles.fresh} onClick={release}>
            {t.queue.fresh(fresh)}
          </button>
        )}
      </h2>
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
        data-density={density}
        onPointerMove={hold}
        onPointerLeave={release}
      >
        {rows.map((alarm) => (
          <AlarmRow key={alarm.id} alarm={alarm} selected={alarm.id === selected} onSelect={onSelect} onAccept={onAccept} />
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
