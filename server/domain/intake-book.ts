import type { DecodedEvent, Exercise } from '#contracts/event.ts'
import { foldPress } from './alarm.ts'
import { type AlarmRow, UNTOUCHED } from './alarm-row.ts'
import { faultPointOf, foldFaults, type OWN_DETAILS } from './fault-change.ts'
import { FREQUENT_PRESS } from './fault-loss.ts'
import {
  type DeadLetterRow,
  foldKeyOf,
  hashKey,
  type KeyRow,
  keyOf,
  latestKey,
  type Message,
  type OpenExercise,
  type Outcome,
  type Plan,
  type Press,
  type Register,
  type RegisteredDevice,
  refusedKey,
  type StateRow,
  suspectKeyOf,
  UNIQUE_IN_THE_WORLD,
} from './intake.ts'
import { priorityOf, showsPicture } from './kind.ts'
import { type Clock, learn } from './lateness.ts'
import { COUNTER_WINDOW_MS, holdsForEver, isCopy, KEYLESS_WINDOW_MS, REPEAT_SILENCE_MS } from './press-key.ts'
import { meetAgain, type StrangerRow, strangerOf } from './stranger.ts'

/** The reason of a dead letter that could be read and whose sender nobody knows. */
export const UNKNOWN_DEVICE = 'unknown-device'
/**
 * Zero bytes: how a retained message is taken away, by whoever may (MQTT 3.1.1 §3.3.1.3). Brokers hand that on without its flag, so it is
 * nobody's press where the broker was known to keep one, and elsewhere as suspect as all that cannot be read.
 */
export const NO_PAYLOAD = 'no-payload'
export const RETAINED_PRESS = 'retained-press'

/** Messages of a stranger that are kept, in an hour and in a batch; what may have been a press is always kept. */
export const CHATTER_KEPT = 20

interface Unreadable {
  reason: string
  field: string | null
  suspect: string | null
  identity: string | null
  device: RegisteredDevice | null
  event?: DecodedEvent
}

