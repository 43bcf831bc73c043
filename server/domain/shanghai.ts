// The clock on the wall at the district: UTC+8, without summer time since 1991. A day is text, YYYY-MM-DD.

const OFFSET_MS = 8 * 3_600_000
export const DAY_MS = 86_400_000

/** @param at an instant: a date, ISO 8601 with offset, or ms since 1970 */
const wall = (at: Date | string | number): string => new Date(new Date(at).getTime() + OFFSET_MS).toISOString()

/** The day at the district, e.g. 2026-03-01. @param at an instant: a date, ISO 8601 with offset, or ms since 1970 */
export const shanghaiDay = (at: Date | string | number): string => wall(at).slice(0, 10)

/** Day and time at the district to the second, e.g. 2026-03-01 07:42:06. */
export const shanghaiMoment = (at: Date | string): string => wall(at).slice(0, 19).replace('T', ' ')

/** The instant, ms since 1970, at which a day begins at the district. */
export const startOfDay = (day: string): number => Date.parse(`${day}T00:00:00Z`) - OFFSET_MS

/** A day some days later, or earlier for a negative number. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** Whole days from one day to another; negative when it lies before. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)

/** A day as official letters write it (GB/T 9704-2012 7.3.5.4), e.g. 2026年3月1日. */
export function chineseDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}
