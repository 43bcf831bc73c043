// The Things Stack v3: thethingsindustries.com/docs/integrations/mqtt, lorawan-stack api/ttn/lorawan/v3/messages.proto (empty values are left out)
import type { Decoded, DecodedEvent, PressKey } from '#contracts/event.ts'
import { type DeviceTime, readDeviceTime } from './device-time.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { bestSignal, readUplink } from './lorawan-uplink.ts'
import { clip, deadLetter, events, ignore, isObject, readBoolean, readNumber, readObject, readPercent } from './payload.ts'

export const tts: Dialect = {
  name: 'tts',
  filters: (base) => [`${base === '' ? '' : `${base}/`}v3/+/devices/+/#`],
  topicIdentity: (topic, base) => ({ deviceId: placeOf(topic, base)?.deviceId ?? null }),
  memoryKey: (message) => {
    const place = placeOf(message.topic, message.base)
    return place?.what === 'up' ? `${place.application}/${place.deviceId}` : null
  },
  decode: (message, memory) => {
    const place = placeOf(message.topic, message.base)
    if (!place) return { decoded: deadLetter('unknown-topic'), memory }
    // An uplink with a normalizer is published twice; and what is sent down, or was, says nothing of safety.
    if (place.what === 'up/normalized') return { decoded: ignore('twin-of-up'), memory }
    if (/^down\/(?!failed$)/.test(place.what)) return { decoded: ignore('downlink'), memory }
    if (message.payload.length === 0) return { decoded: ignore(message.retain ? 'retained-message-removed' : 'empty'), memory }
    const body = readObject(message.payload)
    if (!body.ok) return { decoded: refuse(message, place, body.reason), memory }
    const decode = BY_WHAT.get(place.what)
    if (!decode) return { decoded: deadLetter(`unknown-topic: ${clip(place.what, 40)}`, { deviceId: place.deviceId }), memory }
    return { memory, ...decode({ message, place, body: body.value, deviceId: identityIn(body.value) ?? place.deviceId, memory }) }
  },
}

interface Place {
  readonly application: string
  readonly deviceId: string
  readonly what: string
}

/** `v3/{application}[@tenant]/devices/{device}/{what}`; a device that nobody named is called after its EUI. */
function placeOf(topic: string, base: string): Place | null {
  const path = base === '' ? topic : topic.startsWith(`${base}/`) ? topic.slice(base.length + 1) : ''
  const found = /^v3\/([^/]+)\/devices\/([^/]+)\/(.+)$/.exec(path)
  if (!found) return null
  const id = found[2] as string
  return { application: found[1] as string, deviceId: /^eui-([0-9a-f]{16})$/i.exec(id)?.[1]?.toLowerCase() ?? id, what: found[3] as string }
}

type Body = Readonly<Record<string, unknown>>
interface Context {
  readonly message: RawMessage
  readonly place: Place
  readonly body: Body
  readonly deviceId: string
  readonly memory: unknown
}
type Answer = { decoded: Decoded; memory?: unknown }

const list = (value: unknown): Body[] => (Array.isArray(value) ? value.filter(isObject) : [])
const inner = (body: Body, name: string): Body => (isObject(body[name]) ? (body[name] as Body) : {})

/** dev_eui in lower case, else device_id. */
function identityIn(body: Body): string | null {
  const { dev_eui: eui, device_id: id } = inner(body, 'end_device_ids')
  if (typeof eui === 'string' && eui !== '') return clip(eui, 200).toLowerCase()
  return typeof id === 'string' && id !== '' ? clip(id, 200) : null
}

/** An unreadable uplink that still names a button may have been a press. */
function refuse(message: RawMessage, place: Place, reason: string): Decoded {
  const text = `${place.deviceId} ${new TextDecoder('latin1').decode(message.payload.subarray(0, 8192))}`
  const isSuspect = place.what === 'up' && /button|press|sos|panic|alarm|emergency|ws101|ws136|ws156|pb0[15]|tbpb/i.test(text)
  return deadLetter(reason, { deviceId: identityOfText(text) ?? place.deviceId, ...(isSuspect ? { suspect: 'panic' } : {}) })
}
const identityOfText = (text: string): string | undefined => /"dev_eui"\s{0,4}:\s{0,4}"([0-9A-Fa-f]{16})"/.exec(text)?.[1]?.toLowerCase()

const DAY_MS = 86_400_000
type Timed = DeviceTime & Pick<DecodedEvent, 'timeSource'>

/** When a gateway with a clock heard it, else when the Network or Application Server did. A gateway's clock a day off is none. */
function timeOf({ body, message }: Context, part: Body): Timed {
  const server = readDeviceTime(part.received_at ?? body.received_at, message.receivedAt)
  const reference = server.deviceTime === null ? message.receivedAt.getTime() : Date.parse(server.deviceTime)
  for (const told of [...list(part.rx_metadata).map(({ time }) => time), inner(part, 'settings').time]) {
    const time = readDeviceTime(told, message.receivedAt)
    if (time.deviceTime !== null && Math.abs(Date.parse(time.deviceTime) - reference) < DAY_MS) return { ...time, timeSource: 'gateway' }
  }
  return server.timeBasis === 'none' ? server : { ...server, timeSource: 'server' }
}

