// An alarm calls when it is raised, at every further press that nobody has acknowledged yet, when it is opened again, and when a drill turns out to be real.
import type { Alarm } from '#contracts/alarm.ts'

/** Which of an alarm's calls it is. */
export interface Call {
  readonly count: number
  /** opened again after a closing: only then has somebody handled what stands at its beginning */
  readonly isReopened: boolean
  /** in a drill or test; taken as real it calls anew */
  readonly isExercise: boolean
}

export const callOf = ({ count, state, handledBy, exercise }: Alarm): Call => ({
  count,
  isReopened: state === 'new' && handledBy !== null,
  isExercise: exercise !== null,
})

/** Whether the alarm calls for an answer once more. A device that repeats itself after an acknowledgement calls nobody. */
export function hasCalledAnew(alarm: Alarm, said: Call): boolean {
  const now = callOf(alarm)
  return (alarm.unacknowledged && now.count > said.count) || (now.isReopened && !said.isReopened) || (said.isExercise && !now.isExercise)
}

/** A name for the call, to tell it once. */
export const callName = (alarm: Alarm): string => {
  const { count, isReopened, isExercise } = callOf(alarm)
  return `${alarm.id}/${count}/${isReopened}/${isExercise}`
}
