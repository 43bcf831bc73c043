// Days as the law counts them in China: by Shanghai's calendar, from the day after (民法典 Art. 201), working days by the State Council's list.

import { shanghaiDay } from './shanghai.ts'

const ZONE_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** Days that differ from Monday–Friday: `off` 放假, `work` 调休上班. */
export type Calendar = ReadonlyMap<string, 'off' | 'work'>

const plus = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** The last instant of a day in Shanghai. */
const endOf = (day: string): Date => new Date(Date.parse(`${day}T00:00:00Z`) - ZONE_MS + DAY_MS - 1)

export function isWorkingDay(day: string, calendar: Calendar): boolean {
  const known = calendar.get(day)
  if (known) return known === 'work'
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/** The end of the nth day after an instant's day. A last day that is a holiday is not moved on: the stricter reading. */
export const afterDays = (from: Date, days: number): Date => endOf(plus(shanghaiDay(from), days))

/** The end of the nth working day after an instant's day. */
export function afterWorkingDays(from: Date, days: number, calendar: Calendar): Date {
  let day = shanghaiDay(from)
  for (let left = days; left > 0; ) {
    day = plus(day, 1)
    if (isWorkingDay(day, calendar)) left--
  }
  return endOf(day)
}
