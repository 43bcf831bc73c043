import { create } from 'zustand'
import type { Alarm } from '#contracts/alarm.ts'
import { callName } from './call.ts'
import { useLink } from './link.ts'

/** A mute is of one call: a further press ends it, or a drill that turns out to be real, and it ends by itself (R5). Acknowledging is another act. */
interface Mute {
  untilMs: number
  call: string
}

export const MUTE_MS = 60_000

const useMutes = create<{ mutes: ReadonlyMap<string, Mute> }>(() => ({ mutes: new Map() }))

/** How long an alarm still is mute, ms of the monotonic clock; 0 = it sounds. */
export function muteLeft(alarm: Alarm, now = performance.now()): number {
  const mute = useMutes.getState().mutes.get(alarm.id)
  return mute && mute.call === callName(alarm) ? Math.min(MUTE_MS, Math.max(0, mute.untilMs - now)) : 0
}

/** Mutes an alarm for 60 s, or lets it sound again. */
export function toggleMute(alarm: Alarm, now = performance.now()): void {
  const muted = muteLeft(alarm, now) > 0
  useMutes.setState(({ mutes }) => {
    const next = new Map([...mutes].filter(([, mute]) => mute.untilMs > now))
    if (muted) next.delete(alarm.id)
    else next.set(alarm.id, { untilMs: now + MUTE_MS, call: callName(alarm) })
    return { mutes: next }
  })
}

/** Whole seconds for which the alarm stays mute, counting down; 0 = it sounds. */
export function useMuteSeconds(alarm: Alarm): number {
  useMutes((state) => state.mutes)
  return useLink(({ nowMs }) => Math.ceil(muteLeft(alarm, nowMs) / 1000))
}

/** Whole seconds of the mute among these alarms that lasts longest; 0 = none is mute. */
export function useLongestMute(alarms: readonly Alarm[]): number {
  useMutes((state) => state.mutes)
  return useLink(({ nowMs }) => Math.ceil(Math.max(0, ...alarms.map((alarm) => muteLeft(alarm, nowMs))) / 1000))
}
