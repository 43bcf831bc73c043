import type { LngLat } from '#contracts/time.ts'
import { type AlarmRow, SOS_SOURCE, UNTOUCHED } from './alarm-row.ts'
import { priorityOf } from './kind.ts'

/** What is known of an SOS when it arrives. */
export interface SosPress {
  readonly id: string
  readonly username: string
  readonly schoolId: string
  /** The school's only campus; null when it has several, or none. */
  readonly campusId: string | null
  readonly position: LngLat | null
  /** ms that the phone could not send it, by its own clock; null when it does not say. */
  readonly pressedAgoMs: number | null
  readonly receivedAt: Date
}

/** An older press is marked 延迟上报 and sounds all the same (R49), ms. */
const LATE_MS = 60_000

/** The alarm of an SOS: a panic without a device, so that it never folds. No open drill lowers it: who holds a button for two seconds means it. */
export function sosAlarm({ id, username, schoolId, campusId, position, pressedAgoMs, receivedAt }: SosPress): AlarmRow {
  return {
    ...UNTOUCHED,
    id,
    kind: 'panic',
    priority: priorityOf('panic'),
    devicePriority: null,
    schoolId,
    campusId,
    deviceId: null,
    source: SOS_SOURCE,
    identity: username,
    point: '',
    position,
    deviceTime: pressedAgoMs === null ? null : new Date(receivedAt.getTime() - pressedAgoMs),
    receivedAt,
    lastPressAt: receivedAt,
    lastPressId: null,
    unacknowledgedSince: receivedAt,
    changedAt: receivedAt,
    exercise: null,
    exerciseVerified: false,
    late: pressedAgoMs !== null && pressedAgoMs > LATE_MS,
    silent: false,
    misplaced: false,
    timeTrusted: true,
    foldKey: null,
  }
}
