// Huawei Cloud IoTDA, MQTT API on the device side ($oc/devices/{device_id}/sys/…), and its forwarded notifications (resource, event, notify_data)
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import { readDeviceTime } from './device-time.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { clip, deadLetter, events, ignore, isObject, readJson, readText } from './payload.ts'
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

export const huaweiIotda: Dialect = {
  name: 'huawei-iotda',
  filters: (base) => [`${base === '' ? '' : `${base}/`}$oc/devices/+/#`],
  topicIdentity: (topic, base) => ({ deviceId: placeOf(topic, base)?.deviceId ?? null }),
  memoryKey: (message) => placeOf(message.topic, message.base)?.deviceId ?? null,
  decode: (message, memory) => {
    const place = placeOf(message.topic, message.base)
    if (!place) return { decoded: deadLetter('unknown-topic'), memory }
    const { decoded, standing } = decodePlace(message, place, readStanding(memory))
    return { decoded, memory: keepStanding(standing) }
  },
}

interface Place {
  readonly deviceId: string
  readonly path: string
}
function placeOf(topic: string, base: string): Place | null {
  const path = base === '' ? topic : topic.startsWith(`${base}/`) ? topic.slice(base.length + 1) : ''
  const found = /^\/?\$?oc\/devices\/([^/]+)\/(.+)$/.exec(path)
  return found ? { deviceId: found[1] as string, path: found[2] as string } : null
}

type Body = Readonly<Record<string, unknown>>
type Answer = { decoded: Decoded; standing: Standing }
interface Context {
  readonly message: RawMessage
  readonly place: Place
  readonly standing: Standing
}

const list = (value: unknown): Body[] => (Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : [])
const stringOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? clip(String(value), 200) : '')

/** What the platform sends, its answers, and what concerns neither safety nor health. */
const SILENT =
  /^sys\/(commands|shadow|properties\/(set|get)|messages\/down|events\/down|gateway\/sub_devices\/properties\/report\/response)(\/|$)/

function decodePlace(message: RawMessage, place: Place, standing: Standing): Answer {
  const only = (decoded: Decoded): Answer => ({ decoded, standing })
  const context: Context = { message, place, standing }
  if (SILENT.test(place.path)) return only(ignore('from-platform'))
  if (message.payload.length === 0) return only(ignore(message.retain ? 'retained-message-removed' : 'empty'))
  const text = readText(message.payload)
  if (!text.ok) return only(refuse(message, place, text.reason))
  const json = readJson(text.value)
  const isFree = place.path === 'sys/messages/up' || place.path.startsWith('user/')
  if (!json.ok) return only(isFree && json.reason === 'not-json' ? said(context, text.value) : refuse(message, place, json.reason))
  const body = isObject(json.value) ? json.value : null
  if (body && typeof body.resource === 'string' && isObject(body.notify_data)) return notification(context, body)
  if (isFree) return free(context, json.value)
  if (!body) return only(refuse(message, place, 'not-an-object'))
  if (place.path === 'sys/properties/report') return serviceReports(context, [{ thing: thingOf(place), services: list(body.services) }])
  if (place.path === 'sys/gateway/sub_devices/properties/report')
    return serviceReports(
      context,
      list(body.devices).map((device) => ({ thing: thingOf(place, stringOf(device.device_id)), services: list(device.services) })),
    )
  if (place.path === 'sys/events/up') return happened(context, body)
  return only(deadLetter(`unknown-topic: ${clip(place.path, 60)}`, { deviceId: place.deviceId }))
}

/** A gateway speaks for another device by naming it. */
const thingOf = ({ deviceId }: Place, other?: string): Thing =>
  other === undefined || other === '' || other === deviceId
    ? { deviceId, called: deviceId }
    : { deviceId: other, bridgeId: deviceId, called: other }

function refuse(message: RawMessage, { deviceId, path }: Place, reason: string): Decoded {
  const text = new TextDecoder('utf-8').decode(message.payload.subarray(0, 8192))
  const suspect = /sos|panic|emergency|紧急|求助|求救|一键/i.test(text)
    ? 'panic'
    : isAlarmName(`${deviceId} ${path}`)
      ? 'unknown'
      : undefined
  return deadLetter(reason, { deviceId, ...(suspect === undefined ? {} : { suspect }) })
}

/** Each service of each device is a report of its own, with its own `event_time` (UTC, `20151212T121212Z`). */
function serviceReports({ message, place, standing }: Context, reports: readonly { thing: Thing; services: readonly Body[] }[]): Answer {
  let next = standing
  const found = reports.flatMap(({ thing, services }) =>
    services.flatMap((service): DecodedEvent[] => {
      const time = timeOf(service, message)
      const properties = Object.entries(isObject(service.properties) ? service.properties : isObject(service.data) ? service.data : {})
      const named = properties.slice(0, 1_000).map(([name, value]): Property => ({ name: nameIn(service, name), value, time }))
      const report = reportProperties(thing, message, named.length > 0 ? named : [{ name: '', value: null, time }], next)
      next = report.standing
      return report.events
    }),
  )
  if (found.length === 0) return { decoded: refuse(message, place, 'services: missing'), standing }
  return { decoded: events(...bounded(found)), standing: next }
}

/** A vague name is made exact by its service: `SOS` / `status` is the state of SOS. */
function nameIn(service: Body, name: string): string {
  return /^(status|state|value|alarm|event|active|trigger(ed)?|flag)$/i.test(name)
    ? clip(`${stringOf(service.service_id)} ${name}`, 200)
    : clip(name, 200)
}

const timeOf = (service: Body, { receivedAt }: RawMessage): Property['time'] =>
  readDeviceTime(service.event_time ?? service.eventTime, receivedAt)

