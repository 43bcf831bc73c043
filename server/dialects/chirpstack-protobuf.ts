// ChirpStack v4 api/proto/integration/integration.proto: the events of an integration with `json=false`, as the JSON marshaler would write them
import { isObject, type Read } from './payload.ts'
import { type Message, type MessageType, readProtobuf } from './protobuf.ts'

const TIME: MessageType = { 1: { name: 'seconds', type: 'int' }, 2: { name: 'nanos', type: 'int' } }
const INFO: MessageType = {
  4: { name: 'applicationName', type: 'string' },
  6: { name: 'deviceProfileName', type: 'string' },
  7: { name: 'deviceName', type: 'string' },
  8: { name: 'devEui', type: 'string' },
}
const LOCATION: MessageType = { 1: { name: 'latitude', type: 'double' }, 2: { name: 'longitude', type: 'double' } }
const RX: MessageType = {
  1: { name: 'gatewayId', type: 'string' },
  3: { name: 'gwTime', type: TIME },
  6: { name: 'rssi', type: 'int' },
  7: { name: 'snr', type: 'float' },
}
/** google.protobuf.Value, Struct and ListValue, which contain each other. */
const VALUE: MessageType = () => ({
  1: { name: 'null', type: 'uint' },
  2: { name: 'number', type: 'double' },
  3: { name: 'string', type: 'string' },
  4: { name: 'bool', type: 'bool' },
  5: { name: 'struct', type: STRUCT },
  6: { name: 'list', type: { 1: { name: 'values', type: VALUE, repeated: true } } },
})
const STRUCT: MessageType = () => ({
  1: { name: 'fields', type: { 1: { name: 'key', type: 'string' }, 2: { name: 'value', type: VALUE } }, repeated: true },
})

/** `deduplication_id`, `time` and `device_info` begin every event but the log. */
const head: Exclude<MessageType, () => unknown> = {
  1: { name: 'deduplicationId', type: 'string' },
  2: { name: 'time', type: TIME },
  3: { name: 'deviceInfo', type: INFO },
}
const EVENTS: Readonly<Record<string, MessageType>> = {
  up: {
    ...head,
    4: { name: 'devAddr', type: 'string' },
    7: { name: 'fCnt', type: 'uint' },
    8: { name: 'fPort', type: 'uint' },
    10: { name: 'data', type: 'bytes' },
    11: { name: 'object', type: STRUCT },
    12: { name: 'rxInfo', type: RX, repeated: true },
  },
  join: head,
  ack: head,
  txack: { 2: { name: 'time', type: TIME }, 3: { name: 'deviceInfo', type: INFO } },
  log: {
    1: { name: 'time', type: TIME },
    2: { name: 'deviceInfo', type: INFO },
    3: { name: 'level', type: 'uint' },
    4: { name: 'code', type: 'uint' },
    5: { name: 'description', type: 'string' },
  },
  status: {
    ...head,
    5: { name: 'margin', type: 'int' },
    6: { name: 'externalPowerSource', type: 'bool' },
    7: { name: 'batteryLevelUnavailable', type: 'bool' },
    8: { name: 'batteryLevel', type: 'float' },
  },
  location: { ...head, 4: { name: 'location', type: LOCATION } },
  integration: head,
}

/** The event in the words of its JSON form; null where the bytes are no event of this device. */
export function readChirpstackProtobuf(payload: Uint8Array, type: string, devEui: string): Read<Record<string, unknown>> | null {
  const event = Object.hasOwn(EVENTS, type) ? EVENTS[type] : undefined
  const read = event ? readProtobuf(payload, event) : null
  if (!read?.ok) return null
  const body = read.value
  // Almost any bytes are some protobuf: it is this device's event if it names the device.
  const info = isObject(body.deviceInfo) ? body.deviceInfo : {}
  if (typeof info.devEui !== 'string' || info.devEui.toLowerCase() !== devEui) return null
  return { ok: true, value: inJsonWords(body) }
}

function inJsonWords(body: Message): Record<string, unknown> {
  const { time, object, data, rxInfo, ...rest } = body
  const told: Record<string, unknown> = { ...rest }
  if (isObject(time)) told.time = instantOf(time)
  if (data instanceof Uint8Array) told.data = Buffer.from(data).toString('base64')
  if (isObject(object)) told.object = ofStruct(object)
  if (Array.isArray(rxInfo)) told.rxInfo = rxInfo.filter(isObject).map(rxOf)
  // A float has seven digits: 88.3 is not 88.30000305.
  if (typeof told.batteryLevel === 'number') told.batteryLevel = Number(told.batteryLevel.toPrecision(7))
  return told
}

const rxOf = ({ gwTime, snr, ...rx }: Message): Message => ({
  ...rx,
  ...(isObject(gwTime) ? { gwTime: instantOf(gwTime) } : {}),
  ...(typeof snr === 'number' ? { snr: Number(snr.toPrecision(7)) } : {}),
})

function instantOf({ seconds, nanos }: Message): string | undefined {
  const ms = Number(seconds ?? 0) * 1000 + Math.floor(Number(nanos ?? 0) / 1e6)
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

function ofStruct(struct: Message): Record<string, unknown> {
  const fields = Array.isArray(struct.fields) ? struct.fields.filter(isObject) : []
  return Object.fromEntries(fields.map(({ key, value }) => [String(key ?? ''), ofValue(value)]))
}

function ofValue(value: unknown): unknown {
  if (!isObject(value)) return null
  if (isObject(value.struct)) return ofStruct(value.struct)
  if (isObject(value.list)) return (Array.isArray(value.list.values) ? value.list.values : []).map(ofValue)
  return value.string ?? value.bool ?? value.number ?? null
}
