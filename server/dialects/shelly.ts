// shelly-api-docs.shelly.cloud: gen1 MQTT (shellies/<id>/…) and gen2 MQTT (<topic_prefix>/events/rpc, /status/…, /online)
import type { Decoded, DecodedEvent, PressKey } from '#contracts/event.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { clip, deadLetter, events, ignore, isObject, readBoolean, readJson, readText } from './payload.ts'
import { gen1Message } from './shelly-gen1.ts'
import { gen2Events, gen2Status } from './shelly-gen2.ts'
import { pathBelow } from './topic-path.ts'
import { readStates, type States } from './two-state.ts'

const ROOT_FILTERS = ['shellies/#', '+/events/rpc', '+/+/events/rpc', '+/online', '+/status/+']

export const shelly: Dialect = {
  name: 'shelly',
  filters: (base) => (base === '' ? ROOT_FILTERS : [`${base}/#`]),
  topicIdentity: (topic, base) => ({ deviceId: placeOf(topic, base)?.deviceId ?? null }),
  memoryKey: (message) => placeOf(message.topic, message.base)?.deviceId ?? null,
  decode: (message, memory) => {
    const place = placeOf(message.topic, message.base)
    if (!place) return { decoded: deadLetter('unknown-topic'), memory }
    if (place.is === 'ours') return { decoded: ignore('request-or-log'), memory }
    if (message.payload.length === 0) return { decoded: ignore(message.retain ? 'retained-message-removed' : 'empty'), memory }
    const text = readText(message.payload)
    if (!text.ok) return { decoded: deadLetter(text.reason, { deviceId: place.deviceId, ...suspicion(place, '') }), memory }
    return read(message, place, text.value, readMemory(memory))
  },
}

type Answer = { decoded: Decoded; memory?: unknown }
/** The states of a device's points; under a topic prefix of one's own choice, the device that speaks there; and how often it was seen to start. */
interface Memory {
  readonly states: States
  readonly src?: string
  readonly starts?: number
}
const readMemory = (memory: unknown): Memory =>
  isObject(memory)
    ? {
        states: readStates(memory.states),
        ...(typeof memory.src === 'string' ? { src: memory.src } : {}),
        ...(typeof memory.starts === 'number' ? { starts: memory.starts } : {}),
      }
    : { states: {} }

/** event_cnt begins anew with the device: the same count after a start is another press. */
const started = (message: RawMessage, memory: Memory): Memory =>
  message.retain ? memory : { ...memory, starts: ((memory.starts ?? 0) + 1) % 1_000_000 }

type Place =
  | { is: 'ours' | 'online' | 'announce' | 'notify'; deviceId: string }
  | { is: 'status'; deviceId: string; component: string }
  | { is: 'gen1'; deviceId: string; sub: readonly string[] }

