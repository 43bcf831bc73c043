// Dahua: HTTP API eventManager / DHIP carried raw below edge/<school>/<name>/<device>/event; trees of elad-bar/DahuaVTO2MQTT and psyciknz/CameraEvents
import { type Decoded, type DecodedEvent, PHASED_KINDS } from '#contracts/event.ts'
import { armMeaning, codeName, type DahuaMeaning, dahuaMeaning, isArmMode, isSilentCode, sensorMeaning } from './dahua-code.ts'
import { type DahuaEvent, eventOf, readDahua } from './dahua-line.ts'
import { type DeviceTime, readDeviceTime } from './device-time.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { clip, deadLetter, events, ignore, isObject, readBoolean, readJson, readNumber, readText } from './payload.ts'
import { suspectOf } from './suspect.ts'

export const dahua: Dialect = {
  name: 'dahua',
  filters: (base) => [base === '' ? '#' : `${base}/#`],
  topicIdentity: (topic, base) => {
    const [key, suffix] = levelsBelow(topic, base) ?? []
    if (key && suffix && RAW.has(suffix)) return { deviceId: key }
    return { deviceId: null, ...(base === '' ? {} : { bridgeId: base }) }
  },
  memoryKey: () => null,
  decode: (message) => {
    const levels = levelsBelow(message.topic, message.base)
    if (levels === null) return { decoded: deadLetter('unknown-topic') }
    if (message.retain && message.payload.length === 0) return { decoded: ignore('retained-message-removed') }
    return { decoded: decodeTopic(message, levels) }
  },
}

function levelsBelow(topic: string, base: string): string[] | null {
  if (base !== '' && !topic.startsWith(`${base}/`)) return null
  return topic.slice(base === '' ? 0 : base.length + 1).split('/')
}

const RAW: ReadonlySet<string> = new Set(['alert', 'event', 'message', 'frame'])
const SWITCH = /^\s{0,4}(on|off)\s{0,4}$/i

/** Whose tree it is shows in the topic: `$…` and ON or OFF are CameraEvents', `Event` with a capital is DahuaVTO2MQTT's, the rest is raw. */
function decodeTopic(message: RawMessage, levels: readonly string[]): Decoded {
  const [first = '', second = ''] = levels
  if (first.startsWith('$')) return bridgeStatus(message, first)
  if (levels.at(-1) === 'command' || first === 'Command') return ignore('our-own-downlink')
  const word = new TextDecoder('latin1').decode(message.payload.subarray(0, 16))
  if (SWITCH.test(word)) return switched(message, levels, /on/i.test(word))
  if (second === 'Event') return doorStation(message, first)
  if (first === 'MagneticLock' || /^(Image|Clip|picture|alerts)$/.test(second) || levels.at(-1) === 'state')
    return ignore('nothing-of-safety')
  if (first === 'IVS' && second !== '') return ivsText(message, second)
  if (RAW.has(second)) return raw(message, first)
  return second === '' ? deadLetter('unknown-topic') : codeInPayload(message, first)
}

const retainedOf = ({ retain }: RawMessage) => (retain ? { retained: true, late: true } : {})
const NO_TIME = { deviceTime: null, timeBasis: 'none', key: null } as const
const bridgeOf = ({ base }: RawMessage) => (base === '' ? {} : { bridgeId: base })

function raw(message: RawMessage, deviceId: string): Decoded {
  const read = readDahua(message.payload)
  if (!read.ok) return refuse(message, deviceId, read.reason)
  if (read.value.length === 0) return events({ kind: 'heartbeat', deviceId, ...NO_TIME, ...retainedOf(message) })
  return tell(message, read.value, (event) => ({ deviceId, ...(event.serial === undefined ? {} : { nativeId: clip(event.serial, 100) }) }))
}

