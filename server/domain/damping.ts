// When a state becomes a fault, and when it ceases to be one (design section 3): a blink is nothing, a flicker is one line.
import type { DeviceState } from '#contracts/device.ts'

/** One heartbeat and a quarter: by then the silence of everything that shares the cause has shown too. */
export const OPENS_AFTER_MS = 75_000
export const CLOSES_AFTER_MS = 60_000
/** 频繁掉线: so many changes within the window … */
export const CHATTER_WINDOW_MS = 600_000
const CHATTERS_AT = 6
/** … and fewer than this when it has calmed down. */
const CALM_BELOW = 2

export type Condition = 'well' | 'dark' | 'chattering'

export interface Course {
  readonly state: DeviceState
  /** Since when it is in this state, ms. */
  readonly sinceMs: number
  /** Instants of its changes between online and offline within {@link CHATTER_WINDOW_MS}, ms. */
  readonly changes: readonly number[]
}

/** The condition after `before`. Pure; a device in maintenance or never heard keeps what it had, and `well` at first. */
export function conditionOf({ state, sinceMs, changes }: Course, before: Condition, nowMs: number): Condition {
  if (state === 'maintenance' || state === 'unknown') return before
  const recent = changes.filter((at) => nowMs - at <= CHATTER_WINDOW_MS).length
  if (recent >= CHATTERS_AT || (before === 'chattering' && recent >= CALM_BELOW)) return 'chattering'
  const forMs = nowMs - sinceMs
  if (state === 'offline') return before === 'dark' || forMs >= OPENS_AFTER_MS ? 'dark' : 'well'
  return before === 'dark' && forMs < CLOSES_AFTER_MS ? 'dark' : 'well'
}
