// JetLinks official protocol: jetlinks-docs basics-guide/jetlinks-protocol-support.md, jetlinks-official-protocol TopicMessageCodec.java
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import { readDeviceTime } from './device-time.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { clip, deadLetter, events, ignore, isObject, type Read, readJson, readNumber, readText } from './payload.ts'
import {
  bounded,
  keepStanding,
  keyOf,
  type Property,
  readStanding,
  reportEvent,
  reportProperties,
  type Standing,
  type Thing,
} from './thing-report.ts'
import { isAlarmName, isPanicName } from './thing-words.ts'

const OWN = [
  'properties/report',
  'properties/+/reply',
  'event/+',
  'online',
  'offline',
  'child/#',
  'child-reply/#',
  'register',
  'unregister',
  'direct',
]
export const jetlinks: Dialect = {
  name: 'jetlinks',
  // Without a mount the first slash may be missing, for reports alone: the other words are too common to claim on a whole broker.
  filters: (base) => [...OWN.map((path) => `${base}/+/+/${path}`), ...(base === '' ? ['+/+/properties/report', '+/+/event/+'] : [])],
  topicIdentity: (topic, base) => {
    const place = placeOf(topic, base)
    return place ? { deviceId: place.deviceId, ...(place.bridgeId === undefined ? {} : { bridgeId: place.bridgeId }) } : { deviceId: null }
  },
  memoryKey: (message) => placeOf(message.topic, message.base)?.deviceId ?? null,
  decode: (message, memory) => {
    const place = placeOf(message.topic, message.base)
    if (!place) return { decoded: deadLetter('unknown-topic'), memory }
    const { decoded, standing } = decodePlace(message, place, readStanding(memory))
    return { decoded, memory: keepStanding(standing) }
  },
}

interface Place {
  readonly productId: string
  readonly deviceId: string
  /** The gateway that speaks for a child device. */
  readonly bridgeId?: string
  readonly path: string
}

/** `/{product}/{device}/{path}`, `/{product}/{gateway}/child[-reply]/{device}/{path}`; the identity is in the topic alone. */
function placeOf(topic: string, base: string): Place | null {
  const path = base === '' ? topic : topic.startsWith(`${base}/`) ? topic.slice(base.length) : ''
  const [productId, deviceId, ...rest] = path.replace(/^\/{1,2}/, '').split('/')
  if (!productId || !deviceId || rest.length === 0) return null
  const [child, childId, ...below] = rest
  if (child !== 'child' && child !== 'child-reply') return { productId, deviceId, path: rest.join('/') }
  return childId && below.length > 0 ? { productId, deviceId: childId, bridgeId: deviceId, path: below.join('/') } : null
}

const thingOf = ({ productId, deviceId, bridgeId }: Place): Thing => ({
  deviceId,
  called: `${productId} ${deviceId}`,
  ...(bridgeId === undefined ? { nativeId: `${productId}/${deviceId}` } : { bridgeId }),
})

type Answer = { decoded: Decoded; standing: Standing }
type Body = Readonly<Record<string, unknown>>

/** What the platform sends, and what says nothing of safety. */
const SILENT =
  /^(properties\/(read|write)|function\/invoke(\/reply)?|firmware\/.+|tags|metadata\/.+|log|time-sync(\/reply)?|state-check|disconnect(\/reply)?)$/

function decodePlace(message: RawMessage, place: Place, standing: Standing): Answer {
  const { path } = place
  const only = (decoded: Decoded): Answer => ({ decoded, standing })
  if (SILENT.test(path)) return only(ignore(path))
  const isEvent = path.startsWith('event/')
  if (path === 'direct') return only(direct(place))
  if (message.payload.length === 0 && message.retain) return only(ignore('retained-message-removed'))
  const text = readText(message.payload)
  const json = text.ok ? readLenient(text.value) : text
  if (!json.ok) return only(refuse(message, place, json.reason))
  const bodies = (Array.isArray(json.value) ? json.value : [json.value]).filter((body) => isObject(body) || isEvent)
  let next = standing
  const list = bodies.slice(0, 1_000).flatMap((one): DecodedEvent[] => {
    const body = isObject(one) ? one : { data: one }
    if (isEvent) return [event(message, place, body)]
    const answer = oneMessage(message, place, body, next)
    next = answer.standing
    return answer.events
  })
  if (list.length > 0) return { decoded: events(...bounded(list)), standing: next }
  return only(bodies.length === 0 ? refuse(message, place, 'not-an-object') : unknown(place))
}

