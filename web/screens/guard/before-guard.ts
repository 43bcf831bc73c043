import type { Alarm } from '#contracts/alarm.ts'
import { isVerifiedExercise } from '#domain/alarm-board.ts'
import { callName } from './call.ts'

/** What is before the guard; `passed`: the calls that waited behind when a hand chose it, and take its place no more. */
export interface Chosen {
  readonly id: string | null
  readonly passed: ReadonlySet<string>
}

export const NOTHING_CHOSEN: Chosen = { id: null, passed: new Set() }

/** What a hand has chosen, before the calls of that moment. */
export const chosenByHand = (id: string | null, open: readonly Alarm[]): Chosen => ({ id, passed: new Set(open.map(callName)) })

/**
 * Which alarm is before the guard. One that still asks keeps its place, so that no other comes under the thumb; one that he has answered
 * gives way to one that rings, and a drill to a real one. The own SOS keeps its place as long as it is open: he
 * waits for what becomes of it.
 * @param open the worst first
 * @param ringsNow whether the phone rings for it
 */
export function alarmBefore(chosen: Chosen, open: readonly Alarm[], username: string, ringsNow: (alarm: Alarm) => boolean): Alarm | null {
  const ringing = open.filter(ringsNow)
  const calling = ringing.filter((alarm) => !chosen.passed.has(callName(alarm)))
  const shown = open.find(({ id }) => id === chosen.id)
  if (!shown) return open.find(({ raisedBy }) => raisedBy === username) ?? ringing[0] ?? open[0] ?? null
  if (shown.raisedBy === username) return shown
  const real = calling.find((alarm) => !isVerifiedExercise(alarm))
  if (isVerifiedExercise(shown) && real) return real
  return ringsNow(shown) ? shown : (calling[0] ?? shown)
}
