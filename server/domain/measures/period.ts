// Periods: months cut as configured (1st or 26th …), without hole or overlap; a period is judged as of now while it runs, of its end afterwards.
import { addDays, shanghaiDay, startOfDay } from '../shanghai.ts'
import type { MeasureClock } from './measure.ts'

export interface PeriodDays {
  readonly from: string
  readonly to: string
}

/** The first day ≥ `day` on which a month begins that is cut at `monthFrom` (1–28). */
function nextCut(day: string, monthFrom: number): string {
  const here = `${day.slice(0, 8)}${String(monthFrom).padStart(2, '0')}`
  if (here >= day) return here
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))]
  return new Date(Date.UTC(year, month, monthFrom)).toISOString().slice(0, 10)
}

/** The month, cut at `monthFrom`, that holds a day. */
export function monthOf(day: string, monthFrom: number): PeriodDays {
  const to = nextCut(addDays(day, 1), monthFrom)
  const [year, month] = [Number(to.slice(0, 4)), Number(to.slice(5, 7))]
  return { from: new Date(Date.UTC(year, month - 2, monthFrom)).toISOString().slice(0, 10), to }
}

/** The month after one that ended before `from`: it goes on there, whatever the cut was then. */
export const monthAfter = (from: string, monthFrom: number): PeriodDays => ({ from, to: nextCut(addDays(from, 1), monthFrom) })

/** A month is called after its last day's. */
export const monthId = ({ to }: PeriodDays): string => addDays(to, -1).slice(0, 7)

/** The clock by which a period is judged now. */
export function clockOf({ from, to }: PeriodDays, nowMs: number): MeasureClock {
  const asOfMs = Math.min(nowMs, startOfDay(to) - 1)
  return { asOfMs, today: shanghaiDay(asOfMs), from, begins: from, to }
}
