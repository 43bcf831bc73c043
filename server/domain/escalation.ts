import type { Alarm } from '#contracts/alarm.ts'
import type { AlarmRow } from './alarm-row.ts'

/** R2's ladder: while nobody has acknowledged, seconds after the first unanswered press, and whom each step reaches. */
export const LADDER = [
  { level: 1, afterMs: 15_000, reaches: ['operator'] },
  { level: 2, afterMs: 30_000, reaches: ['shiftLeader', 'guard', 'schoolOfficer'] },
  { level: 3, afterMs: 60_000, reaches: ['dutyLeader'] },
] as const

/** R2's later steps: an alarm acknowledged without call or dispatch, or dispatched without arrival, ms since the latest act. */
export const OVERDUE = [
  { level: 1, afterMs: { acknowledged: 60_000, dispatched: 180_000 }, reaches: ['owner'] },
  { level: 2, afterMs: { acknowledged: 300_000, dispatched: 300_000 }, reaches: ['shiftLeader'] },
] as const

/** How far behind whoever has it is: 0, 1 or 2. @param actedAt the latest command or call of the control room */
export function overdueAt(
  {
    state,
    unacknowledged,
    exerciseVerified,
    actedAt,
    shelvedUntil,
  }: Pick<AlarmRow, 'state' | 'unacknowledged' | 'exerciseVerified' | 'actedAt' | 'shelvedUntil'>,
  now: Date,
): 0 | 1 | 2 {
  if (
    unacknowledged ||
    exerciseVerified ||
    shelvedUntil !== null ||
    actedAt === null ||
    (state !== 'acknowledged' && state !== 'dispatched')
  )
    return 0
  const waited = now.getTime() - actedAt.getTime()
  return OVERDUE.findLast(({ afterMs }) => waited >= afterMs[state])?.level ?? 0
}

/** R2: an overdue alarm sounds again for its owner, then for the shift leader too. */
export const remindsMe = (
  { overdue, handledBy }: Pick<Alarm, 'overdue' | 'handledBy'>,
  me: { user: { username: string }; role: string } | null,
): boolean => me !== null && ((overdue >= 1 && handledBy === me.user.username) || (overdue === 2 && me.role === 'shiftLeader'))

export type EscalationLevel = 0 | 1 | 2 | 3

/** The steps of a ladder from one level to a later one, each of which the log names, also those that fell due while nobody could take them (R2). */
export const stepsBetween = <Step extends { readonly level: number }>(ladder: readonly Step[], from: number, to: number): Step[] =>
  ladder.filter(({ level }) => level > from && level <= to)

/**
 * The level an alarm has reached by the server's clock; a drill or test that the server itself has open climbs no ladder.
 * @param unacknowledgedSince the first unanswered press, null when there is none
 */
export function levelAt(unacknowledgedSince: Date | null, exerciseVerified: boolean, now: Date): EscalationLevel {
  if (!unacknowledgedSince || exerciseVerified) return 0
  const waited = now.getTime() - unacknowledgedSince.getTime()
  return LADDER.findLast(({ afterMs }) => waited >= afterMs)?.level ?? 0
}
