// What one batch of messages means for the register as it stands: pure, so that every rule of design section 2 is tested without a database.
import type { AlarmKind } from '#contracts/alarm.ts'
import type { DeviceKind } from '#contracts/device.ts'
import type { Decoded, DecodedEvent, Exercise } from '#contracts/event.ts'
import type { AlarmChange, AlarmLogLine, AlarmRow } from './alarm-row.ts'
import type { FaultChange } from './fault-change.ts'
import type { Clock } from './lateness.ts'
import type { StrangerRow } from './stranger.ts'

/** One message as heard and decoded. */
export interface Message {
  readonly id: string
  readonly topic: string
  readonly retained: boolean
  /** DUP: the broker sends it again. */
  readonly resent: boolean
  readonly receivedAt: Date
  /** When it is taken now: later than `receivedAt` for a dead letter that is tried again. Timers run from here. */
  readonly takenAt: Date
  readonly sha256: string
  readonly source: string | null
  readonly dialect: string | null
  /** School that the topic or the mount names. */
  readonly schoolId: string | null
  /** Of the police platform's own cascade. */
  readonly police?: boolean
  /** Who speaks by the topic alone. */
  readonly deviceId: string | null
  readonly bridgeId: string | null
  readonly decoded: Decoded
  /** A dead letter that is tried again: what it raises is late by definition. */
  readonly replayOf: string | null
}

export interface RegisteredDevice {
  readonly id: string
  readonly schoolId: string
  readonly campusId: string | null
  readonly kind: DeviceKind
  readonly source: string
  readonly externalId: string
  readonly point: string
  readonly position: [number, number] | null
  readonly silent: boolean
  readonly clock: Clock
  readonly lastCounter: number | null
  /** A press of it was retained by its broker, and that fault is open. */
  readonly retainsPress?: boolean
}

export interface OpenExercise {
  readonly id: string
  readonly kind: Exercise
  readonly deviceId: string | null
  readonly schoolId: string | null
}

/** What the database knows of a batch's senders, read under the lock that serialises openers of alarms. */
export interface Register {
  readonly devices: readonly RegisteredDevice[]
  /** Bridges through which a registered button has spoken. */
  readonly buttonBridges: ReadonlySet<string>
  readonly schools: ReadonlySet<string>
  readonly keys: ReadonlyMap<string, { seenAt: Date; alarmId: string | null }>
  readonly openAlarms: readonly AlarmRow[]
  readonly exercises: readonly OpenExercise[]
}

export interface EventRow {
  id: string
  receivedAt: Date
  deviceId: string | null
  schoolId: string | null
  source: string | null
  identity: string | null
  event: DecodedEvent
  point: string
  late: boolean
  messageId: string
  keepRaw: boolean
}

export interface KeyRow {
  source: string
  identity: string
  key: string
  alarmId: string | null
  seenAt: Date
  expiresAt: Date | null
  /** The register did not know it: whoever writes it first has the press. */
  claim: boolean
}

export interface DeadLetterRow {
  messageId: string
  schoolId: string | null
  identity: string | null
  reason: string
  field: string | null
  suspect: string | null
  /** Of a stranger's chatter only some are kept an hour. */
  thin: boolean
}

/** A camera in the police platform's catalogue, or taken out of it. */
export interface ListingRow {
  gbId: string
  listed: boolean
  at: Date
  heardFrom: string
}

export interface StateRow {
  deviceId: string
  heardAt: Date | null
  beats: number
  saidOffline: boolean | null
  battery: number | null
  batteryLow: boolean | null
  counter: number | null
  clock: Clock | null
  pressedAt: Date | null
  /** When its picture was last proven; null: nothing of it was said. */
  pictureAt: Date | null
  bridgeId: string | null
  misconfigured: string | null
}

/** What becomes of one message, for its receipt. */
export interface Outcome {
  accepted: boolean
  reason: string | null
  pressId: string | null
  alarmId: string | null
}

export interface Plan {
  events: EventRow[]
  keys: KeyRow[]
  alarms: AlarmChange[]
  log: AlarmLogLine[]
  deadLetters: DeadLetterRow[]
  strangers: StrangerRow[]
  states: StateRow[]
  faults: FaultChange[]
  listings: ListingRow[]
  endedExercises: string[]
  outcomes: Map<string, Outcome>
}

/** One press, or what may have been one, on its way into an alarm. */
export interface Press {
  readonly message: Message
  readonly event: DecodedEvent | null
  readonly device: RegisteredDevice | null
  readonly kind: AlarmKind
  readonly priority: 1 | 2 | 3 | 4
  readonly schoolId: string | null
  readonly identity: string
  readonly point: string
  readonly late: boolean
  readonly misplaced: boolean
  readonly repeat: boolean
  readonly detail: Record<string, unknown>
}

export const keyOf = (source: string, identity: string, key: string): string => JSON.stringify([source, identity, key])

/** Alarms of one device, point, kind and exercise fold while one is open; a copy at another school folds there. */
export const foldKeyOf = (deviceId: string, point: string, kind: AlarmKind, exercise: Exercise | null, schoolId: string | null): string =>
  JSON.stringify([deviceId, point, kind, exercise, schoolId])

/** Why a message that is one too many of its device is ignored. */
export const FLOOD = 'flood'

/** Identities that are unique in the world, not only at one mount: an IEEE address, a DevEUI, a GB/T 28181 ID. */
export const UNIQUE_IN_THE_WORLD = '^(0x[0-9a-f]{16}|[0-9a-f]{16}|[0-9]{20})$'

/** What nobody can read or place folds by sender and the school that its topic names: two schools may have a button of one factory name. */
export const suspectKeyOf = (source: string | null, identity: string, schoolId: string | null): string =>
  JSON.stringify(['suspect', source, identity.slice(0, 500), schoolId])

/** Names the bytes of a press, so that the broker's retained copy of it is known; of a topic of 60,000 characters what an index can hold. */
export const hashKey = (message: Pick<Message, 'topic' | 'sha256'>): string =>
  `sha256:${message.topic.slice(0, 500).replace(/[\ud800-\udbff]$/, '')}:${message.sha256}`
/**
 * A message that was refused is remembered apart, so that the same press is taken when it comes again after the fix.
 * @param schoolId that its topic names, where the register knows it: two schools' buttons of one factory name may count alike
 */
export const refusedKey = (key: string, schoolId: string | null): string => `refused:${schoolId ?? ''}:${key}`
/** Names the latest press of a device's point and kind, which joins copies that carry no key. */
export const latestKey = (kind: AlarmKind, point: string): string => `latest:${kind}:${point}`
