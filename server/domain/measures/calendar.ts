// 校历: which days are school days, and which of a period are over.
import { addDays, startOfDay } from '../shanghai.ts'
import type { SchoolFacts } from './facts.ts'
import type { MeasureClock } from './measure.ts'

/** 1 = Monday … 7 = Sunday */
export const isoWeekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7

/** A day is a school day as the calendar says; where it says nothing, from Monday to Friday. */
export function isSchoolDay(day: string, calendar: SchoolFacts['calendar']): boolean {
  const kind = calendar.get(day)?.kind
  return kind === undefined ? isoWeekday(day) <= 5 : kind !== 'holiday'
}

/** The days of the period that are over at the moment judged. */
export function completedDays({ from, to, asOfMs }: MeasureClock): string[] {
  const days: string[] = []
  for (let day = from; day < to && startOfDay(addDays(day, 1)) - 1 <= asOfMs; day = addDays(day, 1)) days.push(day)
  return days
}
