import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react'
import { type Text, useText } from '../i18n/text.ts'
import styles from './Calendar.module.css'
import { Calendar } from './Calendar.tsx'
import { type CalendarUnit, localDay, stepDay } from './time.ts'

const FIRST: Record<CalendarUnit, string> = { day: '2000-01-01', month: '2000-01' }
const LAST: Record<CalendarUnit, string> = { day: '2099-12-31', month: '2099-12' }

function complaint(written: string, unit: CalendarUnit, min: string, max: string, t: Text['time']): string {
  const day = localDay(written, unit, Date.now())
  if (day === null) return t.dayForm[unit]
  return day !== '' && (day < min || day > max) ? t.dayRange(min, max) : ''
}

interface Props {
  unit?: CalendarUnit
  name?: string
  required?: boolean
  min?: string
  max?: string
  /** what it begins with, in a form that reads its fields by name */
  defaultValue?: string
  /** what it shows, for a screen that keeps the value itself; '' = none */
  value?: string
  onChange?: (value: string) => void
  'aria-label'?: string
}

/**
 * A day (2026-03-02) or a month (2026-03) as it is written here, for `<input type="date">`, which shows it as the browser's language has
 * it. Up and down step; Alt and down, or the button in it, open a calendar. Hands on what was meant once it is left, submitted or can be read.
 */
export function DateField({ unit = 'day', min = FIRST[unit], max = LAST[unit], defaultValue, value, onChange, ...attrs }: Props) {
  const t = useText()
  const input = useRef<HTMLInputElement>(null)
  const field = useRef<HTMLSpanElement>(null)
  const [opened, setOpened] = useState<{ value: string } | null>(null)
  const close = useCallback((isByKey: boolean) => {
    setOpened(null)
    if (isByKey) input.current?.focus()
  }, [])
  const judge = (text: string) => input.current?.setCustomValidity(complaint(text, unit, min, max, t.time))
  const show = (text: string) => {
    if (input.current) input.current.value = text
    judge(text)
  }
  useEffect(() => {
    if (value !== undefined && input.current && localDay(input.current.value, unit, Date.now()) !== value) input.current.value = value
  }, [value, unit])
  const write = (text: string) => {
    judge(text)
    const day = localDay(text, unit, Date.now())
    if (day !== null) onChange?.(day)
  }
  const settle = (text: string) => {
    const day = localDay(text, unit, Date.now())
    if (day !== null) show(day)
  }
  const open = () => setOpened(opened ? null : { value: localDay(input.current?.value ?? '', unit, Date.now()) ?? '' })
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    const text = event.currentTarget.value
    if (event.key === 'Enter') settle(text) // the form reads it before the field is left
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    if (event.altKey) {
      event.preventDefault()
      return open()
    }
    const next = stepDay(localDay(text, unit, Date.now()), unit, event.key === 'ArrowUp' ? 1 : -1, Date.now())
    if (next < min || next > max) return
    event.preventDefault()
    show(next)
    onChange?.(next)
  }
  return (
    <span ref={field} className={styles.field}>
      <input
        {...attrs}
        ref={input}
        defaultValue={value ?? defaultValue ?? ''}
        placeholder={unit === 'day' ? '2026-03-02' : '2026-03'}
        title={t.time.dayForm[unit]}
        inputMode="numeric"
        autoComplete="off"
        aria-haspopup="dialog"
        maxLength={12}
        onChange={(event) => write(event.target.value)}
        onBlur={(event) => settle(event.target.value)}
        onKeyDown={onKey}
      />
      {/* For finger and mouse: by keyboard the field itself opens it, and a label that holds both names the field alone. */}
      <button type="button" tabIndex={-1} aria-hidden="true" className={styles.open} onClick={open}>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M3 5h14v12H3zM3 9h14M7 3v4M13 3v4" />
        </svg>
      </button>
      {opened && field.current && (
        <Calendar
          unit={unit}
          value={opened.value}
          min={min}
          max={max}
          field={field.current}
          onChoose={(chosen) => {
            show(chosen)
            onChange?.(chosen)
            close(true)
          }}
          onClose={close}
        />
      )}
    </span>
  )
}