/** Services whose names begin with $ are the platform's own. */
function happened({ message, place, standing }: Context, body: Body): Answer {
  const thing = thingOf(place, stringOf(body.object_device_id))
  const services = list(body.services)
  if (services.length === 0) return { decoded: refuse(message, place, 'services: missing'), standing }
  const found = services.flatMap((service): DecodedEvent[] => {
    const serviceId = stringOf(service.service_id)
    const type = stringOf(service.event_type)
    const paras = isObject(service.paras) ? service.paras : {}
    const time = timeOf(service, message)
    if (serviceId.startsWith('$')) return ownService({ message, place, standing }, { serviceId, type, paras, time })
    const id = stringOf(service.event_id)
    const identifier = isAlarmName(type) || !isAlarmName(serviceId) ? type : `${serviceId} ${type}`
    const key = keyOf([id, serviceId, type], time)
    return [reportEvent(thing, message, { identifier, output: paras, time, key })]
  })
  return { decoded: found.length > 0 ? events(...bounded(found)) : ignore('platform-service'), standing }
}

interface OwnService {
  readonly serviceId: string
  readonly type: string
  readonly paras: Body
  readonly time: Property['time']
}

function ownService({ message, place }: Context, { serviceId, type, paras, time }: OwnService): DecodedEvent[] {
  if (serviceId !== '$sub_device_manager') return []
  const one = (device: Body, said: Pick<DecodedEvent, 'kind'> & Partial<DecodedEvent>): DecodedEvent[] => {
    const id = stringOf(device.device_id) || stringOf(device.node_id)
    const { deviceId, bridgeId } = thingOf(place, id)
    return id === ''
      ? []
      : [{ deviceId, ...(bridgeId ? { bridgeId } : {}), ...time, key: null, ...(message.retain ? { retained: true } : {}), ...said }]
  }
  if (type === 'sub_device_update_status')
    return list(paras.device_statuses).flatMap((device) => {
      const word = stringOf(device.status).toLowerCase()
      return word === 'online' || word === 'offline' ? one(device, { kind: word }) : []
    })
  if (type === 'add_sub_device_request') return list(paras.devices).flatMap((device) => one(device, { kind: 'discovery', detail: 'add' }))
  return []
}

/** `messages/up` and topics of the product's own: JSON of any form, often `{"content": …}`. */
function free(context: Context, value: unknown): Answer {
  const { message, place, standing } = context
  const body = isObject(value) ? value : {}
  const content = body.content ?? value
  if (typeof content === 'string') {
    const inner = readJson(content)
    if (!inner.ok || !isObject(inner.value)) return { decoded: said(context, content, stringOf(body.object_device_id)), standing }
    return freeProperties(context, inner.value, stringOf(body.object_device_id))
  }
  if (list(body.services).length > 0)
    return serviceReports(context, [{ thing: thingOf(place, stringOf(body.object_device_id)), services: list(body.services) }])
  if (!isObject(content)) return { decoded: refuse(message, place, 'not-an-object'), standing }
  return freeProperties(context, content, stringOf(body.object_device_id))
}

function freeProperties({ message, place, standing }: Context, content: Body, other: string): Answer {
  const time = readDeviceTime(content.event_time ?? content.timestamp ?? content.time ?? content.ts, message.receivedAt)
  const properties = Object.entries(content)
    .slice(0, 1_000)
    .map(([name, value]): Property => ({ name: clip(name, 200), value, time }))
  const report = reportProperties(thingOf(place, other), message, properties, standing)
  return { decoded: events(...bounded(report.events)), standing: report.standing }
}

/** A message in plain words. */
function said({ message, place }: Context, text: string, other = ''): Decoded {
  const thing = thingOf(place, other)
  const time = readDeviceTime(undefined, message.receivedAt)
  if (isPanicName(text)) return events(reportEvent(thing, message, { identifier: clip(text, 80), output: undefined, time, key: null }))
  const { deviceId, bridgeId } = thing
  return events({
    kind: 'telemetry',
    deviceId,
    ...(bridgeId ? { bridgeId } : {}),
    ...time,
    key: null,
    ...(message.retain ? { retained: true, late: true } : {}),
  })
}

/** What the platform forwards: `device.property`/`report`, `device.status`/`update`, `device.message`/`report`. */
function notification(context: Context, notice: Body): Answer {
  const { message, place, standing } = context
  const data = isObject(notice.notify_data) ? notice.notify_data : {}
  const header = isObject(data.header) ? data.header : {}
  const body = isObject(data.body) ? data.body : isObject(notice.body) ? notice.body : {}
  const gateway = stringOf(header.gateway_id)
  const deviceId = stringOf(header.device_id) || place.deviceId
  const thing = thingOf({ ...place, deviceId: gateway || deviceId }, deviceId)
  if (notice.resource === 'device.property') return serviceReports(context, [{ thing, services: list(body.services) }])
  const word = stringOf(body.status).toLowerCase()
  if (notice.resource === 'device.status' && (word === 'online' || word === 'offline')) {
    const time = readDeviceTime(body.status_update_time ?? notice.event_time_ms ?? notice.event_time, message.receivedAt)
    const timed = time.timeBasis === 'none' ? time : { ...time, timeSource: 'server' as const }
    return {
      decoded: events({ kind: word, deviceId, ...(thing.bridgeId ? { bridgeId: thing.bridgeId } : {}), ...timed, key: null }),
      standing,
    }
  }
  if (notice.resource === 'device.message') return free(context, { object_device_id: deviceId, content: body.content })
  return { decoded: ignore(clip(String(notice.resource), 60)), standing }
}
