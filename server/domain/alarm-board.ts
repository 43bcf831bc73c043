import type { Alarm } from '#contracts/alarm.ts'

/** What a screen knows of the alarms, by id. Closed ones stay, so that an older version that comes late cannot bring one back. */
export type AlarmBoard = ReadonlyMap<string, Alarm>

export const emptyBoard: AlarmBoard = new Map()

/** Puts one change on the board; an older or equal version changes nothing and returns the same board. */
export function place(board: AlarmBoard, alarm: Alarm): AlarmBoard {
  const known = board.get(alarm.id)
  if (known && known.version >= alarm.version) return board
  return new Map(board).set(alarm.id, alarm)
}

/** Puts many changes on the board in one copy. */
export function placeAll(board: AlarmBoard, alarms: Iterable<Alarm>): AlarmBoard {
  let next: Map<string, Alarm> | null = null
  for (const alarm of alarms) {
    const known = (next ?? board).get(alarm.id)
    if (known && known.version >= alarm.version) continue
    next ??= new Map(board)
    next.set(alarm.id, alarm)
  }
  return next ?? board
}

/** Whether an open drill or test of our own stands behind the alarm; a device's claim alone makes nothing milder (design §2). */
export const isVerifiedExercise = (alarm: Alarm): boolean => alarm.exercise !== null && alarm.exerciseVerified

/** Worst first: unacknowledged, real before exercise, priority, pressed again, then the oldest; the id makes it total. */
export function byUrgency(a: Alarm, b: Alarm): number {
  return (
    Number(b.unacknowledged) - Number(a.unacknowledged) ||
    Number(a.exercise !== null) - Number(b.exercise !== null) ||
    a.priority - b.priority ||
    Number(b.count > 1) - Number(a.count > 1) ||
    Date.parse(a.receivedAt) - Date.parse(b.receivedAt) ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  )
}

/** Alarms that are not closed, worst first. */
export function openAlarms(board: AlarmBoard): Alarm[] {
  return [...board.values()].filter((alarm) => alarm.state !== 'closed').sort(byUrgency)
}