const heard = (context: Context, part: Body) => ({
  deviceId: context.deviceId,
  ...timeOf(context, part),
  key: null,
  ...(context.message.retain ? { retained: true, late: true } : {}),
})

/** The session's key and the frame counter name the uplink: a confirmed one is sent again until it is answered. A counter of 0 is left out. */
function keyOf(part: Body, body: Body): PressKey | null {
  const count = readNumber(part.f_cnt) ?? 0
  if (typeof part.session_key_id === 'string' && part.session_key_id !== '')
    return { value: `${part.session_key_id}/${count}`, basis: 'id' }
  const address = inner(body, 'end_device_ids').dev_addr
  return typeof address === 'string' ? { value: `${address}/${count}`, basis: 'counter' } : null
}

const up = (context: Context): Answer => {
  const { body, place, message } = context
  if (!isObject(body.uplink_message)) return { decoded: refuse(message, place, 'uplink_message: missing') }
  const part = body.uplink_message
  const { brand_id: brand, model_id: model } = inner(part, 'version_ids')
  const profile = [brand, model].filter((name) => typeof name === 'string').join(' ')
  const { device_id: id } = inner(body, 'end_device_ids')
  const percent = readPercent(inner(part, 'last_battery_percentage').value)
  const answer = readUplink(
    {
      profile,
      called: [profile, id, place.application.split('@')[0]].filter((name) => typeof name === 'string').join(' '),
      object: objectOf(part),
      port: readNumber(part.f_port) ?? 0,
      data: typeof part.frm_payload === 'string' ? part.frm_payload : '',
      receivedAt: message.receivedAt,
      key: keyOf(part, body),
      common: {
        ...heard(context, part),
        ...bestSignal(list(part.rx_metadata).map((rx) => ({ rssi: readNumber(rx.rssi ?? rx.channel_rssi), snr: readNumber(rx.snr) }))),
        ...(percent === undefined ? {} : { battery: percent }),
        ...placeIn(part),
      },
    },
    context.memory,
  )
  // Simulated in the console: a claim like an exercise; it sounds unless a test is open here.
  const isSimulated = readBoolean(body.simulated) === true
  const found = answer.events.map(
    (event): DecodedEvent =>
      isSimulated && event.kind !== 'telemetry' && event.kind !== 'position' ? { ...event, phase: 'test', exercise: 'test' } : event,
  )
  return { decoded: events(...found), memory: answer.memory }
}

/** What the device's formatter made of the bytes, else their normalized form. An empty one is none: the formatter failed. */
function objectOf(part: Body): Record<string, unknown> | null {
  const normalized = Array.isArray(part.normalized_payload) ? part.normalized_payload[0] : part.normalized_payload
  for (const object of [part.decoded_payload, normalized]) if (isObject(object) && Object.keys(object).length > 0) return object
  return null
}

/** A place that the device itself sent; others are the register's or the gateways'. */
function placeIn(part: Body): Pick<DecodedEvent, 'location'> {
  const { latitude, longitude } = inner(inner(part, 'locations'), 'frm-payload')
  const [lat, lon] = [readNumber(latitude), readNumber(longitude)]
  return lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { location: { lat, lon } } : {}
}

const join = (context: Context): Answer => ({
  decoded: events({ kind: 'online', detail: 'join', ...heard(context, inner(context.body, 'join_accept')) }),
})

const location = (context: Context): Answer => {
  const { latitude, longitude } = inner(inner(context.body, 'location_solved'), 'location')
  const [lat, lon] = [readNumber(latitude), readNumber(longitude)]
  const letter = (reason: string): Answer => ({ decoded: deadLetter(reason, { deviceId: context.deviceId, field: 'location' }) })
  if (lat === undefined && lon === undefined) return letter('location: missing')
  if (Math.abs(lat ?? 0) > 90 || Math.abs(lon ?? 0) > 180) return letter('location: out of range')
  return { decoded: events({ kind: 'position', ...heard(context, {}), location: { lat: lat ?? 0, lon: lon ?? 0 } }) }
}

/** A downlink that could not be sent: the device will not hear us. */
const failed = (context: Context): Answer => {
  const error = inner(inner(context.body, 'downlink_failed'), 'error')
  const detail = typeof error.name === 'string' && error.name !== '' ? clip(error.name, 80) : 'downlink-failed'
  return { decoded: events({ kind: 'comms-fault', phase: 'active', momentary: true, detail, ...heard(context, {}) }) }
}

const service = (context: Context): Answer => ({ decoded: events({ kind: 'telemetry', ...heard(context, {}) }) })

const BY_WHAT = new Map<string, (context: Context) => Answer>(
  Object.entries({ up, join, 'location/solved': location, 'down/failed': failed, 'service/data': service }),
)