/** Gen1 has its id behind `shellies/`, Gen2 a topic prefix before the last words. */
function placeOf(topic: string, base: string): Place | null {
  const path = pathBelow(topic, base)
  if (path === null) return null
  const levels = path.replace(/^shellies\//, '').split('/')
  const [before, last] = levels.slice(-2) as [string, string?]
  if (levels.length === 1)
    return before === 'announce' ? { is: 'announce', deviceId: '' } : before === 'command' ? { is: 'ours', deviceId: '' } : null
  const upTo = (count: number) => levels.slice(0, -count).join('/') || base
  if (before === 'events' && last === 'rpc') return named({ is: 'notify', deviceId: upTo(2) })
  if (last === 'rpc' || last === 'command' || before === 'command' || before === 'debug') return { is: 'ours', deviceId: upTo(1) }
  if (last === 'online' || last === 'announce') return named({ is: last, deviceId: upTo(1) })
  if (before === 'status' && last && levels.length > 2) return named({ is: 'status', deviceId: upTo(2), component: last })
  return named({ is: 'gen1', deviceId: levels[0] ?? '', sub: levels.slice(1) })
}
const named = <P extends Place>(place: P): P | null => (place.deviceId === '' ? null : place)

const NO_TIME = { deviceTime: null, timeBasis: 'none', key: null } as const
const retained = (message: RawMessage) => (message.retain ? { retained: true } : {})
/** A retained press is late; a retained state is the present. */
const lateness = (message: RawMessage, told: { kind: string }) =>
  message.retain ? { retained: true, ...(told.kind === 'button' ? { late: true } : {}) } : {}

function suspicion(place: Place, text: string): { suspect?: 'unknown' } {
  const isPress =
    place.is === 'gen1' ? place.sub[0] === 'input_event' || place.sub[0] === 'input' || place.sub[0] === 'longpush' : place.is === 'notify'
  return isPress || /_push"|"btn_|"alarm"/.test(text) ? { suspect: 'unknown' } : {}
}

function read(message: RawMessage, place: Place, text: string, memory: Memory): Answer {
  const { deviceId } = place
  if (place.is === 'gen1') return gen1(message, place, text, memory)
  if (place.is === 'online') {
    const online = readBoolean(text)
    if (online === undefined) return { decoded: deadLetter('online: expected true or false', { deviceId, field: 'online' }), memory }
    const decoded = events({ kind: online ? 'online' : 'offline', deviceId: memory.src ?? deviceId, ...NO_TIME, ...retained(message) })
    return { decoded, memory: online ? started(message, memory) : memory }
  }
  const json = readJson(text)
  if (!json.ok || !isObject(json.value))
    return {
      decoded: deadLetter(json.ok ? 'not-an-object' : json.reason, { deviceId: deviceId || null, ...suspicion(place, text) }),
      memory,
    }
  if (place.is === 'announce') return { decoded: announce(message, deviceId, json.value), memory: started(message, memory) }
  if (place.is === 'notify') return notify(message, deviceId, json.value, memory)
  if (place.is !== 'status') return { decoded: ignore('request-or-log'), memory }
  const { list, states } = gen2Status({ [place.component]: json.value }, message.receivedAt, false, memory.states)
  const device = memory.src ?? deviceId
  return { decoded: events(...list.map((told) => ({ deviceId: device, ...told, ...retained(message) }))), memory: { ...memory, states } }
}

function gen1(message: RawMessage, { deviceId, sub }: Extract<Place, { is: 'gen1' }>, text: string, memory: Memory): Answer {
  const answer = gen1Message(sub, text, message.receivedAt, memory.states)
  if (answer.is === 'ignore') return { decoded: ignore(answer.reason), memory }
  if (answer.is === 'unreadable') {
    const { reason, field, suspect } = answer
    return { decoded: deadLetter(reason, { deviceId, field, ...(suspect ? { suspect: 'unknown' as const } : {}) }), memory }
  }
  const list = answer.list.map(({ time, counterKey, ...told }): DecodedEvent => {
    const start = memory.starts === undefined ? '' : `${memory.starts}/`
    const key: PressKey | null = counterKey === undefined ? null : { value: `${start}${counterKey}`, basis: 'counter' }
    return { ...told, deviceId, ...NO_TIME, ...time, key, ...lateness(message, told) }
  })
  return { decoded: events(...list), memory: { ...memory, states: answer.states } }
}

/** Who is there; Gen1 says `model`, Gen2 scripts `model` and `app`. */
const announce = (message: RawMessage, topicId: string, body: Readonly<Record<string, unknown>>): Decoded => {
  const word = (value: unknown) => (typeof value === 'string' && value !== '' ? clip(value, 100) : undefined)
  const [deviceId, model, mac] = [word(body.id) ?? topicId, word(body.model), word(body.mac)]
  if (deviceId === '') return deadLetter('id: missing', { deviceId: null, field: 'id' })
  return events({
    kind: 'discovery',
    deviceId,
    ...NO_TIME,
    ...(model === undefined ? {} : { model }),
    ...(mac === undefined ? {} : { nativeId: mac }),
    ...retained(message),
  })
}

/** An RPC notification frame: `src` is the device, whatever the topic prefix. */
function notify(message: RawMessage, prefix: string, body: Readonly<Record<string, unknown>>, before: Memory): Answer {
  const src = typeof body.src === 'string' && body.src !== '' ? clip(body.src, 100) : undefined
  const memory: Memory = src === undefined || src === before.src ? before : { ...before, src }
  const deviceId = src ?? prefix
  const params = isObject(body.params) ? body.params : null
  if (!params) return { decoded: deadLetter('params: missing', { deviceId, field: 'params', suspect: 'unknown' }), memory }
  if (body.method === 'NotifyEvent') {
    const { list, unknown } = gen2Events(params, message.receivedAt)
    const told = list.map((one) => ({
      deviceId,
      ...one,
      ...(one.deviceId === undefined ? {} : { bridgeId: deviceId }),
      ...lateness(message, one),
    }))
    if (told.length > 0) return { decoded: events(...told), memory }
    if (unknown.length === 0 && Array.isArray(params.events)) return { decoded: ignore('no-press'), memory }
    const suspect =
      /panic|sos|emergency|duress|alarm/i.test(unknown.join(' ')) || !Array.isArray(params.events) ? { suspect: 'unknown' as const } : {}
    return { decoded: deadLetter('event: unknown', { deviceId, field: 'params.events', ...suspect }), memory }
  }
  if (body.method === 'NotifyStatus' || body.method === 'NotifyFullStatus') {
    const { list, states } = gen2Status(params, message.receivedAt, body.method === 'NotifyFullStatus', memory.states)
    return { decoded: events(...list.map((told) => ({ deviceId, ...told, ...retained(message) }))), memory: { ...memory, states } }
  }
  return { decoded: deadLetter('method: unknown', { deviceId, field: 'method', suspect: 'unknown' }), memory }
}
