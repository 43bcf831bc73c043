// Alibaba Cloud IoT Platform: Alink protocol (device properties, events and services; sub-devices; raw data) and "Data formats" of the rules engine
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import { type DeviceTime, readDeviceTime } from './device-time.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { clip, deadLetter, events, ignore, isObject, readObject } from './payload.ts'
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

export const aliyun: Dialect = {
  name: 'aliyun',
  filters: (base) =>
    [
      '/sys/+/+/thing/#',
      '/ext/session/+/+/#',
      '/as/mqtt/status/+/+',
      '/shadow/update/+/+',
      '/+/+/thing/event/+/post',
      '/+/+/thing/lifecycle',
    ].map((filter) => (base === '' ? filter : `${base}${filter}`)),
  topicIdentity: (topic, base) => ({ deviceId: placeOf(topic, base)?.deviceName ?? null }),
  memoryKey: (message) => {
    const place = placeOf(message.topic, message.base)
    return place ? `${place.productKey}/${place.deviceName}` : null
  },
  decode: (message, memory) => {
    const place = placeOf(message.topic, message.base)
    if (!place) return { decoded: deadLetter('unknown-topic'), memory }
    const answer = decodePlace(message, place, readStanding(memory))
    return { decoded: answer.decoded, memory: keepStanding(answer.standing) }
  },
}

interface Place {
  readonly tree: 'sys' | 'session' | 'status' | 'server' | 'other'
  readonly productKey: string
  readonly deviceName: string
  readonly path: string
}

/** The topics begin with a slash; a bridge's prefix may or may not keep it. */
function placeOf(topic: string, base: string): Place | null {
  const path = base === '' ? topic : topic.startsWith(`${base}/`) ? topic.slice(base.length) : ''
  const found = /^\/{0,2}(?:(sys|ext\/session|as\/mqtt\/status)\/)?([^/]+)\/([^/]+)(?:\/(.*))?$/.exec(path)
  const [, tree, productKey, deviceName, rest = ''] = found ?? []
  if (!productKey || !deviceName) return null
  // Shadow, firmware, time and broadcasts: `/shadow/update/<product>/<device>`, …
  const other =
    /^\/{0,2}(?:(shadow\/update)|shadow\/get|ota\/device\/\w+|ext\/(?:ntp|error|regsubdev|file)|broadcast)\/([^/]+)\/([^/]+)/.exec(path)
  if (other) return { tree: 'other', productKey: other[2] as string, deviceName: other[3] as string, path: other[1] ?? '' }
  if (tree === undefined && !rest.startsWith('thing/') && !rest.startsWith('user/')) return null
  return {
    tree: tree === 'sys' ? 'sys' : tree === 'ext/session' ? 'session' : tree === undefined ? 'server' : 'status',
    productKey,
    deviceName,
    path: rest,
  }
}

type Body = Readonly<Record<string, unknown>>
interface Context {
  readonly message: RawMessage
  readonly place: Place
  readonly thing: Thing
  readonly body: Body
  readonly standing: Standing
}
type Answer = { decoded: Decoded; standing: Standing }

function decodePlace(message: RawMessage, place: Place, standing: Standing): Answer {
  const { deviceName, path, tree } = place
  const quiet = (reason: string): Answer => ({ decoded: ignore(reason), standing })
  // What the cloud answers or asks: `…_reply` of a report, services, settings, configuration, firmware.
  if (/_reply$/.test(path)) return quiet('reply')
  if (
    /^thing\/(service|config|ota|downlink|topo|sub|deviceinfo|dsltemplate|log|list|file|awss|jobs?|model\/down_raw|disable|enable|delete)(\/|$)/.test(
      path,
    )
  )
    return quiet('service')
  if (tree === 'other' && path === '') return quiet('platform')
  if (message.payload.length === 0) return quiet(message.retain ? 'retained-message-removed' : 'empty')
  if (path === 'thing/model/up_raw') return { decoded: raw(message, place), standing }
  const body = readObject(message.payload)
  if (!body.ok) return { decoded: refuse(message, place, body.reason), standing }
  const context: Context = { message, place, body: body.value, standing, thing: thingOf(place.productKey, deviceName) }
  if (tree === 'status') return { decoded: status(context), standing }
  if (tree === 'session') return { decoded: session(context), standing }
  if (tree === 'other') return shadow(context)
  if (path === 'thing/lifecycle') return { decoded: lifecycle(context), standing }
  if (path.startsWith('user/')) return custom(context)
  const event = /^thing\/event\/(.+)\/post$/.exec(path)?.[1]
  if (event === undefined) return { decoded: deadLetter(`unknown-topic: ${clip(path, 60)}`, { deviceId: deviceName }), standing }
  return reported(context, event)
}

