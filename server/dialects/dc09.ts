// ANSI/SIA DC-09-2013 carried raw below edge/<school>/<name>/<receiver>/frame[/<id>]; and paolostivanin/sia2mqtt, which has decoded already
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import { qualify } from './contact-id.ts'
import { readContactId, readExtended, readSia, type Said } from './dc09-data.ts'
import { type Frame, readFrame, readFrameTime, splitFrames } from './dc09-frame.ts'
import { readDeviceTime } from './device-time.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { clip, deadLetter, events, ignore, isObject, MAX_PAYLOAD_BYTES, readBoolean, readJson, readNumber, readText } from './payload.ts'
import { deviceKeyOf } from './raw-topic.ts'
import { siaMeaning } from './sia-code.ts'
import { joinParts, suspectOf } from './suspect.ts'

export const dc09: Dialect = {
  name: 'dc09',
  filters: (base) => [base === '' ? '#' : `${base}/#`],
  topicIdentity: (topic, base) => {
    const key = deviceKeyOf(topic, base)
    return { deviceId: key, ...(key === null ? {} : { bridgeId: key }) }
  },
  memoryKey: () => null,
  decode: (message) => {
    const key = deviceKeyOf(message.topic, message.base)
    if (key === null) return { decoded: deadLetter('unknown-topic') }
    if (message.payload.length === 0 && message.retain) return { decoded: ignore('retained-message-removed') }
    const suffix = message.topic.split('/').at(message.base === '' ? 1 : message.base.split('/').length + 1) ?? ''
    const decodeSuffix = DECODED_BY_BRIDGE.get(suffix)
    return { decoded: decodeSuffix ? decodeSuffix(message, key) : decodeFrame(message, key) }
  },
}

const retainedOf = ({ retain }: RawMessage) => (retain ? { retained: true, late: true } : {})

function decodeFrame(message: RawMessage, bridgeId: string): Decoded {
  if (message.payload.length > MAX_PAYLOAD_BYTES) return deadLetter('too-large', { deviceId: bridgeId, bridgeId, suspect: 'unknown' })
  const test = periodicTest(message, bridgeId)
  if (test) return test
  const parts = splitFrames(message.payload).map((frame) => decodeOne(message, bridgeId, frame))
  return joinParts(parts, { deviceId: bridgeId })
}

function decodeOne(message: RawMessage, bridgeId: string, bytes: Uint8Array): Decoded {
  const read = readFrame(bytes)
  if (read.ok) return decodeParts(message, bridgeId, read.value)
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 4096))
  const isFrame = /SIA-DCS|ADM-CID|\[#?\w{0,16}\|/.test(text)
  const deviceId = /#(\w{3,16})\b/.exec(text)?.[1] ?? bridgeId
  return deadLetter(read.reason, { deviceId, bridgeId, ...(isFrame ? { suspect: 'unknown' } : {}) })
}

function decodeParts(message: RawMessage, bridgeId: string, frame: Frame): Decoded {
  const deviceId = clip(frame.account ?? bridgeId, 64)
  const refuse = (reason: string, said: readonly Said[] | null): Decoded => {
    const suspect = said === null ? 'unknown' : suspectOf(said)
    return deadLetter(reason, { deviceId, bridgeId, ...(suspect === undefined ? {} : { suspect }) })
  }
  if (ANSWERS.has(frame.token)) return ignore(`answer-of-the-receiver: ${frame.token}`)
  const common = { deviceId, bridgeId, ...timesOf(frame, message.receivedAt), key: keyOf(frame, deviceId), ...retainedOf(message) }
  // Link supervision has no content, so that there is nothing to decrypt.
  if (frame.token === 'NULL') return frame.broken ? refuse(frame.broken, []) : events({ kind: 'heartbeat', ...common, key: null })
  if (frame.encrypted) return refuse('encrypted-no-key', null)
  const read = READERS.get(frame.token)
  if (!read) return refuse(`unknown-protocol: ${clip(frame.token, 20)}`, null)
  const said = read(frame.data)
  if (frame.broken) return refuse(frame.broken, said)
  if (said === null) return refuse('data: not in the form of its protocol', null)
  if (said.length === 0) return events({ kind: 'heartbeat', ...common, key: null })
  return events(
    ...said.map(
      (one, index): DecodedEvent => ({
        ...common,
        ...readExtended(frame.extended),
        ...one,
        key: common.key === null || index === 0 ? common.key : { ...common.key, value: `${common.key.value}/${index}` },
      }),
    ),
  )
}

const ANSWERS: ReadonlySet<string> = new Set(['ACK', 'NAK', 'DUH', 'RSP'])
/** Some panels supervise the link by an event of zeros instead of NULL. */
const READERS = new Map<string, (data: string) => Said[] | null>([
  ['ADM-CID', (data) => (/^0000\b/.test(data) ? [] : readContactId(data))],
  ['SIA-DCS', (data) => (data === '' ? [] : readSia(data))],
])

