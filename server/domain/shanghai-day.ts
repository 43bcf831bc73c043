// Calendar days of the district. Shanghai has had no summer time since 1991: its day is UTC + 8 h.
const OFFSET_MS = 8 * 3_600_000
export const DAY_MS = 86_400_000

/** The day in Shanghai at an instant, ms, e.g. 2026-11-28. */
export const shanghaiDay = (atMs: number): string => new Date(atMs + OFFSET_MS).toISOString().slice(0, 10)

/** The instant, ms, at which a day begins in Shanghai. */
export const startOfDay = (day: string): number => Date.parse(`${day}T00:00:00Z`) - OFFSET_MS

/** A day some days later, or earlier for a negative number. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** Whole days from one day to another. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)
