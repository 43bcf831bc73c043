// ChirpStack v4 integrations/events.md and api/proto/integration/integration.proto (JSON marshaler: zero values are left out); v3 field names too
import type { Decoded, DecodedEvent, PressKey } from '#contracts/event.ts'
import { readChirpstackProtobuf } from './chirpstack-protobuf.ts'
import { type DeviceTime, readDeviceTime } from './device-time.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { bestSignal, readUplink } from './lorawan-uplink.ts'
import { clip, deadLetter, events, ignore, isObject, readBoolean, readJson, readNumber, readObject, readPercent } from './payload.ts'

export const chirpstack: Dialect = {
  name: 'chirpstack',
  filters: (base) =>
    ['application/+/device/+/event/+', 'application/+/node/+/+', 'gateway/+/state/+', '+/gateway/+/state/+'].map((filter) =>
      base === '' ? filter : `${base}/${filter}`,
    ),
  topicIdentity: (topic, base) => {
    const place = placeOf(topic, base)
    return { deviceId: place && 'devEui' in place ? place.devEui : null }
  },
  memoryKey: (message) => {
    const place = placeOf(message.topic, message.base)
    return place?.is === 'event' && place.type === 'up' ? `${message.base}/${place.devEui}` : null
  },
  decode: (message, memory) => {
    const place = placeOf(message.topic, message.base)
    if (!place) return { decoded: deadLetter('unknown-topic'), memory }
    if (place.is === 'command') return { decoded: ignore('command-to-device'), memory }
    if (place.is === 'gateway') return { decoded: gateway(message, place.gatewayId, place.rest), memory }
    const decode = BY_TYPE.get(place.type)
    if (!decode) return { decoded: deadLetter(`unknown-event: ${clip(place.type, 40)}`, { deviceId: place.devEui }), memory }
    if (message.payload.length === 0) return { decoded: ignore(message.retain ? 'retained-message-removed' : 'empty'), memory }
    const json = readObject(message.payload)
    const body = json.ok ? json : (readChirpstackProtobuf(message.payload, place.type, place.devEui) ?? json)
    if (!body.ok) return { decoded: refuse(message, place, body.reason), memory }
    return { memory, ...decode({ message, body: body.value, deviceId: place.devEui, memory }) }
  },
}

type Place =
  | { is: 'event'; devEui: string; type: string }
  | { is: 'command'; devEui: string }
  | { is: 'gateway'; gatewayId: string; rest: string }

/** v4 and v3 `application/<id>/device/<devEui>/event/<type>`, v2 `…/<type>`; with a region's prefix `<region>/gateway/<id>/…`. */
function placeOf(topic: string, base: string): Place | null {
  const path = base === '' ? topic : topic.startsWith(`${base}/`) ? topic.slice(base.length + 1) : ''
  const device = /^application\/[^/]+\/(?:device|node)\/([^/]+)\/(command|event\/)?([^/]*)/.exec(path)
  if (device) {
    const devEui = (device[1] as string).toLowerCase()
    const type = device[3] as string
    return device[2] === 'command' ? { is: 'command', devEui } : { is: 'event', devEui, type: type === 'rx' ? 'up' : type }
  }
  const heard = /^(?:[^/]+\/)?gateway\/([^/]+)\/(.+)$/.exec(path)
  return heard ? { is: 'gateway', gatewayId: (heard[1] as string).toLowerCase(), rest: heard[2] as string } : null
}

/** An unreadable uplink that still names a button may have been a press. */
function refuse(message: RawMessage, place: { devEui: string; type: string }, reason: string): Decoded {
  const text = new TextDecoder('latin1').decode(message.payload.subarray(0, 8192))
  const isSuspect = place.type === 'up' && /button|press|sos|panic|alarm|emergency|ws101|ws136|ws156|pb01/i.test(text)
  return deadLetter(reason, { deviceId: place.devEui, ...(isSuspect ? { suspect: 'panic' } : {}) })
}

interface Context {
  readonly message: RawMessage
  readonly body: Readonly<Record<string, unknown>>
  readonly deviceId: string
  readonly memory: unknown
}
type Answer = { decoded: Decoded; memory?: unknown }

const list = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isObject) : [])

/** The network server's time; v3 has only the gateway's. */
function timeOf({ body, message }: Context): DeviceTime & Pick<DecodedEvent, 'timeSource'> {
  const server = body.time ?? body.publishedAt
  const time = readDeviceTime(server ?? gatewayTimeOf(body), message.receivedAt)
  if (time.timeBasis === 'none') return time
  return { ...time, timeSource: server === undefined || server === null ? 'gateway' : 'server' }
}

const gatewayTimeOf = (body: Context['body']): unknown =>
  list(body.rxInfo)
    .map((rx) => rx.time ?? rx.gwTime)
    .find((time) => typeof time === 'string')

const heard = (context: Context) => ({
  deviceId: context.deviceId,
  ...timeOf(context),
  key: null,
  ...(context.message.retain ? { retained: true, late: true } : {}),
})

const signalOf = (rxInfo: unknown): Pick<DecodedEvent, 'signal'> =>
  bestSignal(list(rxInfo).map((rx) => ({ rssi: readNumber(rx.rssi), snr: readNumber(rx.snr ?? rx.loRaSNR ?? rx.loraSnr) })))

