import type { Alarm } from '#contracts/alarm.ts'

interface Kept {
  /** what the operator has put away: it opens by itself no more */
  deselected: ReadonlySet<string>
  /** the alarm on which the operator has begun a call or a form */
  begun: string | null
}

/** A drill or a test that the server has open. */
const isPractice = ({ exercise, exerciseVerified }: Alarm): boolean => exercise !== null && exerciseVerified

/**
 * The alarm that the right side shows. What is open on it stays until it is closed: a new alarm never takes the place of one that a
 * person is handling. An empty place is filled with the first unacknowledged; and a drill that nobody handles yet gives way to a real one.
 */
export function keepSelection(selected: string | null, open: readonly Alarm[], { deselected, begun }: Kept): string | null {
  const waiting = open.filter((alarm) => alarm.unacknowledged && !deselected.has(alarm.id))
  const shown = open.find((alarm) => alarm.id === selected)
  if (!shown) return waiting[0]?.id ?? null
  const givesWay = isPractice(shown) && shown.unacknowledged && shown.id !== begun
  return (givesWay && waiting.find((alarm) => !isPractice(alarm))?.id) || shown.id
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
