import type { Alarm } from '#contracts/alarm.ts'

interface Kept {
  /** what the operator has put away: it opens by itself no more */
  deselected: ReadonlySet<string>
  /** a hand is on what is shown: a call or a form begun, an act under way or refused, the pointer inside the detail */
  held: boolean
  /** ids of what has been in this person's hand since the screen was opened */
  acted: ReadonlySet<string>
  /** ids of what waited when a hand chose what is shown; null = the screen opened it by itself */
  passed: ReadonlySet<string> | null
  /** who sits here, by user name */
  me: string
}

/** A drill or a test that the server has open. */
const isPractice = ({ exercise, exerciseVerified }: Alarm): boolean => exercise !== null && exerciseVerified

/**
 * Somebody else in the room has it, or has resolved it: nothing waits here for the one who sits before it. What he has accepted or acted on
 * stays his, whoever of the school acts on it next; what he has resolved is his to close.
 */
const isElsewhere = ({ id, state, unacknowledged, acknowledgedBy, handledBy }: Alarm, { acted, me }: Kept): boolean =>
  !unacknowledged && handledBy !== me && (state === 'resolved' || (acknowledgedBy !== me && !acted.has(id)))

/**
 * The alarm that the right side shows. A new alarm never takes the place of one that this person has chosen, accepted or has a hand on;
 * what the screen itself has opened gives way to a waiting one once somebody else has it or has resolved it, and a drill that nobody handles yet to a
 * real one, if that was not there when a hand chose the drill. An empty place is filled with the first unacknowledged.
 */
export function keepSelection(selected: string | null, open: readonly Alarm[], kept: Kept): string | null {
  const { deselected, held, passed } = kept
  const waiting = open.filter((alarm) => alarm.unacknowledged && !deselected.has(alarm.id))
  const shown = open.find((alarm) => alarm.id === selected)
  if (!shown) return waiting[0]?.id ?? null
  if (held) return shown.id
  if (isPractice(shown) && shown.unacknowledged)
    return waiting.find((alarm) => !isPractice(alarm) && !passed?.has(alarm.id))?.id ?? shown.id
  return (passed === null && isElsewhere(shown, kept) && waiting[0]?.id) || shown.id
}

/** The next unacknowledged alarm after the selected one, round and round; without any the next open one. */
export function nextSelection(selected: string | null, open: readonly Alarm[]): string | null {
  const waiting = open.filter((alarm) => alarm.unacknowledged)
  const ring = waiting.length > 0 ? waiting : open
  if (ring.length === 0) return null
  const at = ring.findIndex((alarm) => alarm.id === selected)
  return ring[(at + 1) % ring.length]?.id ?? null
}

/**
 * Rows in the order held while the pointer is among them: known ones keep their place, new ones come after them, gone ones leave.
 * Without a held order the urgent order is the order.
 */
export function heldOrder(held: readonly string[] | null, open: readonly Alarm[]): Alarm[] {
  if (held === null) return [...open]
  const byId = new Map(open.map((alarm) => [alarm.id, alarm]))
  const known = held.flatMap((id) => byId.get(id) ?? [])
  const heldIds = new Set(held)
  return [...known, ...open.filter((alarm) => !heldIds.has(alarm.id))]
}
