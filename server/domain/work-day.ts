// Days as the law counts them in China: by Shanghai's calendar, from the day after (民法典 Art. 201), working days by the State Council's list.

import { addDays, DAY_MS, shanghaiDay, startOfDay } from './shanghai.ts'

/** Days that differ from Monday–Friday: `off` 放假, `work` 调休上班. */
export type Calendar = ReadonlyMap<string, 'off' | 'work'>

/** The last instant of a day in Shanghai. */
const endOf = (day: string): Date => new Date(startOfDay(day) + DAY_MS - 1)

export function isWorkingDay(day: string, calendar: Calendar): boolean {
  const known = calendar.get(day)
  if (known) return known === 'work'
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/** The end of the nth day after an instant's day. A last day that is a holiday is not moved on: the stricter reading. */
export const afterDays = (from: Date, days: number): Date => endOf(addDays(shanghaiDay(from), days))

/** The end of the nth working day after an instant's day. */
export function afterWorkingDays(from: Date, days: number, calendar: Calendar): Date {
  let day = shanghaiDay(from)
  for (let left = days; left > 0; ) {
    day = addDays(day, 1)
    if (isWorkingDay(day, calendar)) left--
  }
  return endOf(day)
}
