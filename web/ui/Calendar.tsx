import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { screenText } from '../i18n/text.ts'
import styles from './Calendar.module.css'
import { calendarPage, stepByKey, turnPage } from './calendar.ts'
import { type CalendarUnit, toLocalInput } from './time.ts'

const useCalendarText = screenText(
  {
    name: { day: '选择日期', month: '选择月份' },
    page: { day: (year: number, month: number) => `${year} 年 ${month} 月`, month: (year: number) => `${year} 年` },
    cell: { day: (n: number) => String(n), month: (n: number) => `${n} 月` },
    before: { day: '上一月', month: '上一年' },
    after: { day: '下一月', month: '下一年' },
    weekdays: ['一', '二', '三', '四', '五', '六', '日'],
  },
  {
    name: { day: 'Choose a day', month: 'Choose a month' },
    page: { day: (year, month) => `${year}-${String(month).padStart(2, '0')}`, month: (year) => String(year) },
    cell: { day: (n) => String(n), month: (n) => String(n).padStart(2, '0') },
    before: { day: 'Month before', month: 'Year before' },
    after: { day: 'Month after', month: 'Year after' },
    weekdays: ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'],
  },
)

interface Props {
  unit: CalendarUnit
  /** '' = none yet */
  value: string
  min: string
  max: string
  /** what it opens beside */
  field: HTMLElement
  onChoose: (value: string) => void
  /** @param isByKey whether the keyboard goes back to the field */
  onClose: (isByKey: boolean) => void
}

const MARGIN_PX = 8

/** Where there is room: below the field, else above it; and always within the window. */
function place(box: HTMLElement, field: HTMLElement): void {
  const at = field.getBoundingClientRect()
  const left = Math.min(at.left, innerWidth - box.offsetWidth - MARGIN_PX)
  const isBelow = at.bottom + box.offsetHeight + MARGIN_PX <= innerHeight
  const top = isBelow ? at.bottom + 2 : Math.max(MARGIN_PX, at.top - box.offsetHeight - 2)
  box.style.left = `${Math.max(MARGIN_PX, left)}px`
  box.style.top = `${top}px`
}

/** A calendar beside a field: by finger, mouse or keyboard; it closes by Escape, by a choice, and by anything that is done elsewhere. */
export function Calendar({ unit, value, min, max, field, onChoose, onClose }: Props) {
  const t = useCalendarText()
  const box = useRef<HTMLDivElement>(null)
  const today = toLocalInput(Date.now()).slice(0, unit === 'day' ? 10 : 7)
  const within = (wanted: string) => (wanted < min ? min : wanted > max ? max : wanted)
  const [at, setAt] = useState(() => within(value || today))
  const [year = 0, month = 0] = at.split('-').map(Number)
  const rows = calendarPage(at, unit)
  useLayoutEffect(() => {
    if (box.current) place(box.current, field)
  })
  useEffect(() => box.current?.querySelector<HTMLElement>(`[data-at="${at}"]`)?.focus(), [at])
  useEffect(() => {
    const onElsewhere = ({ target }: Event) => {
      if (!(target instanceof Node) || (!box.current?.contains(target) && !field.contains(target))) onClose(false)
    }
    const events = ['pointerdown', 'scroll', 'resize'] as const
    for (const name of events) addEventListener(name, onElsewhere, true)
    return () => {
      for (const name of events) removeEventListener(name, onElsewhere, true)
    }
  }, [field, onClose])
  const onKey = (event: KeyboardEvent) => {
    event.stopPropagation() // no key of the screen behind it
    if (event.key === 'Escape') return onClose(true)
    const next = event.target instanceof HTMLElement && event.target.dataset.at ? stepByKey(at, unit, event.key, event.shiftKey) : null
    if (next === null) return
    event.preventDefault()
    setAt(within(next))
  }
  const cell = (day: string) => (
    <button
      type="button"
      data-at={day}
      tabIndex={day === at ? 0 : -1}
      disabled={day < min || day > max}
      aria-label={day}
      aria-pressed={day === value}
      aria-current={day === today ? 'date' : undefined}
      data-other={unit === 'day' && day.slice(0, 7) !== at.slice(0, 7)}
      onClick={() => onChoose(day)}
    >
      {t.cell[unit](Number(day.slice(unit === 'day' ? 8 : 5)))}
    </button>
  )
  return createPortal(
    <div ref={box} role="dialog" aria-label={t.name[unit]} className={styles.calendar} data-unit={unit} onKeyDown={onKey}>
      <div className={styles.head}>
        <button type="button" aria-label={t.before[unit]} onClick={() => setAt(within(turnPage(at, unit, -1)))}>
          ‹
        </button>
        <b aria-live="polite">{t.page[unit](year, month)}</b>
        <button type="button" aria-label={t.after[unit]} onClick={() => setAt(within(turnPage(at, unit, 1)))}>
          ›
        </button>
      </div>
      <table>
        {unit === 'day' && (
          <thead>
            <tr>
              {t.weekdays.map((day) => (
                <th key={day} scope="col">
                  {day}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((row) => (
            <tr key={row[0]}>
              {row.map((day) => (
                <td key={day}>{cell(day)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>,
    document.body,
  )
}
