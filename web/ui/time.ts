import type { Text } from '../i18n/text.ts'

const two = (n: number) => String(n).padStart(2, '0')

/** An age in words, e.g. 12 秒, 3 分 05 秒, 2 小时 07 分; what lies ahead counts as 0. */
export function ageText(ms: number, t: Text['time']): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  if (s < 60) return t.seconds(String(s))
  if (s < 3600) return t.minutes(String(Math.floor(s / 60)), two(s % 60))
  if (s < 86_400) return t.hours(String(Math.floor(s / 3600)), two(Math.floor((s % 3600) / 60)))
  return t.days(String(Math.floor(s / 86_400)), String(Math.floor((s % 86_400) / 3600)))
}

const options = { timeZone: 'Asia/Shanghai', hourCycle: 'h23' } as const
const time = new Intl.DateTimeFormat('zh-CN', { ...options, hour: '2-digit', minute: '2-digit', second: '2-digit' })
const day = new Intl.DateTimeFormat('zh-CN', { ...options, year: 'numeric', month: '2-digit', day: '2-digit' })
const YEAR = 'yyyy/'.length

/** Clock time at the district, 24 h, e.g. 07:42:06. */
export const clockText = (at: string | number): string => time.format(new Date(at))

/** Day and clock time at the district; the day is left out while it is today's, the year while it is this one. */
export function momentText(at: string, nowMs: number): string {
  const date = new Date(at)
  const [today, on] = [day.format(new Date(nowMs)), day.format(date)]
  if (on === today) return time.format(date)
  const isThisYear = on.slice(0, YEAR) === today.slice(0, YEAR)
  return `${isThisYear ? on.slice(YEAR) : on} ${time.format(date)}`
}

/** Shanghai wall time as `localMoment` gives it (no summer time since 1991) as an instant. */
export const fromLocalInput = (value: string): string => new Date(`${value.length === 16 ? `${value}:00` : value}+08:00`).toISOString()

/** An instant as Shanghai wall time to the second, e.g. 2026-03-02T07:42:06. */
export const toLocalInput = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)

const MOMENT = /^(?:(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]+)?(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?$/

/**
 * What a person writes for a moment, as Shanghai wall time; a clock time alone is today's.
 * @returns e.g. 2026-03-02T07:42; '' for nothing, null for what is no moment
 */
export function localMoment(written: string, nowMs: number): string | null {
  const text = written.trim()
  if (text === '') return ''
  const found = MOMENT.exec(text)
  if (!found) return null
  const [, year, month, date, hour, minute, second] = found
  const on = year && month && date ? `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}` : toLocalInput(nowMs).slice(0, 10)
  const moment = `${on}T${hour?.padStart(2, '0')}:${minute}${second ? `:${second}` : ''}`
  const ms = Date.parse(`${moment}Z`)
  // 30 February is none, though a Date takes it.
  return Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(moment) ? null : moment
}

/** What a calendar field asks for. */
export type CalendarUnit = 'day' | 'month'

const DAY = /^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?$/
const MONTH = /^(\d{4})[-/.年](\d{1,2})月?$/
const DIGITS: Record<CalendarUnit, RegExp> = { day: /^(\d{4})(\d{2})(\d{2})$/, month: /^(\d{4})(\d{2})$/ }

/**
 * What a person writes for a day or a month; a day without a year is this year's.
 * @returns e.g. 2026-03-02 or 2026-03; '' for nothing, null for what is none
 */
export function localDay(written: string, unit: CalendarUnit, nowMs: number): string | null {
  const text = written.trim()
  if (text === '') return ''
  const found = DIGITS[unit].exec(text) ?? (unit === 'day' ? DAY : MONTH).exec(text)
  if (!found) return null
  const [, year = toLocalInput(nowMs).slice(0, 4), month = '', date = '1'] = found
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  const ms = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day) return null
  return unit === 'day' ? day : day.slice(0, 7)
}

/** The next or the former day or month; without a day to begin with, today's. */
export function stepDay(from: string | null, unit: CalendarUnit, by: 1 | -1, nowMs: number): string {
  if (!from) return toLocalInput(nowMs).slice(0, unit === 'day' ? 10 : 7)
  const at = new Date(`${from}${unit === 'day' ? '' : '-01'}T00:00:00Z`)
  if (unit === 'day') at.setUTCDate(at.getUTCDate() + by)
  else at.setUTCMonth(at.getUTCMonth() + by)
  return at.toISOString().slice(0, unit === 'day' ? 10 : 7)
}
