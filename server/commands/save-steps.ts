import type { Alarm } from '#contracts/alarm.ts'
import type { AlarmRow } from '#domain/alarm-row.ts'
import { saveAlarms } from '../store/alarm.ts'
import type { Queryable } from '../store/pool.ts'

interface Climb {
  readonly alarm: AlarmRow
  readonly steps: readonly { readonly level: number; readonly reaches: readonly string[] }[]
}

/** Saves alarms that went up a ladder (R2) as their next version; the log has a line for each step, so that a standstill hides none. */
export const saveSteps = (db: Queryable, kind: 'escalated' | 'overdue', climbs: readonly Climb[], now: Date): Promise<Alarm[]> =>
  saveAlarms(
    db,
    climbs.map(({ alarm }) => ({ alarm: { ...alarm, version: alarm.version + 1, changedAt: now }, isNew: false })),
    climbs.flatMap(({ alarm, steps }) =>
      steps.map(({ level, reaches }) => ({ alarmId: alarm.id, at: now, kind, version: alarm.version + 1, data: { level, reaches } })),
    ),
  )
