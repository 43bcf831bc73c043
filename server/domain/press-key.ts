import type { PressKey } from '#contracts/event.ts'

export const COUNTER_WINDOW_MS = 10 * 60_000
/** Presses without any key: same device, point and kind within this time are one. */
export const KEYLESS_WINDOW_MS = 2_000
/** A message marked `repeat` re-alarms only after this much silence from its device. */
export const REPEAT_SILENCE_MS = 60_000

/** A key from an id or a trusted time joins copies for ever; one from a counter or an untrusted time holds ten minutes. */
export const holdsForEver = (key: PressKey, timeTrusted: boolean): boolean => key.basis === 'id' || (key.basis === 'time' && timeTrusted)

/**
 * Whether a press with a key already seen is a copy.
 * @param seenAt when the key was first heard
 * @param resent the broker marks it DUP or retained: then even a short-lived key still holds
 */
export function isCopy(key: PressKey, timeTrusted: boolean, seenAt: Date, receivedAt: Date, resent: boolean): boolean {
  return holdsForEver(key, timeTrusted) || resent || receivedAt.getTime() - seenAt.getTime() <= COUNTER_WINDOW_MS
}
