import { create } from 'zustand'
import { useLink } from './link.ts'

/** So long at most is the sound lowered while somebody speaks (R6). */
export const TALK_MS = 60_000

const useTalk = create<{ untilMs: number }>(() => ({ untilMs: 0 }))

/** How long the sound stays lowered, ms of the monotonic clock; 0 = it is as loud as it is set. */
export const talkLeft = (now = performance.now()): number => Math.max(0, useTalk.getState().untilMs - now)

/**
 * Lowers the sound for a person who speaks on the telephone, 60 s at most and never to silence; again, and it is loud at once.
 * @param mayLower whether an alarm sounds that this person answers for; to make it loud is everybody's
 */
export function toggleTalk(mayLower: boolean, now = performance.now()): void {
  useTalk.setState({ untilMs: talkLeft(now) > 0 || !mayLower ? 0 : now + TALK_MS })
}

/** Another alarm begins to call: that is heard as loud as any. */
export const endTalk = (): void => useTalk.setState({ untilMs: 0 })

/** Whole seconds for which the sound stays lowered, counting down; 0 = it is not. */
export function useTalkSeconds(): number {
  const untilMs = useTalk((state) => state.untilMs)
  // The link's clock is a moment old: without a bound the first second would be the sixty-first.
  return useLink(({ nowMs }) => Math.ceil(Math.min(TALK_MS, Math.max(0, untilMs - nowMs)) / 1000))
}