/** `deduplicationId` names the uplink for ever; v3 has the session's address and counter, and a v3 counter of 0 is left out. */
function keyOf(body: Context['body']): PressKey | null {
  if (typeof body.deduplicationId === 'string' && body.deduplicationId !== '') return { value: body.deduplicationId, basis: 'id' }
  const count = readNumber(body.fCnt)
  return count !== undefined && typeof body.devAddr === 'string' ? { value: `${body.devAddr}/${count}`, basis: 'counter' } : null
}

/** A decoded uplink: presses, states that are or were trouble, else telemetry. */
const up = (context: Context): Answer => {
  const { body, message } = context
  const info = isObject(body.deviceInfo) ? body.deviceInfo : body
  const profile = typeof info.deviceProfileName === 'string' ? info.deviceProfileName : ''
  const answer = readUplink(
    {
      profile,
      called: [profile, info.deviceName, info.applicationName].filter((name) => typeof name === 'string').join(' '),
      object: objectOf(body),
      port: readNumber(body.fPort) ?? 0,
      data: typeof body.data === 'string' ? body.data : '',
      receivedAt: message.receivedAt,
      key: keyOf(body),
      common: { ...heard(context), ...signalOf(body.rxInfo) },
    },
    context.memory,
  )
  return { decoded: events(...answer.events), memory: answer.memory }
}

/** v4 `object`; v3 `objectJSON`, a text; an empty one is none: the profile's codec failed. */
function objectOf(body: Context['body']): Record<string, unknown> | null {
  const json = typeof body.objectJSON === 'string' ? readJson(body.objectJSON) : undefined
  const object = isObject(body.object) ? body.object : json?.ok && isObject(json.value) ? json.value : null
  return object && Object.keys(object).length > 0 ? object : null
}

/** A battery level that is left out was not sent; margin left out is 0 dB. */
const status = (context: Context): Answer => {
  const { body } = context
  const isMains = readBoolean(body.externalPowerSource) === true
  const isUnavailable = readBoolean(body.batteryLevelUnavailable) === true
  const battery = isMains || isUnavailable ? undefined : readPercent(body.batteryLevel)
  return {
    decoded: events({
      kind: 'telemetry',
      ...heard(context),
      signal: { margin: readNumber(body.margin) ?? 0 },
      ...(isMains ? { power: 'mains' } : {}),
      ...(battery === undefined ? {} : { battery }),
    }),
  }
}

/** A warning or an error says that frames are lost or refused; INFO is the zero value and left out. */
const log = (context: Context): Answer => {
  const { body } = context
  const isFault = LOG_LEVELS.has(body.level) || body.error !== undefined
  if (!isFault) return { decoded: ignore('log') }
  const code = body.code ?? body.type
  const text = body.description ?? body.error
  return {
    decoded: events({
      kind: 'comms-fault',
      phase: 'active',
      momentary: true,
      detail:
        typeof code === 'string' && code !== '' ? clip(code, 80) : typeof code === 'number' ? (LOG_CODES[code] ?? 'UNKNOWN') : 'UNKNOWN',
      ...heard(context),
      ...(typeof text === 'string' ? { description: clip(text, 500) } : {}),
    }),
  }
}
const LOG_LEVELS: ReadonlySet<unknown> = new Set(['WARNING', 'ERROR', 1, 2])
const LOG_CODES =
  'UNKNOWN DOWNLINK_PAYLOAD_SIZE UPLINK_CODEC DOWNLINK_CODEC OTAA UPLINK_F_CNT_RESET UPLINK_MIC UPLINK_F_CNT_RETRANSMISSION DOWNLINK_GATEWAY'.split(
    ' ',
  )

const location = (context: Context): Answer => {
  const place = isObject(context.body.location) ? context.body.location : {}
  const [lat, lon] = [readNumber(place.latitude ?? place.lat), readNumber(place.longitude ?? place.lon)]
  if (lat === undefined && lon === undefined)
    return { decoded: deadLetter('location: missing', { deviceId: context.deviceId, field: 'location' }) }
  if (Math.abs(lat ?? 0) > 90 || Math.abs(lon ?? 0) > 180)
    return { decoded: deadLetter('location: out of range', { deviceId: context.deviceId, field: 'location' }) }
  return { decoded: events({ kind: 'position', ...heard(context), location: { lat: lat ?? 0, lon: lon ?? 0 } }) }
}

const join = (context: Context): Answer => ({
  decoded: events({ kind: 'online', detail: 'join', ...heard(context), ...signalOf(context.body.rxInfo) }),
})
const integration = (context: Context): Answer => ({ decoded: events({ kind: 'telemetry', ...heard(context) }) })
const silent = (): Answer => ({ decoded: ignore('downlink-report') })

const BY_TYPE = new Map<string, (context: Context) => Answer>(
  Object.entries({ up, status, log, error: log, location, join, integration, ack: silent, txack: silent }),
)

/** ChirpStack Gateway Bridge / MQTT Forwarder: only the link of a gateway matters here; its frames come again as events of devices. */
function gateway(message: RawMessage, gatewayId: string, rest: string): Decoded {
  const body = rest === 'state/conn' ? readObject(message.payload) : null
  // OFFLINE is the zero value
  const told = body?.ok ? (body.value.state ?? 'OFFLINE') : ''
  const state = typeof told === 'string' ? told.toLowerCase() : ''
  if (state !== 'online' && state !== 'offline') return ignore('gateway-traffic')
  return events({
    kind: state,
    deviceId: gatewayId,
    deviceTime: null,
    timeBasis: 'none',
    key: null,
    ...(message.retain ? { retained: true } : {}),
  })
}
