// Calendar days of the district, YYYY-MM-DD at Asia/Shanghai, which has had no summer time since 1991.

const SHANGHAI_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** The day at the district. */
export const dayOf = (at: Date): string => new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(0, 10)

/** Whole days from one day to another; negative when it lies before. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)

export const addDays = (day: string, days: number): string => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
