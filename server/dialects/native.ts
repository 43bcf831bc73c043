// Xiaowei's own MQTT topics: docs/asyncapi.json, `xiaowei/v1/{schoolId}/{deviceId}/{alarm|health|status}`
import { PHASED_KINDS, type PressKey } from '#contracts/event.ts'
import { NATIVE_ROOT, NativeAlarm, NativeHealth } from '#contracts/mqtt.ts'
import { readUtf8 } from './charset.ts'
import { readDeviceTime } from './device-time.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { clip, deadLetter, events, ignore, readBoolean, readObject, readPercent, readText } from './payload.ts'

const PHASED: ReadonlySet<string> = new Set(PHASED_KINDS)

/** Levels of a native topic, or null when it is none. */
export function parseNativeTopic(topic: string, base: string = NATIVE_ROOT): { schoolId: string; deviceId: string; suffix: string } | null {
  if (!topic.startsWith(`${base}/`)) return null
  const [schoolId, deviceId, suffix, ...rest] = topic.slice(base.length + 1).split('/')
  return schoolId && deviceId && suffix && rest.length === 0 ? { schoolId, deviceId, suffix } : null
}

export const native: Dialect = {
  name: 'native',
  filters: (base) => [`${base}/+/+/alarm`, `${base}/+/+/health`, `${base}/+/+/status`],
  topicIdentity: (topic, base) => ({ deviceId: parseNativeTopic(topic, base)?.deviceId ?? null }),
  memoryKey: () => null,
  decode(message) {
    const parsed = parseNativeTopic(message.topic, message.base)
    if (!parsed) return { decoded: deadLetter('unknown-topic') }
    // Vendors send GBK and call it text; our own contract is UTF-8, and what is not is no message of ours.
    if (readUtf8(message.payload) === null) return { decoded: deadLetter('not-utf8', { deviceId: parsed.deviceId }) }
    const decode = BY_SUFFIX.get(parsed.suffix)
    return { decoded: decode ? decode(message, parsed.deviceId) : deadLetter(`unknown-topic: ${clip(parsed.suffix, 40)}`) }
  },
}

type DecodeSuffix = (message: RawMessage, deviceId: string) => ReturnType<Dialect['decode']>['decoded']

const alarm: DecodeSuffix = (message, deviceId) => {
  if (message.retain && message.payload.length === 0) return ignore('retained-message-removed')
  const body = readObject(message.payload)
  if (!body.ok) return deadLetter(body.reason, { deviceId })
  const read = NativeAlarm.safeParse(body.value)
  if (!read.success) {
    const issue = read.error.issues[0]
    const field = issue?.path.join('.') || 'payload'
    // A kind that nobody knows may be a press of a newer device; of anything less, the register says whether a button sent it.
    const suspect = typeof body.value.kind === 'string' && body.value.kind !== '' && field === 'kind' ? { suspect: 'unknown' as const } : {}
    return deadLetter(`${field}: ${issue?.message ?? 'invalid'}`, { deviceId, field, ...suspect })
  }
  const { id, kind, at, exercise, point, phase, press, detail, counter, silent } = read.data
  const battery = readPercent(read.data.battery)
  const time = readDeviceTime(at, message.receivedAt)
  const pressId = id === undefined ? undefined : String(id)
  return events({
    kind,
    ...(PHASED.has(kind) ? { phase: phase ?? 'active' } : {}),
    ...(kind === 'button' ? { press: readPress(press), promotes: 'panic' as const } : {}),
    deviceId,
    ...time,
    key: pressId === undefined ? timeKey(time.deviceTime, kind, phase, point) : { value: pressId, basis: 'id' },
    ...(pressId === undefined ? {} : { nativeId: pressId }),
    ...(exercise === undefined ? {} : { exercise }),
    ...(point === undefined ? {} : { point: String(point) }),
    ...(detail === undefined ? {} : { detail }),
    ...(battery === undefined ? {} : { battery }),
    ...(counter === undefined ? {} : { counter }),
    ...(silent === undefined ? {} : { silent }),
    ...(message.retain ? { retained: true, late: true } : {}),
  })
}

/** Without an id the time identifies the press, together with what was said: a panic and a duress may share their second. */
const timeKey = (deviceTime: string | null, ...said: (string | number | undefined)[]): PressKey | null =>
  deviceTime === null ? null : { value: [deviceTime, ...said.map((word) => word ?? '')].join('/'), basis: 'time' }

const PRESSES = ['short', 'double', 'triple', 'long', 'down', 'up'] as const
const readPress = (word: string | undefined) => PRESSES.find((press) => press === word) ?? 'unknown'

const health: DecodeSuffix = (message, deviceId) => {
  if (message.retain && message.payload.length === 0) return ignore('retained-message-removed')
  const body = readObject(message.payload)
  if (!body.ok) return deadLetter(body.reason, { deviceId })
  const read = NativeHealth.safeParse(body.value)
  if (!read.success) return deadLetter('online: expected true or false', { deviceId, field: 'online' })
  const { online, at, ...values }: Record<string, unknown> = { ...body.value, ...read.data }
  const battery = readPercent(values.battery)
  return events({
    kind: readBoolean(online) ? 'heartbeat' : 'offline',
    deviceId,
    ...readDeviceTime(at, message.receivedAt),
    key: null,
    ...(battery === undefined ? {} : { battery }),
    ...(message.retain ? { retained: true } : {}),
    values,
  })
}

const status: DecodeSuffix = (message, deviceId) => {
  const text = readText(message.payload)
  if (!text.ok) return deadLetter(text.reason, { deviceId })
  if (text.value === '') return ignore('retained-message-removed')
  if (text.value !== 'online' && text.value !== 'offline')
    return deadLetter('payload: expected online or offline', { deviceId, field: 'payload' })
  return events({
    kind: text.value,
    deviceId,
    deviceTime: null,
    timeBasis: 'none',
    key: null,
    ...(message.retain ? { retained: true } : {}),
  })
}

const command: DecodeSuffix = () => ignore('our-own-downlink')

const BY_SUFFIX = new Map<string, DecodeSuffix>(Object.entries({ alarm, health, status, command }))