const unknown = ({ path, deviceId, bridgeId }: Place): Decoded =>
  /^state-check/.test(path)
    ? ignore('state-unknown')
    : deadLetter(`unknown-topic: ${clip(path, 60)}`, { deviceId, ...(bridgeId === undefined ? {} : { bridgeId }) })

/** The manual prints its examples with comments and trailing commas, and integrators send them so. */
function readLenient(text: string): Read<unknown> {
  const json = readJson(text)
  if (json.ok || json.reason !== 'not-json') return json
  // A string is taken whole, so that `//` within one stays.
  const bare = text.replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*/g, '$1').replace(/("(?:[^"\\]|\\.)*")|,(?=\s{0,100}[}\]])/g, '$1')
  const again = readJson(bare)
  return again.ok ? again : json
}

/** An event whose topic names a call for help is one even when its body cannot be read. */
function refuse(message: RawMessage, { path, deviceId, productId, bridgeId }: Place, reason: string): Decoded {
  const text = new TextDecoder('utf-8').decode(message.payload.subarray(0, 8192))
  const isCall = isPanicName(path.replace(/^event\//, '')) || /sos|panic|emergency|紧急|求助|求救|一键/i.test(text)
  const suspect = isCall ? 'panic' : path.startsWith('event/') && isAlarmName(`${productId} ${deviceId} ${path}`) ? 'unknown' : undefined
  return deadLetter(reason, {
    deviceId,
    ...(bridgeId === undefined ? {} : { bridgeId }),
    ...(suspect === undefined ? {} : { suspect }),
  })
}

/** 透传: bytes that only the product's own protocol package can read. */
function direct(place: Place): Decoded {
  const { deviceId, bridgeId } = place
  if (isAlarmName(`${place.productId} ${deviceId}`))
    return deadLetter('direct: bytes of an unknown protocol', { deviceId, suspect: 'unknown' })
  return events({
    kind: 'telemetry',
    deviceId,
    ...(bridgeId === undefined ? {} : { bridgeId }),
    deviceTime: null,
    timeBasis: 'none',
    key: null,
    quality: 'undecoded',
  })
}

const stringOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? clip(String(value), 200) : '')

/** `messageId` is the device's random name of the message, and often the manual's; `data` may be a bare number or text. */
function event(message: RawMessage, place: Place, body: Body): DecodedEvent {
  const identifier = clip(place.path.slice('event/'.length), 200)
  const inner = isObject(body.data) ? body.data : {}
  const time = readDeviceTime(body.timestamp ?? inner.timestamp ?? inner.time, message.receivedAt)
  const key = keyOf([stringOf(body.messageId), identifier], time)
  return reportEvent(thingOf(place), message, { identifier, output: body.data ?? body.params ?? body, time, key })
}

function oneMessage(message: RawMessage, place: Place, body: Body, standing: Standing): { events: DecodedEvent[]; standing: Standing } {
  const { path } = place
  const time = readDeviceTime(body.timestamp, message.receivedAt)
  const plain = (said: Pick<DecodedEvent, 'kind'> & Partial<DecodedEvent>): { events: DecodedEvent[]; standing: Standing } => {
    const { deviceId, bridgeId, nativeId } = thingOf(place)
    const common = { deviceId, ...(bridgeId === undefined ? {} : { bridgeId }), ...(nativeId === undefined ? {} : { nativeId }) }
    return { events: [{ ...common, ...time, key: null, ...(message.retain ? { retained: true } : {}), ...said }], standing }
  }
  if (path === 'online' || path === 'offline') return plain({ kind: path })
  if (path === 'register' || path === 'unregister') return plain({ kind: 'discovery', detail: path })
  if (path === 'state-check/reply') {
    const state = readNumber(body.state)
    return state === 1 || state === -1 ? plain({ kind: state === 1 ? 'online' : 'offline' }) : { events: [], standing }
  }
  if (!/^properties\/(report|read\/reply|write\/reply)$/.test(path)) return { events: [], standing }
  const times = isObject(body.propertySourceTimes) ? body.propertySourceTimes : {}
  const properties = Object.entries(isObject(body.properties) ? body.properties : {})
    .slice(0, 1_000)
    .map(([name, value]): Property => {
      const own = Object.hasOwn(times, name) ? readDeviceTime(times[name], message.receivedAt) : time
      return { name: clip(name, 200), value, time: own }
    })
  const report = reportProperties(
    thingOf(place),
    message,
    properties.length > 0 ? properties : [{ name: '', value: null, time }],
    standing,
    [stringOf(body.messageId)],
  )
  return report
}
