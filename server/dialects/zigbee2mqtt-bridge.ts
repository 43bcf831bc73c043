// Zigbee2MQTT guide/usage/mqtt_topics_and_messages.html: zigbee2mqtt/bridge/…
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import { readDeviceTime } from './device-time.ts'
import type { RawMessage } from './dialect.ts'
import { clip, deadLetter, events, ignore, isObject, readBoolean, readJson, readText } from './payload.ts'

const NO_TIME = { deviceTime: null, timeBasis: 'none', key: null } as const

/** `online` or `offline` from a bare word, `{"state": …}` or a boolean; null for anything else. */
export function readPresence(payload: Uint8Array): 'online' | 'offline' | null {
  const text = readText(payload)
  if (!text.ok) return null
  const json = readJson(text.value)
  const value = json.ok ? (isObject(json.value) ? json.value.state : json.value) : text.value
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value
  if (word === 'online' || word === 'offline') return word
  return typeof word === 'boolean' ? (word ? 'online' : 'offline') : null
}

/** A message below `bridge/`; `path` is the rest of the topic. The bridge is no device: events about itself have none. */
export function decodeBridge(message: RawMessage, path: string): Decoded {
  if (message.payload.length === 0) return ignore('removed')
  const decode = BY_PATH.get(path)
  return decode ? decode(message, message.base) : ignore(`bridge/${clip(path, 60)}`)
}

const retained = (message: RawMessage) => (message.retain ? { retained: true } : {})

const state = (message: RawMessage, bridgeId: string): Decoded => {
  const kind = readPresence(message.payload)
  if (kind === null) return deadLetter('state: expected online or offline', { deviceId: null, bridgeId, field: 'state' })
  return events({ kind, deviceId: null, bridgeId, detail: 'bridge', ...NO_TIME, ...retained(message) })
}

// A hundred devices with all that their converters expose.
const MOST_BYTES = 8 * 1024 * 1024

const json = (message: RawMessage): unknown => {
  const text = readText(message.payload, MOST_BYTES)
  const value = text.ok ? readJson(text.value) : text
  return value.ok ? value.value : undefined
}
const nameOf = (value: unknown): string | undefined => {
  if (!isObject(value)) return undefined
  const name = value.friendly_name ?? value.ieee_address
  return typeof name === 'string' && name !== '' ? name : undefined
}
const nativeIdOf = (value: unknown) => (isObject(value) && typeof value.ieee_address === 'string' ? { nativeId: value.ieee_address } : {})

/** The retained list of all devices; the coordinator is the bridge itself. */
const devices = (message: RawMessage, bridgeId: string): Decoded => {
  const list = json(message)
  if (!Array.isArray(list)) return deadLetter('not-a-list', { deviceId: null, bridgeId })
  const found = list.flatMap((item): DecodedEvent[] => {
    const deviceId = nameOf(item)
    if (deviceId === undefined || !isObject(item) || item.type === 'Coordinator') return []
    return [{ kind: 'discovery', deviceId, bridgeId, ...nativeIdOf(item), ...NO_TIME, ...retained(message) }]
  })
  return found.length > 0 ? events(...found) : ignore('no-devices')
}

const EVENT_KINDS = new Map<string, DecodedEvent['kind']>([
  ['device_joined', 'discovery'],
  ['device_interview', 'discovery'],
  ['device_announce', 'online'],
  ['device_leave', 'offline'],
])
const event = (message: RawMessage, bridgeId: string): Decoded => {
  const body = json(message)
  if (!isObject(body)) return deadLetter('not-an-object', { deviceId: null, bridgeId })
  const kind = typeof body.type === 'string' ? EVENT_KINDS.get(body.type) : undefined
  const deviceId = nameOf(body.data)
  if (kind === undefined || deviceId === undefined) return ignore('bridge-event')
  return events({ kind, deviceId, bridgeId, detail: String(body.type), ...nativeIdOf(body.data), ...NO_TIME })
}

/** Since 2.2: the bridge's own pulse, every ten minutes; its response_time is the moment of the answer, epoch ms. */
const health = (message: RawMessage, bridgeId: string): Decoded => {
  const body = json(message)
  if (!isObject(body)) return deadLetter('not-an-object', { deviceId: null, bridgeId })
  const time = readDeviceTime(typeof body.response_time === 'number' ? body.response_time : undefined, message.receivedAt)
  const mqtt = isObject(body.mqtt) ? readBoolean(body.mqtt.connected) : undefined
  return events({
    kind: 'telemetry',
    deviceId: null,
    bridgeId,
    detail: 'bridge',
    ...time,
    timeSource: 'bridge',
    key: null,
    ...(mqtt === false ? { quality: 'mqtt-disconnected' } : {}),
  })
}

const BY_PATH = new Map<string, (message: RawMessage, bridgeId: string) => Decoded>(Object.entries({ state, devices, event, health }))
