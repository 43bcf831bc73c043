// The clock on the wall at the district: UTC+8, without summer time since 1991.

const OFFSET_MS = 8 * 3_600_000

const wall = (at: Date | string): string => new Date(new Date(at).getTime() + OFFSET_MS).toISOString()

/** The day at the district, e.g. 2026-03-01. */
export const shanghaiDay = (at: Date | string): string => wall(at).slice(0, 10)

/** Day and time at the district to the second, e.g. 2026-03-01 07:42:06. */
export const shanghaiMoment = (at: Date | string): string => wall(at).slice(0, 19).replace('T', ' ')

/** A day as official letters write it (GB/T 9704-2012 7.3.5.4), e.g. 2026年3月1日. */
export function chineseDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}
