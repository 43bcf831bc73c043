import type { Alarm } from '#contracts/alarm.ts'
import { isShelved } from './shelf.ts'

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

/**
 * Forgets the closed alarms that changed longest ago, so that a screen left open for weeks stays as it was on the first day.
 * @param keep how many closed ones stay; looked at only when there are twice as many
 */
export function pruneClosed(board: AlarmBoard, keep: number): AlarmBoard {
  const closed = [...board.values()].filter(({ state }) => state === 'closed')
  if (closed.length <= keep * 2) return board
  const next = new Map(board)
  closed.sort((a, b) => a.cursor - b.cursor)
  for (const { id } of closed.slice(0, closed.length - keep)) next.delete(id)
  return next
}

/** Whether an open drill or test of our own stands behind the alarm; a device's claim alone makes nothing milder (design §2). */
export const isVerifiedExercise = (alarm: Alarm): boolean => alarm.exercise !== null && alarm.exerciseVerified

/** Says of an alarm whether it comes from those who can least help themselves: a kindergarten or a special school. */
export type IsVulnerable = (alarm: Alarm) => boolean

/** Worst first, what is shelved last: real, or only claimed to be an exercise, before an exercise of our own; priority, unacknowledged, pressed again, the most vulnerable, the oldest; the id makes it total. */
export const byUrgency =
  (isVulnerable: IsVulnerable) =>
  (a: Alarm, b: Alarm): number =>
    Number(isShelved(a)) - Number(isShelved(b)) ||
    Number(isVerifiedExercise(a)) - Number(isVerifiedExercise(b)) ||
    a.priority - b.priority ||
    Number(b.unacknowledged) - Number(a.unacknowledged) ||
    Number(b.count > 1) - Number(a.count > 1) ||
    Number(isVulnerable(b)) - Number(isVulnerable(a)) ||
    Date.parse(a.receivedAt) - Date.parse(b.receivedAt) ||
    (a.id < b.id ? -1 : Number(a.id > b.id))

/** Alarms that are not closed, worst first. */
export function openAlarms(board: AlarmBoard, isVulnerable: IsVulnerable = () => false): Alarm[] {
  return [...board.values()].filter((alarm) => alarm.state !== 'closed').sort(byUrgency(isVulnerable))
}

const FLOOD_MS = 10 * 60_000
const FLOOD_COUNT = 10

/** Alarms of the last ten minutes when they are a flood (≥ 10 for one operator, ISA-18.2, R10); 0 when they are not. */
export function floodSize(board: AlarmBoard, nowMs: number): number {
  let recent = 0
  for (const { receivedAt } of board.values()) if (nowMs - Date.parse(receivedAt) < FLOOD_MS) recent++
  return recent >= FLOOD_COUNT ? recent : 0
}

/** Alarms of one school, the worst first. */
export type SchoolAlarms = readonly [Alarm, ...Alarm[]]

/** Groups alarms by school, in the order of each school's worst; what belongs to no school stays by itself. */
export function bySchool(open: readonly Alarm[]): SchoolAlarms[] {
  const groups = new Map<string, [Alarm, ...Alarm[]]>()
  for (const alarm of open) {
    const key = alarm.schoolId ?? alarm.id
    const group = groups.get(key)
    if (group) group.push(alarm)
    else groups.set(key, [alarm])
  }
  return [...groups.values()]
}
