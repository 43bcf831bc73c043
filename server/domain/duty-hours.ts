import { DAY_MS, shanghaiDay, startOfDay } from './shanghai.ts'

/** Minutes after midnight at the district, from and to; to before from runs over midnight, the same twice is the whole day. */
export interface DutyHours {
  readonly from: number
  readonly to: number
}

export const ROUND_THE_CLOCK: DutyHours = { from: 0, to: 0 }

/** R15: so long may nobody be signed in before a leader is called, ms. */
const UNMANNED_MS = 60_000

/** @param text e.g. 07:00-22:00. @returns null where it is none */
export function readDutyHours(text: string): DutyHours | null {
  const [, fromHour = '', fromMinute = '', toHour = '', toMinute = ''] = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text) ?? []
  const minutes = (hour: string, minute: string) => (Number(minute) < 60 && hour !== '' ? Number(hour) * 60 + Number(minute) : Number.NaN)
  const [from, to] = [minutes(fromHour, fromMinute), minutes(toHour, toMinute)]
  return from < 1440 && to <= 1440 ? { from, to: to % 1440 } : null
}

/** When the duty that runs now began, ms since 1970; −∞ for duty round the clock, null outside of it. */
export function dutySince({ from, to }: DutyHours, now: Date): number | null {
  if (from === to) return Number.NEGATIVE_INFINITY
  const midnight = startOfDay(shanghaiDay(now))
  const minute = (now.getTime() - midnight) / 60_000
  const began = midnight + from * 60_000
  if (from < to) return minute >= from && minute < to ? began : null
  if (minute >= from) return began
  return minute < to ? began - DAY_MS : null
}

/** Whether somebody is there for certain, or nobody must be: only this ends a call, for what nobody can know yet proves nothing. */
export const isManned = (hours: DutyHours, seenAt: Date | null, now: Date): boolean =>
  dutySince(hours, now) === null || (seenAt !== null && now.getTime() - seenAt.getTime() < UNMANNED_MS)

/**
 * Since when nobody is at the desk, once that is too long (R15); null = somebody is, or nobody must be.
 * @param seenAt when a screen at the desk was last open
 * @param watchedFrom since when anybody looks: what was before nobody knows
 */
export function unmannedSince(hours: DutyHours, seenAt: Date | null, watchedFrom: Date, now: Date): Date | null {
  const duty = dutySince(hours, now)
  if (duty === null) return null
  const since = Math.max(duty, seenAt?.getTime() ?? 0, watchedFrom.getTime())
  return now.getTime() - since >= UNMANNED_MS ? new Date(since) : null
}
