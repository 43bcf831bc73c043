import type { CalendarUnit } from './time.ts'

const iso = (at: Date, unit: CalendarUnit): string => at.toISOString().slice(0, unit === 'day' ? 10 : 7)
const atOf = (value: string): Date => new Date(`${value.length === 7 ? `${value}-01` : value}T00:00:00Z`)

/** The page of a calendar that holds `value`: the weeks of its month, from Monday, with the days before and after; or the months of its year. */
export function calendarPage(value: string, unit: CalendarUnit): string[][] {
  const at = atOf(value)
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
  if (unit === 'month') return [0, 3, 6, 9].map((first) => [0, 1, 2].map((n) => `${year}-${String(first + n + 1).padStart(2, '0')}`))
  const monday = 1 - ((new Date(Date.UTC(year, month, 1)).getUTCDay() + 6) % 7)
  const weeks = Math.ceil((new Date(Date.UTC(year, month + 1, 0)).getUTCDate() - monday + 1) / 7)
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => iso(new Date(Date.UTC(year, month, monday + week * 7 + day)), 'day')),
  )
}

/** How far each key goes: days or months along a page, and whole pages. */
const ALONG: Record<CalendarUnit, Readonly<Record<string, number>>> = {
  day: { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 },
  month: { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -3, ArrowDown: 3 },
}

/** Turns so many pages: a month further for days, a year for months. The last day of a month stays within the next one. */
export function turnPage(value: string, unit: CalendarUnit, pages: number): string {
  const at = atOf(value)
  const months = unit === 'day' ? pages : pages * 12
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months + 1, 0))
  last.setUTCDate(Math.min(at.getUTCDate(), last.getUTCDate()))
  return iso(last, unit)
}

/** Where a key leads from `value`, as in every calendar (WAI-ARIA practices, date picker); null for another key. */
export function stepByKey(value: string, unit: CalendarUnit, key: string, isShifted: boolean): string | null {
  const along = ALONG[unit][key]
  const at = atOf(value)
  if (along !== undefined) {
    if (unit === 'day') at.setUTCDate(at.getUTCDate() + along)
    else at.setUTCMonth(at.getUTCMonth() + along)
    return iso(at, unit)
  }
  const pages = { PageUp: -1, PageDown: 1 }[key]
  if (pages !== undefined) return turnPage(value, unit, pages * (isShifted && unit === 'day' ? 12 : 1))
  const row = calendarPage(value, unit).find((cells) => cells.includes(value))
  if (key === 'Home') return row?.[0] ?? null
  return key === 'End' ? (row?.[row.length - 1] ?? null) : null
}
