/** R2's ladder: while nobody has acknowledged, seconds after the first unanswered press, and whom each step reaches. */
export const LADDER = [
  { level: 1, afterMs: 15_000, reaches: ['operator'] },
  { level: 2, afterMs: 30_000, reaches: ['shiftLeader', 'guard', 'schoolOfficer'] },
  { level: 3, afterMs: 60_000, reaches: ['dutyLeader'] },
] as const

export type EscalationLevel = 0 | 1 | 2 | 3

/**
 * The level an alarm has reached by the server's clock; a drill or test that the server itself has open climbs no ladder.
 * @param unacknowledgedSince the first unanswered press, null when there is none
 */
export function levelAt(unacknowledgedSince: Date | null, exerciseVerified: boolean, now: Date): EscalationLevel {
  if (!unacknowledgedSince || exerciseVerified) return 0
  const waited = now.getTime() - unacknowledgedSince.getTime()
  return LADDER.findLast(({ afterMs }) => waited >= afterMs)?.level ?? 0
}
