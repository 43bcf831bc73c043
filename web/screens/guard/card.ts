// What an alarm's card says and asks; the first stage and the page draw the same.
import type { Alarm } from '#contracts/alarm.ts'
import { step } from '#domain/alarm.ts'
import type { Text } from '../../i18n/text.ts'
import type { Said } from './before-guard.ts'
import { type Sending, saidSinceCall } from './sendings.ts'
import { placeOf, type SiteSchool } from './site.ts'
import type { GuardText } from './text.ts'
import type { Words } from './words.ts'

/** Where it is: the button's place, or who called by SOS. */
export function headingOf(alarm: Alarm, by: string, school: SiteSchool | undefined, t: Text, g: GuardText): string {
  if (alarm.raisedBy === by) return g.mine
  return alarm.raisedBy === null ? placeOf(alarm, school) || g.noPlace : t.alarm.sos(alarm.raisedBy)
}

export interface Answers {
  /** what the first button says: the answer, and after it the arrival */
  readonly first: 'going' | 'arrived'
  readonly saidCannot: boolean
}

/** Which answers are asked for; null when there is nothing to answer any more. @param said since it last called */
export function answersOf(alarm: Alarm, said: readonly Sending[]): Answers | null {
  const answers = said.filter(({ word, state }) => (word === 'going' || word === 'cannot') && state === 'delivered')
  const answer = answers[answers.length - 1]?.word
  const hasArrived = said.some(({ word, state }) => word === 'arrived' && state !== 'refused')
  if (hasArrived || alarm.state === 'closed') return null
  // Pressed again after somebody had arrived: whether one goes is asked anew, but the arrival is on record.
  if (!step(alarm, 'arrive').ok && (answer === 'going' || !alarm.unacknowledged)) return null
  return { first: answer === 'going' ? 'arrived' : 'going', saidCannot: answer === 'cannot' }
}

/** Whether the phone rings for it: not for the own SOS, which could betray its holder, and not once its holder has answered this call. */
export const rings = (alarm: Alarm, username: string, said: readonly Sending[]): boolean =>
  alarm.raisedBy !== username && answersOf(alarm, said) !== null && !said.some(isAnswer)

const isAnswer = ({ word }: Sending): boolean => ['going', 'cannot', 'arrived'].includes(word)

/** What `username` has said of each alarm since it last called. */
export const saidBy = (username: string, sendings: readonly Sending[]): Said => ({
  rings: (alarm) => rings(alarm, username, saidSinceCall(sendings, alarm)),
  answers: (alarm) => saidSinceCall(sendings, alarm).filter(isAnswer).length,
})

export interface Outcome {
  readonly state: Sending['state']
  readonly words: string
}

/** What became of the latest thing said; 未送达 is said elsewhere, above everything. */
export function outcomeOf(said: readonly Sending[], words: Words, g: GuardText): Outcome | null {
  const spoken = said.filter(({ word }) => word !== 'photo') // which says beside itself how far it is
  const last = spoken[spoken.length - 1]
  if (!last) return null
  const { state } = last
  if (state === 'refused') return { state, words: g.refused(words.said(last.word), last.detail) }
  return { state, words: state === 'delivered' ? `✓ ${words.delivered(last.word)}` : g.sending }
}
