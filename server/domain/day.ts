// Arithmetic of calendar days, YYYY-MM-DD.

const DAY_MS = 86_400_000

/** Whole days from one day to another; negative when it lies before. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)

export const addDays = (day: string, days: number): string => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
