import type { DecodedEvent } from '#contracts/event.ts'
import type { Message, Plan, Register, RegisteredDevice } from './intake.ts'
import { IntakeBook, NO_PAYLOAD, RETAINED_PRESS, UNKNOWN_DEVICE } from './intake-book.ts'
import { consequenceOf, pointOf, suspectOfStranger } from './kind.ts'
import { isBehind, isOlderByCounter, learnedOffset } from './lateness.ts'
import { listedPoint } from './stranger.ts'

/**
 * Decides what a batch of messages does: which events are kept, which alarms open, fold or alarm again, which messages are dead letters
 * and which of those may have been a press. Pure: the register comes in, a plan goes out, ids come from `newId`.
 */
export function planIntake(messages: readonly Message[], register: Register, newId: () => string): Plan {
  const book = new IntakeBook(register, newId)
  for (const message of messages) take(message, book)
  return book.plan()
}

function take(message: Message, book: IntakeBook): void {
  const { decoded } = message
  book.outcome(message, { accepted: true, reason: null, pressId: null, alarmId: null })
  if (decoded.disposition === 'dead-letter') takeUnreadable(message, decoded, book)
  if (decoded.disposition === 'events') for (const event of decoded.events) takeEvent(message, event, book)
}

function takeUnreadable(message: Message, decoded: Extract<Message['decoded'], { disposition: 'dead-letter' }>, book: IntakeBook): void {
  const deviceId = decoded.deviceId ?? message.deviceId
  const device = deviceId === null ? null : book.find(message.source, deviceId, '')
  const bridge = decoded.bridgeId ?? message.bridgeId
  // A bridge that has spoken for a registered button may be speaking for it now.
  const onButtonsTopic = device
    ? device.kind === 'panicButton'
    : deviceId === null && bridge !== null && book.register.buttonBridges.has(bridge)
  const isRemoval = decoded.reason === NO_PAYLOAD && device !== null && book.retainsPress(device)
  const suspect = decoded.suspect ?? (onButtonsTopic && !isRemoval ? 'unknown' : null)
  book.deadLetter(message, { reason: decoded.reason, field: decoded.field ?? null, suspect, identity: deviceId ?? bridge, device })
}

/** GB/T 28181 annex D: a camera or an IP camera. */
const CAMERA_ID = /^\d{10}13[12]\d{7}$/

function takeEvent(message: Message, event: DecodedEvent, book: IntakeBook): void {
  if (message.police && event.listed !== undefined) {
    if (event.deviceId !== null && CAMERA_ID.test(event.deviceId)) book.listing(message, event.deviceId, event.listed)
    return
  }
  const point = pointOf(event)
  // A bridge that speaks of itself is a device where the register has it under its own name.
  const identity = event.deviceId ?? event.bridgeId ?? null
  const listed = listedPoint(event)
  const device =
    identity === null
      ? null
      : listed === ''
        ? book.find(message.source, identity, point)
        : book.findListed(message.source, identity, listed)
  if (device) takeKnown(message, event, device, point, book)
  else takeUnknown(message, event, book)
}

function takeKnown(message: Message, event: DecodedEvent, device: RegisteredDevice, point: string, book: IntakeBook): void {
  if (event.quality === 'undecoded' && device.kind === 'panicButton') {
    // A button spoke and no codec knows its bytes: it may have been a press.
    book.deadLetter(message, { reason: 'undecoded', field: null, suspect: 'unknown', identity: device.externalId, device, event })
    return
  }
  const consequence = consequenceOf(event, device)
  const late = isLate(message, event, book.clockOf(device), book.counterOf(device))
  if (consequence.is === 'alarm') {
    const { kind, priority } = consequence
    const misplaced = message.schoolId !== null && message.schoolId !== device.schoolId
    const repeat = event.repeat === true
    const { schoolId, externalId: identity } = device
    book.press(
      { message, event, device, kind, priority, schoolId, identity, point, late, misplaced, repeat, detail: {} },
      otherSchool(message, device, book),
    )
    if (event.retained) book.misconfigured(device, RETAINED_PRESS, message.receivedAt)
  } else if (consequence.is === 'fault') {
    book.fault(message, event, device, { late, saidAt: faultSaidAt(message, event, book.clockOf(device), book.counterOf(device)) })
  } else if (consequence.is === 'event') {
    book.event(message, event, device, point, late, false)
  }
  book.heard(message, event, device, late)
}

/** An event of nobody we know, of a bridge itself, or of a device that its message does not name. */
function takeUnknown(message: Message, event: DecodedEvent, book: IntakeBook): void {
  const suspect = suspectOfStranger(event)
  if (event.deviceId === null && suspect === null) {
    book.event(message, event, null, '', false, false)
    return
  }
  const identity = event.deviceId ?? event.bridgeId ?? null
  book.deadLetter(message, { reason: UNKNOWN_DEVICE, field: null, suspect, identity, device: null, event })
}

/** The school that the topic names, where the register says another and knows both. */
function otherSchool(message: Message, device: RegisteredDevice, book: IntakeBook): string | null {
  const { schoolId } = message
  return schoolId !== null && schoolId !== device.schoolId && book.register.schools.has(schoolId) ? schoolId : null
}

/** 延迟上报: retained, historical by protocol, replayed, older by the device's counter, or more than 60 s behind its learned clock. */
function isLate(message: Message, event: DecodedEvent, clock: RegisteredDevice['clock'], lastCounter: number | null): boolean {
  if (event.retained || event.historical || event.late || message.replayOf !== null) return true
  return isOlder(event, lastCounter) || lagOf(message, event, clock) > 0
}

/**
 * When a word about a fault was said, by our clock: what waited while its device was offline still tells of a fault or its end, and the
 * newest word counts. Null = it says nothing of how its device stands: a test, historical, replayed, older by the device's counter, or an
 * event that the broker retained (a state that it retained is how the device stands).
 */
function faultSaidAt(message: Message, event: DecodedEvent, clock: RegisteredDevice['clock'], lastCounter: number | null): Date | null {
  const isRetainedState = event.retained === true && event.momentary !== true
  if (event.phase === 'test' || event.historical || message.replayOf !== null || (event.late && !isRetainedState)) return null
  if (isOlder(event, lastCounter)) return null
  return new Date(message.receivedAt.getTime() - lagOf(message, event, clock) * 1000)
}

const isOlder = (event: DecodedEvent, lastCounter: number | null): boolean =>
  !event.counterRestarts && isOlderByCounter(lastCounter, event.counter)

/** How far a message lags its device's learned clock, s; 0 = it does not. */
function lagOf({ receivedAt }: Message, { deviceTime, timeTrusted }: DecodedEvent, clock: RegisteredDevice['clock']): number {
  if (deviceTime === null || timeTrusted === false) return 0
  const offset = (receivedAt.getTime() - Date.parse(deviceTime)) / 1000
  return isBehind(clock, offset) ? offset - (learnedOffset(clock) ?? offset) : 0
}
