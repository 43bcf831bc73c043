// Brokers that tell of their clients: EMQX mqtt-system-topics.md, alarms.md, rule events ($events/…); NanoMQ (NanoNNG mqtt_parser.h, webhook)
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import { readDeviceTime } from './device-time.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { clip, deadLetter, events, ignore, readObject } from './payload.ts'

export const emqx: Dialect = {
  name: 'emqx',
  filters: (base) =>
    [
      '$SYS/brokers/+/clients/#',
      '$SYS/brokers/+/alarms/+',
      '$SYS/brokers/client_status',
      '$SYS/brokers/connected',
      '$SYS/brokers/disconnected',
      '$events/#',
    ].map((filter) => (base === '' ? filter : `${base}/${filter}`)),
  topicIdentity: (topic, base) => ({ deviceId: placeOf(topic, base)?.clientId ?? null }),
  memoryKey: () => null,
  decode: (message, memory) => ({ decoded: decodeMessage(message), memory }),
}

interface Place {
  /** connected, disconnected, client_connected, activate, client_status, … */
  readonly what: string
  readonly node: string | null
  /** A client's id may itself contain slashes. */
  readonly clientId: string | null
}

function placeOf(topic: string, base: string): Place | null {
  const path = base === '' ? topic : topic.startsWith(`${base}/`) ? topic.slice(base.length + 1) : ''
  const client = /^\$?SYS\/brokers\/([^/]+)\/clients\/(.+)\/([^/]+)$/.exec(path)
  if (client) return { what: client[3] as string, node: client[1] as string, clientId: client[2] as string }
  const alarm = /^\$?SYS\/brokers\/([^/]+)\/alarms\/(activate|deactivate|alert|clear)$/.exec(path)
  if (alarm) return { what: alarm[2] as string, node: alarm[1] as string, clientId: null }
  const status = /^\$?SYS\/brokers\/(client_status|connected|disconnected)$/.exec(path)
  if (status) return { what: status[1] as string, node: null, clientId: null }
  const event = /^\$?events\/(.+)$/.exec(path)
  if (event) return { what: (event[1] as string).replaceAll('/', '_'), node: null, clientId: null }
  if (/^\$?SYS(\/|$)/.test(path)) return { what: 'figure', node: null, clientId: null }
  // NanoMQ's webhook bodies, carried over MQTT by a bridge on a topic of its own.
  return path !== '' && base !== '' ? { what: 'webhook', node: null, clientId: null } : null
}

const WORDS = new Map<string, 'online' | 'offline'>([
  ['connected', 'online'],
  ['client_connected', 'online'],
  ['client_connack', 'online'],
  ['online', 'online'],
  ['disconnected', 'offline'],
  ['client_disconnected', 'offline'],
  ['offline', 'offline'],
])
/** A publish that an ACL refuses is heard by nobody else: its sender is told nothing. */
const REFUSAL = /(^|_)check_(authz|acl)_complete$/
const LOGIN = /(^|_)check_authn_complete$/
const DROPS: ReadonlySet<string> = new Set(['message_delivery_dropped', 'delivery_dropped', 'message_dropped'])

type Body = Readonly<Record<string, unknown>>
const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? clip(String(value), 200) : '')

