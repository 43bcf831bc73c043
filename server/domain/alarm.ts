import type { Alarm, AlarmCommandName, AlarmState } from '#contracts/alarm.ts'

export const STATES = ['new', 'acknowledged', 'dispatched', 'arrived', 'resolved', 'closed'] as const satisfies readonly AlarmState[]

const REACHES = {
  acknowledge: 'acknowledged',
  dispatch: 'dispatched',
  arrive: 'arrived',
  resolve: 'resolved',
  close: 'closed',
  reopen: 'new',
} as const satisfies Record<AlarmCommandName, AlarmState>

/** What a step reads and writes of an alarm. */
export type Life = Pick<Alarm, 'state' | 'unacknowledged' | 'version' | 'escalation'>

export type Step<A extends Life> = { ok: true; alarm: A } | { ok: false; reason: string }

/**
 * Takes one step of an alarm's life: forward, skipping allowed; acknowledge in every state but closed while the bit is set; reopen only
 * from closed. Pure: the caller brings authority and saves.
 * @returns the next version, or why it is refused
 */
export function step<A extends Life>(alarm: A, command: AlarmCommandName): Step<A> {
  const next = REACHES[command]
  const ahead = STATES.indexOf(next) > STATES.indexOf(alarm.state)
  const allowed =
    command === 'reopen'
      ? alarm.state === 'closed'
      : command === 'acknowledge'
        ? alarm.unacknowledged && alarm.state !== 'closed' // ISA-18.2: a second press too, at whatever progress
        : ahead
  if (!allowed)
    return { ok: false, reason: `cannot ${command} an alarm that is ${alarm.state}${alarm.unacknowledged ? '' : ' and acknowledged'}` }
  const state = ahead || command === 'reopen' ? next : alarm.state // acknowledging a second press keeps the progress
  const unacknowledged = command === 'reopen' || (command === 'arrive' && alarm.unacknowledged) // an arrival acknowledges nothing
  const escalation = command === 'reopen' ? 0 : alarm.escalation
  return { ok: true, alarm: { ...alarm, state, unacknowledged, escalation, version: alarm.version + 1 } }
}

/** One more press of the same device, point, kind and exercise. */
export interface FurtherPress {
  readonly receivedAt: Date
  /** When this server took it: of a replayed message long after it came, and the ladder starts anew then. */
  readonly takenAt: Date
  readonly late: boolean
  /** The dialect cannot tell it from the device repeating its state. */
  readonly repeat: boolean
}

export type Folding = Life &
  Pick<Alarm, 'count' | 'late' | 'overdue'> & {
    lastPressAt: Date
    unacknowledgedSince: Date | null
    shelvedUntil: Date | null
    pressBeforeAt: Date | null
    chatteringAt: Date | null
  }

const CHATTERING_MS = 60_000

/** R12: three presses within one minute, wherever that minute begins. */
const isThirdInAMinute = ({ pressBeforeAt }: Pick<Folding, 'pressBeforeAt'>, { receivedAt }: FurtherPress): boolean =>
  pressBeforeAt !== null && Math.abs(receivedAt.getTime() - pressBeforeAt.getTime()) <= CHATTERING_MS

/**
 * Folds a further press into an open alarm. While unacknowledged it raises the count only, so that escalation runs from the first
 * unanswered press; after an acknowledgement it alarms again (ISA-18.2), keeps the progress, and escalation starts anew. On the shelf it is
 * counted and stays there: for that it was put aside, and it is back at its end by itself. A graver kind is another alarm.
 * @param silenceMs how long a device must have been silent before a message marked `repeat` alarms again
 */
export function foldPress<A extends Folding>(alarm: A, press: FurtherPress, silenceMs: number): { alarm: A; realarmed: boolean } {
  const silent = press.receivedAt.getTime() - alarm.lastPressAt.getTime() >= silenceMs
  const shelved = alarm.shelvedUntil !== null && alarm.shelvedUntil > press.takenAt
  const realarmed = !alarm.unacknowledged && !shelved && (!press.repeat || silent)
  return {
    realarmed,
    alarm: {
      ...alarm,
      count: alarm.count + 1,
      late: alarm.late && press.late,
      lastPressAt: new Date(Math.max(press.receivedAt.getTime(), alarm.lastPressAt.getTime())),
      pressBeforeAt: alarm.lastPressAt,
      chatteringAt: isThirdInAMinute(alarm, press) ? press.receivedAt : alarm.chatteringAt,
      ...(realarmed ? { unacknowledged: true, unacknowledgedSince: press.takenAt, escalation: 0, overdue: 0, shelvedUntil: null } : {}),
    },
  }
}
