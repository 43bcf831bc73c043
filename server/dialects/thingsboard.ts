// ThingsBoard MQTT gateway API (v1/gateway/…) and MQTT device API (v1/devices/me/…, v2/…), https://thingsboard.io/docs/reference/
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import { readDeviceTime } from './device-time.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { clip, deadLetter, events, ignore, isObject, readJson, readText } from './payload.ts'
import { bounded, keepStanding, type Property, readStanding, reportEvent, reportProperties, type Standing } from './thing-report.ts'
import { isPanicName } from './thing-words.ts'

export const thingsboard: Dialect = {
  name: 'thingsboard',
  filters: (base) => ['v1/gateway/#', 'v1/devices/me/#', 'v2/t/#', 'v2/a/#'].map((filter) => (base === '' ? filter : `${base}/${filter}`)),
  // A device's own topics name nobody: its broker knew it by its user name.
  topicIdentity: () => ({ deviceId: null }),
  memoryKey: (message) => (placeOf(message.topic, message.base) ? 'states' : null),
  decode: (message, memory) => {
    const place = placeOf(message.topic, message.base)
    if (!place) return { decoded: deadLetter('unknown-topic'), memory }
    const { decoded, standing } = decodePlace(message, place, readStanding(memory))
    return { decoded, memory: keepStanding(standing) }
  },
}

interface Place {
  readonly isGateway: boolean
  readonly path: string
}
function placeOf(topic: string, base: string): Place | null {
  const path = base === '' ? topic : topic.startsWith(`${base}/`) ? topic.slice(base.length + 1) : ''
  const found = /^\/?v1\/(gateway|devices\/me)\/(.+)$/.exec(path)
  if (found) return { isGateway: found[1] === 'gateway', path: found[2] as string }
  const short = /^\/?v2\/([ta])(?:\/j)?$/.exec(path)?.[1]
  return short === undefined ? null : { isGateway: false, path: short === 't' ? 'telemetry' : 'attributes' }
}

type Answer = { decoded: Decoded; standing: Standing }

function decodePlace(message: RawMessage, { isGateway, path }: Place, standing: Standing): Answer {
  const only = (decoded: Decoded): Answer => ({ decoded, standing })
  if (/^(attributes\/(request|response)|rpc\/response|claim|provision|fw|sw)(\/|$)/.test(path)) return only(ignore('request'))
  if (message.payload.length === 0) return only(ignore(message.retain ? 'retained-message-removed' : 'empty'))
  const text = readText(message.payload)
  if (!text.ok) return only(deadLetter(text.reason))
  const json = readJson(text.value)
  if (!json.ok) return only(deadLetter(json.reason, suspicion(text.value)))
  const { value } = json
  if (path === 'telemetry' || path === 'attributes')
    return isGateway ? gatewayReport(message, value, standing) : report(message, null, value, standing)
  if (isGateway && (path === 'connect' || path === 'disconnect')) return only(presence(message, value, path))
  if (path === 'rpc' || path.startsWith('rpc/request')) return only(remoteCall(message, value, isGateway))
  return only(deadLetter(`unknown-topic: ${clip(path, 60)}`))
}

const suspicion = (text: string): { suspect?: 'panic' } =>
  isPanicName(
    text
      .slice(0, 4096)
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .slice(0, 120),
  ) || /sos|panic|emergency|紧急|求助/i.test(text)
    ? { suspect: 'panic' }
    : {}

const nameOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? clip(value, 200) : null)

function presence(message: RawMessage, value: unknown, path: string): Decoded {
  const deviceId = isObject(value) ? nameOf(value.device) : nameOf(value)
  if (deviceId === null) return deadLetter('device: missing', { field: 'device' })
  return events({
    kind: path === 'connect' ? 'online' : 'offline',
    deviceId,
    deviceTime: null,
    timeBasis: 'none',
    key: null,
    ...(message.retain ? { retained: true } : {}),
  })
}

/** Calls go both ways on the same topics; one by which a device itself calls for help is no command. */
function remoteCall(message: RawMessage, value: unknown, isGateway: boolean): Decoded {
  const body = isObject(value) ? value : {}
  const call = isGateway && isObject(body.data) ? body.data : body
  const method = nameOf(call.method)
  if (
    method === null ||
    isGateway ||
    !isPanicName(method) ||
    /^(set|get|open|close|stop|cancel|reset|clear|test|enable|disable|update|query)/i.test(method)
  )
    return ignore('remote-call')
  const time = readDeviceTime(undefined, message.receivedAt)
  return events(reportEvent({ deviceId: null, called: '' }, message, { identifier: method, output: call.params, time, key: null }))
}

/** `{"<device name>": [{ts, values}, …], …}`; shared attributes that the server sends are `{device, data}`. */
function gatewayReport(message: RawMessage, value: unknown, standing: Standing): Answer {
  if (!isObject(value) || Object.keys(value).length === 0) return { decoded: deadLetter('devices: expected an object'), standing }
  if (typeof value.device === 'string' && 'data' in value) return { decoded: ignore('attribute-update'), standing }
  let next = standing
  const list = Object.entries(value).flatMap(([name, rows]): DecodedEvent[] => {
    const one = report(message, clip(name, 200), rows, next)
    next = one.standing
    return one.decoded.disposition === 'events' ? one.decoded.events : []
  })
  return { decoded: list.length > 0 ? events(...bounded(list)) : deadLetter('devices: no values'), standing: next }
}

/** `{k: v}`, `{ts, values}`, or a list of them; ts in milliseconds, and often in seconds all the same. */
function report(message: RawMessage, deviceId: string | null, value: unknown, standing: Standing): Answer {
  const rows = (Array.isArray(value) ? value : [value]).filter(isObject)
  if (rows.length === 0) return { decoded: deadLetter('values: expected an object', { deviceId }), standing }
  let next = standing
  const list = rows.slice(0, 2_000).flatMap((row): DecodedEvent[] => {
    const isStamped = isObject(row.values)
    const values = isStamped ? (row.values as Record<string, unknown>) : row
    const time = readDeviceTime(isStamped ? row.ts : undefined, message.receivedAt)
    const properties = Object.entries(values)
      .slice(0, 1_000)
      .map(([name, one]): Property => ({ name: clip(name, 200), value: one, time }))
    const done = reportProperties({ deviceId, called: deviceId ?? '' }, message, properties, next)
    next = done.standing
    return done.events
  })
  return { decoded: events(...bounded(list)), standing: next }
}