function decodeMessage(message: RawMessage): Decoded {
  const place = placeOf(message.topic, message.base)
  if (!place) return deadLetter('unknown-topic')
  if (place.what === 'figure') return ignore('figure')
  if (message.payload.length === 0) return ignore(message.retain ? 'retained-message-removed' : 'empty')
  const read = readObject(message.payload)
  if (!read.ok) return deadLetter(read.reason, { deviceId: place.clientId })
  const body = read.value
  if (ALARM.test(place.what)) return alarm(message, place, body)
  const clientId = textOf(body.clientid ?? body.client_id ?? body.clientId) || place.clientId
  const told = textOf(body.status) || textOf(body.action)
  const what = place.what === 'client_status' || place.what === 'webhook' ? told.toLowerCase() : place.what
  const kind = WORDS.get(what)
  const common = commonOf(message, place, body, clientId)
  if (kind === 'online' && isRefused(body))
    return events({ ...common, kind: 'comms-fault', phase: 'active', momentary: true, detail: refusalOf(body) })
  if (kind !== undefined) {
    if (clientId === null) return deadLetter('clientid: missing', { field: 'clientid' })
    const detail = textOf(body.reason) || textOf(body.reason_code) || textOf(body.disconnected_reason)
    return events({
      ...common,
      kind,
      ...(kind === 'offline' && detail !== '' ? { detail } : {}),
      ...(message.retain ? { retained: true } : {}),
    })
  }
  if (LOGIN.test(what) && isRefused(body))
    return events({ ...common, kind: 'comms-fault', phase: 'active', momentary: true, detail: refusalOf(body) })
  if (REFUSAL.test(what) && textOf(body.result) === 'deny')
    return events({
      ...common,
      kind: 'comms-fault',
      phase: 'active',
      momentary: true,
      detail: `refused-${textOf(body.action) || 'publish'}`,
    })
  if (DROPS.has(what) && textOf(body.reason) !== 'no_subscribers')
    return events({ ...common, kind: 'comms-fault', phase: 'active', momentary: true, detail: textOf(body.reason) || 'dropped' })
  return ignore(clip(what, 60) || 'unknown-event')
}

/** EMQX `connack: 0` and `reason_code: "success"`, NanoMQ `return_code: "0"` and `conn_ack: "success"` are welcome; all else is a refusal. */
const codeOf = (body: Body): string => textOf(body.conn_ack ?? body.return_code ?? body.connack ?? body.reason_code)
const isRefused = (body: Body): boolean => !/^(|0+|success|connection_accepted)$/i.test(codeOf(body))
const refusalOf = (body: Body): string => `connection-refused: ${codeOf(body)}`

function commonOf(message: RawMessage, { node }: Place, body: Body, clientId: string | null) {
  // The event's own time: seconds, milliseconds or microseconds, as the version has it.
  const time = readDeviceTime(body.ts ?? body.timestamp ?? body.disconnected_at ?? body.connected_at, message.receivedAt)
  const bridgeId = node ?? textOf(body.node)
  return {
    deviceId: clientId,
    ...(bridgeId === '' ? {} : { bridgeId }),
    ...time,
    ...(time.timeBasis === 'none' ? {} : { timeSource: 'server' as const }),
    key: null,
  }
}

/** On the topics of the system and, since 5.8.5, as an event of the rule engine. */
const ALARM = /^(activate|alert|deactivate|clear|sys_alarm_(de)?activated)$/
const OVER: ReadonlySet<string> = new Set(['deactivate', 'clear', 'sys_alarm_deactivated'])
const COMMS = /^(conn_congestion|partition|resource|.*(bridge|connector|action|source):)/

/** The broker's own alarm: its times are microseconds. One about a client's connection names it: `conn_congestion/<clientid>/<username>`. */
function alarm(message: RawMessage, place: Place, body: Body): Decoded {
  const node = place.node ?? (textOf(body.node) || null)
  const name = textOf(body.name) || textOf(body.id) || 'alarm'
  const isOver = OVER.has(place.what) || body.activated === false
  const began = body.activate_at ?? body.activated_at
  const told = isOver ? (body.deactivate_at ?? body.deactivated_at ?? began) : began
  const time = readDeviceTime(told === 'infinity' ? began : told, message.receivedAt)
  const congested = /^conn_congestion\/([^/]+)/.exec(name)?.[1]
  const event: DecodedEvent = {
    kind: COMMS.test(name) ? 'comms-fault' : 'device-fault',
    phase: isOver ? 'cleared' : 'active',
    deviceId: congested ?? node,
    ...(node === null ? {} : { bridgeId: node }),
    detail: name,
    ...time,
    ...(time.timeBasis === 'none' ? {} : { timeSource: 'server' as const }),
    key: null,
    ...(textOf(body.message) === '' ? {} : { description: textOf(body.message) }),
    ...(message.retain ? { retained: true } : {}),
  }
  return events(event)
}
