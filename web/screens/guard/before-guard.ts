import type { Alarm } from '#contracts/alarm.ts'
import { isVerifiedExercise } from '#domain/alarm-board.ts'
import { callName } from '../../live/call.ts'

/** What is before the guard; `passed`: the calls that waited behind when a hand chose it, and take its place no more until he answers it. */
export interface Chosen {
  readonly id: string | null
  readonly passed: ReadonlySet<string>
  /** what the chosen one was called and answered when it was chosen */
  readonly answered: string
}

export const NOTHING_CHOSEN: Chosen = { id: null, passed: new Set(), answered: '' }

/** What the guard has said of an alarm. */
export interface Said {
  /** whether the phone rings for it */
  readonly rings: (alarm: Alarm) => boolean
  /** how often he has answered its call */
  readonly answers: (alarm: Alarm) => number
}

const answeredOf = (alarm: Alarm, said: Said): string => `${callName(alarm)}/${said.answers(alarm)}`

/** What a hand has chosen, before the calls of that moment. */
export function chosenByHand(alarm: Alarm | undefined, open: readonly Alarm[], said: Said): Chosen {
  return alarm ? { id: alarm.id, passed: new Set(open.map(callName)), answered: answeredOf(alarm, said) } : NOTHING_CHOSEN
}

/**
 * Which alarm is before the guard. One that still asks keeps its place, so that no other comes under the thumb; one that he has answered
 * gives way to one that rings, and a drill to a real one. The own SOS keeps its place as long as it is open: he
 * waits for what becomes of it.
 * @param open the worst first
 */
export function alarmBefore(chosen: Chosen, open: readonly Alarm[], username: string, said: Said): Alarm | null {
  const ringing = open.filter(said.rings)
  const shown = open.find(({ id }) => id === chosen.id)
  if (!shown) return open.find(({ raisedBy }) => raisedBy === username) ?? ringing[0] ?? open[0] ?? null
  if (shown.raisedBy === username) return shown
  const isAsChosen = chosen.answered === answeredOf(shown, said)
  const calling = ringing.filter((alarm) => !(isAsChosen && chosen.passed.has(callName(alarm))))
  const real = calling.find((alarm) => !isVerifiedExercise(alarm))
  if (isVerifiedExercise(shown) && real) return real
  return said.rings(shown) ? shown : (calling[0] ?? shown)
}