/** The register as a batch changes it message by message, and the plan that grows from it. */
export class IntakeBook {
  readonly register: Register
  readonly #newId: () => string
  readonly #devices = new Map<string, RegisteredDevice[]>()
  readonly #keys: Map<string, { seenAt: Date; alarmId: string | null }>
  readonly #open = new Map<string, { alarm: AlarmRow; isNew: boolean; changed: boolean }>()
  readonly #states = new Map<string, StateRow>()
  readonly #exercises: OpenExercise[]
  readonly #strangers = new Map<string, StrangerRow>()
  /** Messages that are a dead letter already: a catalogue of 200 strangers is kept once. */
  readonly #lettered = new Set<string>()
  readonly #chatter = new Map<string, number>()
  readonly #plan: Omit<Plan, 'alarms' | 'states' | 'strangers'> = {
    events: [],
    keys: [],
    log: [],
    deadLetters: [],
    faults: [],
    listings: [],
    endedExercises: [],
    outcomes: new Map(),
  }

  constructor(register: Register, newId: () => string) {
    this.register = register
    this.#newId = newId
    this.#keys = new Map(register.keys)
    this.#exercises = [...register.exercises]
    for (const device of register.devices) this.#devices.set(device.externalId, [...(this.#devices.get(device.externalId) ?? []), device])
    for (const alarm of register.openAlarms)
      if (alarm.foldKey !== null) this.#open.set(alarm.foldKey, { alarm, isNew: false, changed: false })
  }

  /** The registered device of that source, the one bound to the point first; else one whose identity is unique in the world, at another mount. */
  find(source: string | null, externalId: string, point: string): RegisteredDevice | null {
    const candidates = this.#devices.get(externalId) ?? []
    const here = candidates.filter((device) => device.source === source)
    const pool =
      here.length > 0 || !isWorldWide(source, externalId) ? here : candidates.filter((device) => device.source.startsWith('edge/'))
    return pool.find((device) => device.point === point) ?? pool.find((device) => device.point === '') ?? null
  }

  /** The same, and of no other point: a recorder that lists its cameras is none of them. */
  findListed(source: string | null, externalId: string, point: string): RegisteredDevice | null {
    const candidates = this.#devices.get(externalId) ?? []
    return candidates.find((device) => device.source === source && device.point === point) ?? null
  }

  clockOf = (device: RegisteredDevice): Clock => this.#states.get(device.id)?.clock ?? device.clock
  counterOf = (device: RegisteredDevice): number | null => this.#states.get(device.id)?.counter ?? device.lastCounter

  outcome(message: Message, outcome: Outcome): void {
    this.#plan.outcomes.set(message.id, outcome)
  }

  #note(message: Message, more: Partial<Outcome>): void {
    const known = this.#plan.outcomes.get(message.id)
    if (known) this.#plan.outcomes.set(message.id, { ...known, ...more })
  }

  event(message: Message, event: DecodedEvent, device: RegisteredDevice | null, point: string, late: boolean, keepRaw: boolean): void {
    this.#plan.events.push({
      id: this.#newId(),
      receivedAt: message.receivedAt,
      deviceId: device?.id ?? null,
      schoolId: device?.schoolId ?? message.schoolId,
      source: message.source,
      identity: event.deviceId ?? event.bridgeId ?? null,
      event,
      point,
      late,
      messageId: message.id,
      keepRaw,
    })
    this.#note(message, event.nativeId === undefined ? {} : { pressId: event.nativeId })
  }

  /** @param saidAt by our clock; null: it says nothing of how its device stands */
  fault(message: Message, event: DecodedEvent, device: RegisteredDevice, { late, saidAt }: { late: boolean; saidAt: Date | null }): void {
    const point = faultPointOf(event, device)
    this.event(message, event, device, point, late, true)
    if (saidAt === null) return
    this.#plan.faults.push({
      kind: event.kind,
      detail: event.detail ?? null,
      point,
      deviceId: device.id,
      schoolId: device.schoolId,
      at: saidAt,
      active: event.phase !== 'cleared',
      momentary: event.momentary === true,
      late: saidAt < message.receivedAt,
    })
  }

  /** The police platform says whether a camera is in its catalogue; what else it says of one in that message is not the camera's own word. */
  listing({ source, receivedAt, bridgeId }: Message, gbId: string, listed: boolean): void {
    this.#plan.listings.push({ gbId, listed, at: receivedAt, heardFrom: [source, bridgeId].filter((name) => name !== null).join(' · ') })
  }

  misconfigured(device: RegisteredDevice, detail: (typeof OWN_DETAILS)[number], at: Date): void {
    const { id: deviceId, schoolId } = device
    this.#plan.faults.push({ kind: 'device-fault', detail, point: '', deviceId, schoolId, at, active: true, momentary: false, late: false })
    this.#stateOf(device).misconfigured = detail
  }

  /** Whether the broker is known to keep a press of the device, which an empty message takes away. */
  retainsPress = (device: RegisteredDevice): boolean =>
    device.retainsPress === true || this.#states.get(device.id)?.misconfigured === RETAINED_PRESS

  /** A message that could not be read or placed; one that may have been a press alarms as `suspect`, folded by source and raw identity. */
  deadLetter(message: Message, { reason, field, suspect, identity, device, event }: Unreadable): void {
    const schoolId = device?.schoolId ?? this.#namedSchool(message)
    if (message.replayOf === null)
      this.#keepLetter({ messageId: message.id, schoolId, identity, reason, field, suspect, thin: false }, message)
    if (device === null && !reason.startsWith('refused-by-')) this.#meet(strangerOf(message, identity, event ?? null, suspect !== null))
    this.#note(message, { accepted: false, reason, pressId: event?.nativeId ?? null })
    if (suspect === null || message.replayOf !== null) return
    this.press({
      message,
      event: event ?? null,
      device,
      kind: 'suspect',
      priority: priorityOf('suspect'),
      schoolId,
      identity: identity ?? '',
      point: '',
      late: message.retained,
      misplaced: false,
      // A sender of garbage does not ring the room once a message; a press that was read well and only not placed does.
      repeat: event === undefined || event.repeat === true || event.quality === 'undecoded',
      detail: { reason, suspect, topic: message.topic },
    })
  }

  /** The school that the topic or the mount names; null where the register knows none of that name. */
  #namedSchool({ schoolId }: Message): string | null {
    return schoolId !== null && this.register.schools.has(schoolId) ? schoolId : null
  }

  #keepLetter(letter: DeadLetterRow, message: Message): void {
    const chatter = letter.reason === UNKNOWN_DEVICE && letter.suspect === null
    if (chatter) {
      const sender = `${message.source}\n${letter.identity}`
      const kept = this.#chatter.get(sender) ?? 0
      this.#chatter.set(sender, kept + 1)
      if (kept >= CHATTER_KEPT || this.#lettered.has(message.id)) return
    }
    this.#lettered.add(message.id)
    this.#plan.deadLetters.push({ ...letter, thin: chatter })
  }

  #meet(stranger: StrangerRow | null): void {
    if (stranger === null) return
    const name = `${stranger.source}\n${stranger.externalId}\n${stranger.point}`
    const known = this.#strangers.get(name)
    this.#strangers.set(name, known ? meetAgain(known, stranger) : stranger)
  }

  /**
   * Takes a press into its alarm, unless it is a copy of one already taken.
   * @param elsewhere the school from which it was reported although the register says another: it alarms there too (位置不符)
   */
  press(press: Press, elsewhere: string | null = null): void {
    const { message, event } = press
    const known = this.#copyOf(press)
    if (known) {
      this.#note(message, { alarmId: known.alarmId, pressId: event?.nativeId ?? null })
      return
    }
    const exercise = this.#exerciseOf(press)
    const alarm = this.#raise(press, exercise)
    if (elsewhere !== null) this.#raise({ ...press, schoolId: elsewhere, misplaced: true }, exercise)
    if (event) this.event(message, event, press.device, press.point, press.late, true)
    this.#note(message, { alarmId: alarm.id })
    this.#remember(press, alarm.id)
    if (press.device) this.#stateOf(press.device).pressedAt = message.receivedAt
  }

  #copyOf({ message, event, identity, kind, point }: Press): { alarmId: string | null } | null {
    const source = message.source ?? ''
    const find = (name: string) =>
      this.#keys.get(keyOf(source, identity, kind === 'suspect' ? refusedKey(name, this.#namedSchool(message)) : name))
    const retained = message.retained ? find(hashKey(message)) : undefined
    if (retained) return retained
    const key = event?.key
    if (key) {
      const known = find(key.value)
      return known && isCopy(key, event.timeTrusted !== false, known.seenAt, message.receivedAt, message.resent || message.retained)
        ? known
        : null
    }
    if (event === null || message.retained) return null
    const latest = find(latestKey(kind, point))
    return latest && Math.abs(message.receivedAt.getTime() - latest.seenAt.getTime()) <= KEYLESS_WINDOW_MS ? latest : null
  }

  #remember({ message, event, identity, kind, point }: Press, alarmId: string): void {
    const source = message.source ?? ''
    const seenAt = message.receivedAt
    const put = (name: string, expiresAt: Date | null, asked: boolean) => {
      const key = kind === 'suspect' ? refusedKey(name, this.#namedSchool(message)) : name
      const claim = asked && kind !== 'suspect' && !this.#keys.has(keyOf(source, identity, key))
      this.#keys.set(keyOf(source, identity, key), { seenAt, alarmId })
      this.#plan.keys.push({ source, identity, key, alarmId, seenAt, expiresAt, claim })
    }
    const soon = new Date(seenAt.getTime() + COUNTER_WINDOW_MS)
    // Kept for every press: should the broker bring it again as retained after a restart, it is known.
    if (kind !== 'suspect' || message.retained) put(hashKey(message), null, message.retained)
    if (event?.key)
      put(event.key.value, holdsForEver(event.key, event.timeTrusted !== false) ? null : new Date(seenAt.getTime() + 2 * 86_400_000), true)
    if (event !== null) put(latestKey(kind, point), soon, false)
  }

  /** The server's own open exercise counts; what the device claims only marks. A test expects one press and ends with it (R11). */
  #exerciseOf({ device, event, kind }: Press): { exercise: Exercise | null; verified: boolean } {
    // What could not be read or placed is nobody's drill, whatever it says of itself: a real press would fold into it.
    if (kind === 'suspect') return { exercise: null, verified: false }
    const open = device && this.#exercises.find(({ deviceId, schoolId }) => deviceId === device.id || schoolId === device.schoolId)
    if (open) {
      if (open.kind === 'test') {
        this.#exercises.splice(this.#exercises.indexOf(open), 1)
        this.#plan.endedExercises.push(open.id)
      }
      return { exercise: open.kind, verified: true }
    }
    return { exercise: event?.exercise ?? (event?.phase === 'test' ? 'test' : null), verified: false }
  }

  #raise(press: Press, { exercise, verified }: { exercise: Exercise | null; verified: boolean }): AlarmRow {
    const { message, device, kind, schoolId, point, misplaced } = press
    const foldKey =
      device && kind !== 'suspect'
        ? foldKeyOf(device.id, point, kind, exercise, schoolId)
        : suspectKeyOf(message.source, press.identity, this.#namedSchool(message))
    const open = this.#open.get(foldKey)
    if (!open) {
      const alarm = openAlarm(press, this.#newId(), foldKey, exercise, verified)
      this.#open.set(foldKey, { alarm, isNew: true, changed: true })
      this.#log(alarm, 'raised', press, { misplaced })
      return alarm
    }
    const before = open.alarm
    const { alarm, realarmed } = foldPress(
      before,
      { receivedAt: message.receivedAt, takenAt: message.takenAt, late: press.late, repeat: press.repeat },
      REPEAT_SILENCE_MS,
    )
    open.alarm = {
      ...alarm,
      lastPressId: press.event?.nativeId ?? alarm.lastPressId,
      changedAt: message.takenAt,
      exerciseVerified: alarm.exerciseVerified && verified,
      priority: alarm.exerciseVerified && !verified ? press.priority : alarm.priority,
      ...(alarm.exerciseVerified && !verified ? { unacknowledged: true, unacknowledgedSince: message.takenAt, shelvedUntil: null } : {}),
      version: open.changed ? alarm.version : alarm.version + 1,
    }
    // What an outage held back comes all at once: when it was pressed, its time of arrival does not say.
    if (open.alarm.chatteringAt === message.receivedAt && !verified && !press.late) this.#chatters(press)
    const hasLeft = before.shelvedUntil !== null && open.alarm.shelvedUntil === null
    open.changed = true
    if (hasLeft) this.#plan.log.push({ alarmId: alarm.id, at: message.takenAt, kind: 'unshelved', version: open.alarm.version, data: {} })
    this.#log(open.alarm, realarmed ? 'realarmed' : 'pressed', press, { count: open.alarm.count })
    return open.alarm
  }

  /** The press alarms as any other; besides, somebody is to look why the button does not rest (R12). Not in an exercise that the server has open. */
  #chatters({ device, point, message: { takenAt: at } }: Press): void {
    if (device === null) return
    const { id: deviceId, schoolId } = device
    this.#plan.faults.push({
      kind: FREQUENT_PRESS,
      detail: null,
      point,
      deviceId,
      schoolId,
      at,
      active: true,
      momentary: true,
      late: false,
    })
  }

  #log(
    alarm: AlarmRow,
    kind: 'raised' | 'pressed' | 'realarmed',
    { message, event, late, detail }: Press,
    more: Record<string, unknown>,
  ): void {
    this.#plan.log.push({
      alarmId: alarm.id,
      at: message.takenAt,
      kind,
      version: alarm.version,
      data: {
        ...detail,
        ...more,
        ...(late ? { late } : {}),
        ...(event ? { deviceTime: event.deviceTime, pressId: event.nativeId ?? null, press: event.press } : {}),
      },
    })
  }

  /** Notes that a registered device was heard. */
  heard(message: Message, event: DecodedEvent, device: RegisteredDevice, late: boolean): void {
    const state = this.#stateOf(device)
    if (event.kind === 'offline') {
      state.saidOffline = true // said by the broker or a bridge, not by the device
      return
    }
    state.beats += 1
    if (!state.heardAt || message.receivedAt > state.heardAt) state.heardAt = message.receivedAt
    if (!event.retained || event.kind === 'online') state.saidOffline = false
    if (typeof event.battery === 'number') state.battery = event.battery
    if (event.batteryLow !== undefined) state.batteryLow = event.batteryLow
    if (event.bridgeId !== undefined) state.bridgeId = event.bridgeId
    if (device.kind === 'camera' && message.replayOf === null && showsPicture(event)) state.pictureAt = message.receivedAt
    // A fraction or 1e308 is no counter, and no column holds it.
    if (Number.isSafeInteger(event.counter) && !event.counterRestarts && !late) state.counter = event.counter ?? null
    if (event.deviceTime !== null && event.timeTrusted !== false && !event.retained && !event.historical && message.replayOf === null) {
      const clock = state.clock ?? device.clock
      const learned = learn(clock, Math.round(message.receivedAt.getTime() - Date.parse(event.deviceTime)) / 1000)
      if (learned !== clock) state.clock = learned
    }
  }

  #stateOf(device: RegisteredDevice): StateRow {
    const known = this.#states.get(device.id)
    if (known) return known
    const state: StateRow = {
      deviceId: device.id,
      heardAt: null,
      beats: 0,
      saidOffline: null,
      battery: null,
      batteryLow: null,
      counter: null,
      clock: null,
      pressedAt: null,
      pictureAt: null,
      bridgeId: null,
      misconfigured: null,
    }
    this.#states.set(device.id, state)
    return state
  }

  plan(): Plan {
    const alarms = [...this.#open.values()].filter(({ changed }) => changed).map(({ alarm, isNew }) => ({ alarm, isNew }))
    const keys = new Map<string, KeyRow>()
    for (const row of this.#plan.keys) {
      const name = keyOf(row.source, row.identity, row.key)
      keys.set(name, { ...row, claim: row.claim || keys.get(name)?.claim === true })
    }
    return {
      ...this.#plan,
      faults: foldFaults(this.#plan.faults),
      keys: [...keys.values()],
      strangers: [...this.#strangers.values()].sort((a, b) =>
        a.source !== b.source ? order(a.source, b.source) : order(a.externalId, b.externalId) || order(a.point, b.point),
      ),
      alarms,
      states: [...this.#states.values()].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1)),
    }
  }
}

/** By code unit, the same in every gateway. */
const order = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

function openAlarm(press: Press, id: string, foldKey: string, exercise: Exercise | null, verified: boolean): AlarmRow {
  const { message, event, device, kind } = press
  return {
    ...UNTOUCHED,
    id,
    kind,
    priority: verified ? 4 : press.priority,
    devicePriority: event?.priority ?? null,
    schoolId: press.schoolId,
    campusId: device?.campusId ?? null,
    deviceId: device?.id ?? null,
    source: message.source,
    identity: press.identity,
    point: press.point,
    position: device?.position ?? null,
    deviceTime: event?.deviceTime ? new Date(event.deviceTime) : null,
    receivedAt: message.receivedAt,
    lastPressAt: message.receivedAt,
    lastPressId: event?.nativeId ?? null,
    unacknowledgedSince: message.takenAt,
    changedAt: message.takenAt,
    exercise,
    exerciseVerified: verified,
    late: press.late,
    silent: (device?.silent ?? false) || event?.silent === true || kind === 'duress',
    misplaced: press.misplaced,
    timeTrusted: event?.timeTrusted !== false,
    foldKey,
  }
}

const WORLD_WIDE = new RegExp(UNIQUE_IN_THE_WORLD)
/** Whether a device of that identity is the same one at another mount; a friendly name is anybody's. */
const isWorldWide = (source: string | null, externalId: string): boolean =>
  source?.startsWith('edge/') === true && WORLD_WIDE.test(externalId)