/** A line that cannot be read and names a code that may be a press. */
function refuse(message: RawMessage, deviceId: string | null, reason: string): Decoded {
  const text = new TextDecoder('latin1').decode(message.payload.subarray(0, 8192))
  const code = /["\s]?\bCode"?\s{0,4}[=:]\s{0,4}"?(\w{2,60})/i.exec(text)?.[1]
  const suspect = code === undefined || isSilentCode(code) ? undefined : suspectOf([{ ...dahuaMeaning(code), phase: 'active' }])
  return deadLetter(reason, { deviceId, ...(deviceId === null ? bridgeOf(message) : {}), ...(suspect === undefined ? {} : { suspect }) })
}

type Identity = Pick<DecodedEvent, 'deviceId' | 'bridgeId' | 'nativeId'>

function tell(message: RawMessage, list: readonly DahuaEvent[], identityOf: (event: DahuaEvent) => Identity): Decoded {
  const found = list.flatMap((event) => {
    const said = tellOne(message, event)
    return said === null ? [] : [{ ...identityOf(event), ...said }]
  })
  return found.length > 0 ? events(...found) : ignore('nothing-of-safety')
}

const PHASED: ReadonlySet<string> = new Set(PHASED_KINDS)

function tellOne(message: RawMessage, event: DahuaEvent): Omit<DecodedEvent, 'deviceId'> | null {
  const { code, data } = event
  if (isSilentCode(code)) return null
  const action = event.action.toLowerCase()
  const { index: counts, ...meaning } = meaningOf(event)
  const time = timeOf(data, message.receivedAt)
  const place = event.index === undefined || event.index < 0 || counts === 'none' ? {} : { [counts]: event.index }
  const name = typeof data.Name === 'string' && data.Name !== '' ? { description: clip(data.Name, 200) } : {}
  const common = { ...time, ...place, ...name, key: keyOf(time, event), ...retainedOf(message) }
  if (meaning.kind === 'button') return action === 'stop' || !isRung(event) ? null : { ...meaning, ...common }
  if (!PHASED.has(meaning.kind)) return { ...meaning, ...common }
  const isOver = action === 'stop' || isWellAgain(event)
  const { promotes, ...rest } = meaning
  return {
    ...rest,
    phase: isOver ? 'cleared' : 'active',
    ...(promotes && !isOver ? { promotes } : {}),
    ...(action === 'pulse' && !isOver ? { momentary: true } : {}),
    ...(action === 'state' ? { repeat: true } : {}),
    ...common,
  }
}

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const meaningOf = ({ code, data }: DahuaEvent): DahuaMeaning => {
  if (isArmMode(code)) return armMeaning(wordOf(data.Mode) || wordOf(data.ArmMode))
  const meaning = dahuaMeaning(code)
  const isSensor = code.toLowerCase() === 'profilealarmtransmit'
  if (!isSensor && (meaning.kind !== 'alarm-input' || meaning.index !== 'input')) return meaning
  // A panel names the detector behind a zone; a recorder knows only its contact.
  return sensorMeaning(wordOf(data.SenseMethod) || wordOf(data.AlarmType))
}

/** A call is rung by its invitation; the key's lamp: 1 pressed, 2 unanswered, 4 and 5 talking, 8 unlocked. */
function isRung({ code, data }: DahuaEvent): boolean {
  if (codeName(code) === 'dotalkaction') return /^invite$/i.test(wordOf(data.Action))
  return codeName(code) !== 'backkeylight' || data.State === undefined || readNumber(data.State) === 1
}
const isWellAgain = ({ code, data }: DahuaEvent): boolean =>
  code.toLowerCase() === 'alarmclear' || (code.toLowerCase() === 'sipregisterresult' && readBoolean(data.Success) === true)

/** Farther apart than this, a device's UTC is no UTC. Milliseconds. */
const NEAR_MS = 15 * 60_000
const SHANGHAI_MS = 8 * 3_600_000

/**
 * `RealUTC`, else `UTC` (seconds), which wins over `LocaleTime`; but some firmwares put local time into UTC: where only the reading as local
 * time comes near the gateway's clock, it is that.
 */
function timeOf(data: DahuaEvent['data'], receivedAt: Date): DeviceTime {
  const utc = readNumber(data.RealUTC) ?? readNumber(data.UTC)
  const local = typeof data.LocaleTime === 'string' ? data.LocaleTime : undefined
  if (utc === undefined || utc <= 0) return readDeviceTime(local, receivedAt)
  const isNear = (ms: number) => Math.abs(ms - receivedAt.getTime()) <= NEAR_MS
  if (data.RealUTC === undefined && !isNear(utc * 1000) && isNear(utc * 1000 - SHANGHAI_MS) && Math.abs(utc) < 1e11)
    return readDeviceTime(new Date(utc * 1000).toISOString().slice(0, 19), receivedAt)
  return readDeviceTime(utc, receivedAt)
}

function keyOf({ deviceTime }: DeviceTime, { code, action, index, data }: DahuaEvent): DecodedEvent['key'] {
  if (deviceTime === null) return null
  const words = [deviceTime, code, action, index, data.EventSeq ?? data.EventID].filter(
    (word) => word !== undefined && typeof word !== 'object',
  )
  return { value: words.join('/'), basis: 'time' }
}

/** DahuaVTO2MQTT: `<base>/<Code>/Event` {Action, Data, deviceType, serialNumber}. */
function doorStation(message: RawMessage, code: string): Decoded {
  const text = readText(message.payload)
  const json = text.ok ? readJson(text.value) : text
  if (!json.ok || !isObject(json.value)) {
    const suspect = isSilentCode(code) ? undefined : suspectOf([{ ...dahuaMeaning(code), phase: 'active' }])
    return deadLetter(json.ok ? 'not-an-object' : json.reason, { ...bridgeOf(message), ...(suspect === undefined ? {} : { suspect }) })
  }
  const event = eventOf(code, new Map(Object.entries(json.value).map(([name, inner]) => [name.toLowerCase(), inner])))
  return tell(message, [event], ({ serial }) => ({ deviceId: clip(serial ?? message.base, 100), ...bridgeOf(message) }))
}

/** `<device>:<channel>`, or the name that people gave the channel; a bare number belongs to the bridge's only device. */
function nameOf(message: RawMessage, level: string): { deviceId: string; index: number | undefined } {
  const at = level.lastIndexOf(':')
  if (at > 0) return { deviceId: level.slice(0, at), index: readNumber(level.slice(at + 1)) }
  return /^\d{1,4}$/.test(level) ? { deviceId: message.base || level, index: Number(level) } : { deviceId: level, index: undefined }
}

/** CameraEvents: `<base>/<Code>/<name>` ON or OFF; `<base>/<name>/event` says the same of any code, for motion lights. */
function switched(message: RawMessage, levels: readonly string[], isOn: boolean): Decoded {
  const [first = '', second = ''] = levels
  if (levels.at(-1) === 'state' || second === 'alerts') return ignore('setting')
  const isAny = second === 'event'
  const { deviceId, index } = nameOf(message, isAny ? first : second)
  if (deviceId === '') return deadLetter('unknown-topic')
  const event = { code: isAny ? 'VideoMotion' : first, action: isOn ? 'Start' : 'Stop', index, data: {} }
  return tell(message, [event], () => ({ deviceId, ...bridgeOf(message) }))
}

/** `<base>/IVS/<name>`: "CrossLineDetection With Human in RightToLeft direction for Gate region", or {name, reason, object}. */
function ivsText(message: RawMessage, name: string): Decoded {
  const text = readText(message.payload)
  const { deviceId, index } = nameOf(message, name)
  const json = text.ok && text.value.startsWith('{') ? readJson(text.value) : null
  const told = json?.ok && isObject(json.value) ? json.value.name : text.ok ? text.value : ''
  const code = typeof told === 'string' ? /^\w{2,60}/.exec(told)?.[0] : undefined
  if (code === undefined) return deadLetter('payload: expected a rule', { deviceId, ...bridgeOf(message), suspect: 'intrusion' })
  const meant = dahuaMeaning(code).kind === 'alarm-other' ? 'CrossRegionDetection' : code
  return tell(message, [{ code: meant, action: 'Pulse', index, data: {} }], () => ({ deviceId, ...bridgeOf(message) }))
}

/** `<base>/<name>/<device>`: a code that CameraEvents has no topic for, at its start and at its end alike. */
function codeInPayload(message: RawMessage, name: string): Decoded {
  const text = readText(message.payload)
  const { deviceId, index } = nameOf(message, name)
  if (!text.ok || !/^\w{2,60}$/.test(text.value)) return refuse(message, deviceId, 'unknown-topic')
  return tell(message, [{ code: text.value, action: 'Pulse', index, data: {} }], () => ({ deviceId, ...bridgeOf(message) }))
}

/** `$online` True or False (a Python bool, retained; last will), `$heartbeat`, `$version`. */
function bridgeStatus(message: RawMessage, level: string): Decoded {
  const common = { deviceId: null, ...bridgeOf(message), ...NO_TIME, ...(message.retain ? { retained: true } : {}) }
  if (level === '$heartbeat') return events({ kind: 'heartbeat', ...common })
  if (level !== '$online') return ignore('bridge-property')
  const text = readText(message.payload)
  const isOnline = text.ok ? readBoolean(text.value) : undefined
  if (isOnline === undefined) return deadLetter('payload: expected True or False', { ...bridgeOf(message), field: 'payload' })
  return events({ kind: isOnline ? 'online' : 'offline', ...common })
}
