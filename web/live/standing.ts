// What ISA-18.2 calls a standing alarm: pointed out, and made no milder by it.
import type { Alarm } from '#contracts/alarm.ts'

const MINUTE_MS = 60_000
const STANDING_MS = 24 * 60 * MINUTE_MS

/** 超时未结: open for more than 24 h. @param nowMs server time, ms since the epoch */
export const isStanding = ({ state, receivedAt }: Pick<Alarm, 'state' | 'receivedAt'>, nowMs: number): boolean =>
  state !== 'closed' && nowMs - Date.parse(receivedAt) > STANDING_MS
