// What ISA-18.2 calls chattering and standing alarms: pointed out, and made no milder by it.
import type { Alarm } from '#contracts/alarm.ts'

const MINUTE_MS = 60_000
const PRESSES_A_MINUTE = 3
const STANDING_MS = 24 * 60 * MINUTE_MS

/** 频繁按下: three presses a minute or more, from the first to the latest. */
export function isChattering({ count, receivedAt, lastPressAt }: Pick<Alarm, 'count' | 'receivedAt' | 'lastPressAt'>): boolean {
  const minutes = Math.max(1, (Date.parse(lastPressAt) - Date.parse(receivedAt)) / MINUTE_MS)
  return count / minutes >= PRESSES_A_MINUTE
}

/** 超时未结: open for more than 24 h. @param nowMs server time, ms since the epoch */
export const isStanding = ({ state, receivedAt }: Pick<Alarm, 'state' | 'receivedAt'>, nowMs: number): boolean =>
  state !== 'closed' && nowMs - Date.parse(receivedAt) > STANDING_MS
