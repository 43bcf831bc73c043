import type { Alarm, AlarmLogEntry } from '#contracts/alarm.ts'

/** Where an SOS comes from; its identity is the user. No mount of a broker can have this name, as those are topics of devices. */
export const SOS_SOURCE = 'sos'

/** An alarm as its row holds it: times as dates, place as two columns, and what only the server needs. */
export interface AlarmRow
  extends Omit<
    Alarm,
    'deviceTime' | 'receivedAt' | 'lastPressAt' | 'changedAt' | 'arrivedAt' | 'shelvedUntil' | 'chatteringAt' | 'position' | 'raisedBy'
  > {
  position: Alarm['position']
  deviceTime: Date | null
  receivedAt: Date
  lastPressAt: Date
  changedAt: Date
  arrivedAt: Date | null
  shelvedUntil: Date | null
  chatteringAt: Date | null
  /** The press before the latest: with it the next one tells whether three came within a minute. */
  pressBeforeAt: Date | null
  unacknowledgedSince: Date | null
  /** The control room's latest act or call: R2's later steps are counted from it. */
  actedAt: Date | null
  lastPressId: string | null
  source: string | null
  identity: string | null
  foldKey: string | null
}

/** What every alarm begins with: nobody has acted on it, no step of the ladder was taken, it was pressed once. */
export const UNTOUCHED = {
  state: 'new',
  unacknowledged: true,
  count: 1,
  released: false,
  escalation: 0,
  overdue: 0,
  shelvedUntil: null,
  pressBeforeAt: null,
  chatteringAt: null,
  actedAt: null,
  acknowledgedBy: null,
  handledBy: null,
  disposition: null,
  validationLevel: null,
  arrivedAt: null,
  version: 1,
  cursor: 0,
} as const satisfies Partial<AlarmRow>

export interface AlarmLogLine {
  alarmId: string
  at: Date
  kind: AlarmLogEntry['kind']
  /** account that acted, null for the system */
  by?: string | null
  version?: number | null
  noteId?: string | null
  data?: Record<string, unknown>
}

export interface AlarmChange {
  alarm: AlarmRow
  isNew: boolean
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

/** The alarm as API, socket and outbox show it. */
export function toAlarm(row: AlarmRow): Alarm {
  const { unacknowledgedSince, actedAt, pressBeforeAt, lastPressId, source, identity, foldKey, ...alarm } = row
  return {
    ...alarm,
    raisedBy: source === SOS_SOURCE ? identity : null,
    deviceTime: iso(row.deviceTime),
    receivedAt: row.receivedAt.toISOString(),
    lastPressAt: row.lastPressAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
    arrivedAt: iso(row.arrivedAt),
    shelvedUntil: iso(row.shelvedUntil),
    chatteringAt: iso(row.chatteringAt),
  }
}