/** H is when it happened, the timestamp when it was sent: an event that waited more than a minute for its line is late by the protocol. */
function timesOf(frame: Frame, receivedAt: Date): Pick<DecodedEvent, 'deviceTime' | 'timeBasis' | 'timeTrusted' | 'historical' | 'late'> {
  const sent = readFrameTime(frame.timestamp, receivedAt)
  const happened = readFrameTime(frame.extended.find(({ id }) => id === 'H')?.text, receivedAt)
  if (happened.deviceTime === null) return sent
  const waited = sent.deviceTime === null ? 0 : Date.parse(sent.deviceTime) - Date.parse(happened.deviceTime)
  return { ...happened, ...(waited > 60_000 ? { historical: true, late: true } : {}) }
}

/** A panel repeats a frame with its sequence number until it is acknowledged; 1 to 9999 and round again, 0000 is none. */
function keyOf(frame: Frame, deviceId: string): DecodedEvent['key'] {
  return frame.sequence === '0000' ? null : { value: `${deviceId}/${frame.sequence}/${frame.data}`, basis: 'counter' }
}

/** "SR0001L0001    006969XX    [ID00000000]": the receiver's own report that an account was heard (OH). */
function periodicTest(message: RawMessage, bridgeId: string): Decoded | null {
  const text = new TextDecoder('latin1').decode(message.payload.subarray(0, 200))
  const account = /^\s{0,4}SR\d{4}L\d{4}\s{1,20}(\w{1,16})\s{1,20}\[ID\w{1,16}\]/.exec(text)?.[1]
  if (account === undefined) return null
  return events({
    kind: 'test',
    detail: 'periodic',
    deviceId: account,
    bridgeId,
    deviceTime: null,
    timeBasis: 'none',
    key: null,
    ...retainedOf(message),
  })
}

type DecodeSuffix = (message: RawMessage, deviceId: string) => Decoded

/** `{"state":"armed","code":"CL","ts":"…"}`: every alarm is "alarm" there, so that the code tells them apart; without one it is raised as unknown. */
const state: DecodeSuffix = (message, deviceId) => {
  const text = readText(message.payload)
  const bridgeId = message.base
  const refuse = (reason: string): Decoded =>
    deadLetter(reason, { deviceId, bridgeId, ...(text.ok && /alarm/i.test(text.value) ? { suspect: 'unknown' } : {}) })
  if (!text.ok) return refuse(text.reason)
  const json = readJson(text.value)
  const body = json.ok && isObject(json.value) ? json.value : /^\w{1,20}$/.test(text.value) ? { state: text.value } : null
  if (body === null) return refuse(json.ok ? 'not-an-object' : json.reason)
  const code = typeof body.code === 'string' ? /^([A-Z]{2})(\d{0,9})$/.exec(body.code.trim().toUpperCase()) : null
  const word = typeof body.state === 'string' ? body.state.trim().toLowerCase() : ''
  const user = readNumber(body.user)
  const common = {
    deviceId,
    bridgeId,
    // The bridge's clock, not the panel's.
    ...readDeviceTime(body.ts, message.receivedAt),
    timeSource: 'bridge' as const,
    ...(user === undefined ? {} : { user }),
    ...retainedOf(message),
  }
  const { meaning, qualifier } = code ? siaMeaning(code[1] as string) : (STATES.get(word) ?? { meaning: null, qualifier: 1 })
  if (meaning === null) return word === 'unknown' ? ignore('state-not-known-yet') : refuse('state: unknown')
  const key = common.deviceTime === null ? null : { value: `${code?.[0] ?? word}/${common.deviceTime}`, basis: 'time' as const }
  return events({ ...common, ...qualify(meaning, qualifier), key })
}
const STATES = new Map<string, Pick<ReturnType<typeof siaMeaning>, 'meaning' | 'qualifier'>>([
  ['armed', siaMeaning('CL')],
  ['night', siaMeaning('NL')],
  ['disarmed', siaMeaning('OP')],
  ['alarm', { meaning: { kind: 'alarm-other', detail: 'unknown', promotes: 'panic' }, qualifier: 1 }],
])

const availability: DecodeSuffix = (message, deviceId) => {
  const text = readText(message.payload)
  const word = text.ok ? text.value.toLowerCase() : ''
  const isOnline = word === 'online' || readBoolean(word) === true
  if (!isOnline && word !== 'offline' && readBoolean(word) !== false)
    return deadLetter('payload: expected online or offline', { deviceId, bridgeId: message.base, field: 'payload' })
  return events({
    kind: isOnline ? 'online' : 'offline',
    deviceId,
    bridgeId: message.base,
    deviceTime: null,
    timeBasis: 'none',
    key: null,
    ...(message.retain ? { retained: true } : {}),
  })
}

const DECODED_BY_BRIDGE = new Map<string, DecodeSuffix>(
  Object.entries({ state, availability, user: () => ignore('user-of-the-last-event'), command: () => ignore('our-own-downlink') }),
)
