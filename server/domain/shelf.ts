import type { Alarm, AlarmKind } from '#contracts/alarm.ts'
import type { AlarmRow } from './alarm-row.ts'

/** The longest that an alarm can be put aside at once, minutes (R11). */
export const SHELF_MOST_MINUTES = 480

/** What only a device says: a person pressed none of these, and none is of the worst priority. */
const SHELVABLE: ReadonlySet<AlarmKind> = new Set(['intrusion', 'alarm-input', 'alarm-other'])

/** Whether somebody has put it aside. What a gateway of before this column has pushed says nothing of it, and is not. */
export const isShelved = ({ shelvedUntil }: Pick<Alarm, 'shelvedUntil'>): boolean => typeof shelvedUntil === 'string'

/**
 * Why an alarm can never be put aside; null = it can. R11 names the panic button; here it is all that a person may have pressed: panic,
 * duress, medical, what could not be read, whatever a registered button says; and fire, which is as grave.
 * @param fromButton its device is registered as a one-button alarm
 */
export function shelfRefusal({ kind, priority, state }: Pick<Alarm, 'kind' | 'priority' | 'state'>, fromButton: boolean): string | null {
  if (state === 'closed') return 'the alarm is closed'
  if (fromButton || !SHELVABLE.has(kind) || priority === 1) return 'what may be a press, and a fire, is never shelved'
  return null
}

/**
 * Puts an alarm aside (ISA-18.2 `shelved`): it neither sounds nor climbs a ladder until then. It is an act of the control room, so it clears
 * the bit and lifts only `new`. Pure: the caller has asked {@link shelfRefusal} and saves.
 */
export function shelve(alarm: AlarmRow, minutes: number, by: string, now: Date): AlarmRow {
  return {
    ...alarm,
    state: alarm.state === 'new' ? 'acknowledged' : alarm.state,
    unacknowledged: false,
    unacknowledgedSince: null,
    acknowledgedBy: alarm.unacknowledged ? by : alarm.acknowledgedBy,
    shelvedUntil: new Date(now.getTime() + minutes * 60_000),
    handledBy: by,
    actedAt: now,
    overdue: 0,
    changedAt: now,
    version: alarm.version + 1,
  }
}

/** Takes it back by hand: whoever does it has it now, and the steps of R2 are counted from here. */
export const takeBack = (alarm: AlarmRow, by: string, now: Date): AlarmRow => ({
  ...alarm,
  shelvedUntil: null,
  handledBy: by,
  actedAt: now,
  changedAt: now,
  version: alarm.version + 1,
})

/** Its time is over: it comes back as one that nobody has acknowledged, with sound and the ladder from its beginning. Progress is kept. */
export const comeBack = (alarm: AlarmRow, now: Date): AlarmRow => ({
  ...alarm,
  shelvedUntil: null,
  unacknowledged: true,
  unacknowledgedSince: now,
  escalation: 0,
  overdue: 0,
  changedAt: now,
  version: alarm.version + 1,
})
