// “Checked within N days”: how long a test, a check or a finding proves something.
import { addDays, DAY_MS, startOfDay } from '../shanghai.ts'

/** @returns from when on something of a moment proves nothing any more (ms), or null while it does; the last moment is still good */
export function tooOldSince(atMs: number, days: number, asOfMs: number): number | null {
  const goodUntilMs = atMs + days * DAY_MS
  return goodUntilMs < asOfMs ? goodUntilMs : null
}

/** The same of something that has a day and no hour: good until the end of its last day. */
export function dayTooOldSince(day: string, days: number, today: string): number | null {
  const lastDay = addDays(day, days)
  return lastDay < today ? startOfDay(addDays(lastDay, 1)) : null
}
