import type { AlarmRow } from './alarm-row.ts'
import { foldKeyOf } from './intake.ts'
import { priorityOf } from './kind.ts'

/**
 * Turns what was raised in a drill or test into a real alarm (R11): its kind's own priority, unacknowledged, and the ladder from its
 * beginning. There is no way back. Pure: the caller brings authority and saves.
 * @returns the next version, or why it is refused
 */
export function takeAsReal(alarm: AlarmRow, now: Date): { ok: true; alarm: AlarmRow } | { ok: false; reason: string } {
  if (alarm.exercise === null) return { ok: false, reason: 'the alarm is no drill or test: it is real' }
  if (alarm.state === 'closed') return { ok: false, reason: 'the alarm is closed' }
  const { deviceId, point, kind, schoolId } = alarm
  return {
    ok: true,
    alarm: {
      ...alarm,
      exercise: null,
      exerciseVerified: false,
      priority: priorityOf(kind),
      unacknowledged: true,
      unacknowledgedSince: now,
      escalation: 0,
      overdue: 0,
      shelvedUntil: null,
      foldKey: deviceId === null ? null : foldKeyOf(deviceId, point, kind, null, schoolId),
      version: alarm.version + 1,
      changedAt: now,
    },
  }
}