const thingOf = (productKey: string, deviceName: string, bridgeId?: string): Thing => ({
  deviceId: deviceName,
  nativeId: `${productKey}/${deviceName}`,
  called: `${productKey} ${deviceName}`,
  ...(bridgeId === undefined || bridgeId === deviceName ? {} : { bridgeId }),
})

/** An event whose topic names a call for help is one even when its body cannot be read. */
function refuse(message: RawMessage, { deviceName, path }: Place, reason: string): Decoded {
  const text = new TextDecoder('latin1').decode(message.payload.subarray(0, 8192))
  const isCall = isPanicName(path.replace(/^thing\/event\//, '')) || isPanicName(text.slice(0, 4096).replace(/[^\w\s]+/g, ' '))
  const suspect = isCall ? 'panic' : isAlarmName(`${path} ${deviceName}`) ? 'unknown' : undefined
  return deadLetter(reason, { deviceId: deviceName, ...(suspect === undefined ? {} : { suspect }) })
}

/** Bytes that only the product's own script in the cloud can read: a sign of life, and of a button a possible press. */
function raw(message: RawMessage, place: Place): Decoded {
  const { deviceId, nativeId = '', called } = thingOf(place.productKey, place.deviceName)
  if (isAlarmName(called)) return deadLetter('raw-data: needs the parsing script of the product', { deviceId, suspect: 'unknown' })
  return events({
    kind: 'telemetry',
    deviceId,
    nativeId,
    deviceTime: null,
    timeBasis: 'none',
    key: null,
    quality: 'undecoded',
    ...(message.retain ? { retained: true, late: true } : {}),
  })
}

/** `/as/mqtt/status`: the platform's own word. UTC stands beside the local time. */
function status({ message, body, place }: Context): Decoded {
  const { deviceId, nativeId = '' } = thingOf(place.productKey, place.deviceName)
  const word = typeof body.status === 'string' ? body.status.trim().toLowerCase() : ''
  if (word !== 'online' && word !== 'offline') return deadLetter('status: expected online or offline', { deviceId, field: 'status' })
  const time = readDeviceTime(body.utcTime ?? body.time, message.receivedAt)
  return events({ kind: word, deviceId, nativeId, ...serverTime(time), key: null, ...(message.retain ? { retained: true } : {}) })
}

const serverTime = (time: DeviceTime): Property['time'] => (time.timeBasis === 'none' ? time : { ...time, timeSource: 'server' })

/** A gateway logs its sub-devices in and out: one (`combine/login`) or a list (`combine/batch_login`). */
function session({ message, body, place }: Context): Decoded {
  const word = /^combine\/(?:batch_)?(login|logout)$/.exec(place.path)?.[1]
  const { params } = body
  const list = Array.isArray(params) ? params : isObject(params) && Array.isArray(params.deviceList) ? params.deviceList : [params]
  const found = list.filter(isObject).filter(({ deviceName }) => typeof deviceName === 'string' && deviceName !== '')
  if (word === undefined || found.length === 0) return ignore('session')
  return events(
    ...bounded(
      found.map((one): DecodedEvent => {
        const { deviceId, bridgeId, nativeId = '' } = thingOf(String(one.productKey ?? ''), String(one.deviceName), place.deviceName)
        const kind = word === 'login' ? 'online' : 'offline'
        // `timestamp` of a login is part of its signature; many firmwares leave it at a constant.
        return { kind, deviceId, ...(bridgeId ? { bridgeId } : {}), nativeId, ...readDeviceTime(undefined, message.receivedAt), key: null }
      }),
    ),
  )
}

/** Creation, deletion, enabling, disabling of a device in the platform's register. */
function lifecycle({ message, body, thing }: Context): Decoded {
  const action = typeof body.action === 'string' ? clip(body.action, 40) : 'unknown'
  const time = serverTime(readDeviceTime(body.messageCreateTime ?? body.gmtCreate, message.receivedAt))
  return events({ kind: 'discovery', deviceId: thing.deviceId, nativeId: thing.nativeId ?? '', detail: action, ...time, key: null })
}

/** A topic of the product's own (`user/…`): whatever it says by its names. */
function custom({ message, thing, body, place, standing }: Context): Answer {
  const time = readDeviceTime(body.time ?? body.timestamp ?? body.ts, message.receivedAt)
  const output = isObject(body.params) ? body.params : body
  if (isPanicName(place.path.slice('user/'.length).replace(/^update$|^get$/, '')))
    return {
      decoded: events(reportEvent(thing, message, { identifier: place.path, output, time, key: keyOf([place.path], time) })),
      standing,
    }
  const report = reportProperties(thing, message, propertiesOf(output, time, message), standing, [stringOf(body.id)])
  return { decoded: events(...bounded(report.events)), standing: report.standing }
}

/** What a device says of itself in its shadow: `{"method": "update", "state": {"reported": {…}}}`. */
function shadow({ message, thing, body, standing }: Context): Answer {
  const reported = isObject(body.state) && isObject(body.state.reported) ? body.state.reported : null
  if (!reported) return { decoded: ignore('shadow'), standing }
  const time = readDeviceTime(body.timestamp, message.receivedAt)
  const report = reportProperties(thing, message, propertiesOf(reported, time, message), standing)
  return { decoded: events(...bounded(report.events)), standing: report.standing }
}

const stringOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** One report of a device, or what a gateway packs of itself and its sub-devices; a list where it brings back what was stored (history). */
function reported(context: Context, event: string): Answer {
  const { message, body, place } = context
  const isHistory = event === 'property/history'
  const isPack = event === 'property' || event === 'property/pack' || event === 'property/batch' || isHistory
  const params = body.params ?? body.items ?? body.value
  if (!isPack) return single(context, event)
  const packs = Array.isArray(params) ? params.filter(isObject) : [isObject(params) ? params : {}]
  let { standing } = context
  const list: DecodedEvent[] = []
  const take = (thing: Thing, pack: Body): void => {
    const report = packOf({ ...context, thing: isHistory ? { ...thing, historical: true } : thing, standing }, pack, event === 'property')
    standing = report.standing
    list.push(...report.events)
  }
  for (const pack of packs) {
    take(subThing(pack.identity, place) ?? context.thing, pack)
    const subs = Array.isArray(pack.subDevices) ? pack.subDevices.filter(isObject) : []
    for (const sub of subs) take(subThing(sub.identity ?? sub, place) ?? context.thing, sub)
  }
  if (list.length === 0 && !isObject(params)) return { decoded: refuse(message, place, 'params: missing'), standing }
  // An empty report is a sign of life.
  if (list.length === 0) list.push(...reportProperties(context.thing, message, [], standing).events)
  return { decoded: events(...bounded(list)), standing }
}

function subThing(identity: unknown, { deviceName: gateway }: Place): Thing | null {
  if (!isObject(identity) || typeof identity.deviceName !== 'string' || identity.deviceName === '') return null
  return thingOf(stringOf(identity.productKey), clip(identity.deviceName, 200), gateway)
}

/** `properties` and `events` of one device; a plain report has its properties right below `params`. */
function packOf({ message, body, thing, standing }: Context, pack: Body, isPlain: boolean): { events: DecodedEvent[]; standing: Standing } {
  const serverAt = serverTime(readDeviceTime(body.gmtCreate, message.receivedAt))
  const holders = isPlain
    ? [pack]
    : Array.isArray(pack.properties)
      ? pack.properties.filter(isObject)
      : isObject(pack.properties)
        ? [pack.properties]
        : []
  const list: DecodedEvent[] = []
  let next = standing
  for (const rows of holders.flatMap((holder) => rowsOf(holder))) {
    const report = reportProperties(thing, message, propertiesOf(rows, serverAt, message), next, [stringOf(body.id)])
    next = report.standing
    list.push(...report.events)
  }
  const happened = Array.isArray(pack.events) ? pack.events.filter(isObject) : isObject(pack.events) && !isPlain ? [pack.events] : []
  for (const holder of happened)
    for (const [identifier, value] of Object.entries(holder))
      for (const one of Array.isArray(value) ? value : [value]) list.push(eventOf({ thing, message, body }, identifier, one))
  return { events: list, standing: next }
}

/** A batch has several values of one property, `[{value, time}, …]`: one row each, by their place. */
function rowsOf(holder: Body): Body[] {
  const isStamped = (value: unknown): boolean => isObject(value) && 'value' in value && 'time' in value
  const rows = Math.max(
    1,
    ...Object.values(holder).map((value) => (Array.isArray(value) && value.length > 0 && value.every(isStamped) ? value.length : 1)),
  )
  return Array.from({ length: Math.min(rows, 500) }, (_, row) =>
    Object.fromEntries(
      Object.entries(holder).flatMap(([name, value]): [string, unknown][] => {
        if (!Array.isArray(value) || value.length === 0 || !value.every(isStamped)) return row === 0 ? [[name, value]] : []
        return row < value.length ? [[name, value[row]]] : []
      }),
    ),
  )
}

/** Values come bare or as `{value, time}`. */
function propertiesOf(values: Body, otherwise: Property['time'], { receivedAt }: RawMessage): Property[] {
  return Object.entries(values)
    .slice(0, 1_000)
    .map(([name, value]) => {
      const isStamped = isObject(value) && 'value' in value
      const time = isStamped && value.time !== undefined ? readDeviceTime(value.time, receivedAt) : otherwise
      return { name: clip(name, 200), value: isStamped ? value.value : value, time }
    })
}

/** `thing/event/<id>/post`, also with a module (`<module>:<id>`); the rules engine names it in the body, with its type (info, alert, error). */
function single(context: Context, event: string): Answer {
  const { body, standing } = context
  const identifier = stringOf(body.identifier) || event.split(':').at(-1) || event
  const params = isObject(body.params) ? body.params : { value: body.value, time: body.time }
  return { decoded: events(eventOf(context, identifier, params)), standing }
}

/** `{value: {…}, time}`, or the values bare. The message id is unique only per device and day, so the time belongs to the key. */
function eventOf({ thing, message, body }: Pick<Context, 'thing' | 'message' | 'body'>, identifier: string, params: unknown): DecodedEvent {
  const isStamped = isObject(params) && ('value' in params || 'time' in params)
  const output = isStamped && params.value !== undefined ? params.value : params
  const told = isStamped ? params.time : undefined
  const time =
    told === undefined ? serverTime(readDeviceTime(body.gmtCreate, message.receivedAt)) : readDeviceTime(told, message.receivedAt)
  const id = stringOf(body.id)
  const key = keyOf([id, identifier], time)
  const severity = body.type === 'alert' || body.type === 'error' ? body.type : undefined
  return reportEvent(thing, message, { identifier: clip(identifier, 200), output, time, key, ...(severity ? { severity } : {}) })
}
