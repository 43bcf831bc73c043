import * as z from 'zod'
import { DeviceId, listOf, Page, SchoolId } from './ids.ts'
import { Instant, LngLat } from './time.ts'

export const DeviceKind = z.enum(['panicButton', 'camera', 'recorder', 'alarmPanel', 'gateway', 'sensor'])
export type DeviceKind = z.infer<typeof DeviceKind>
export const DialectName = z.enum([
  'native',
  // radio
  'zigbee2mqtt',
  'chirpstack',
  'tts',
  // home automation
  'tasmota',
  'shelly',
  'esphome',
  'ha-discovery',
  // video and alarm panels
  'gb28181',
  'onvif',
  'frigate',
  // platforms and brokers
  'sparkplug',
  'aliyun',
  'jetlinks',
  'huawei-iotda',
  'thingsboard',
  'emqx',
  'hikvision-isapi',
  'hikvision-cid',
  'dahua',
  'dc09',
])
export type DialectName = z.infer<typeof DialectName>
export const DeviceState = z.enum(['online', 'offline', 'unknown', 'maintenance'])
export type DeviceState = z.infer<typeof DeviceState>

export const Device = z
  .object({
    id: DeviceId,
    schoolId: SchoolId,
    campusId: z.string().nullable(),
    kind: DeviceKind,
    dialect: DialectName,
    source: z.string().meta({ description: 'one mount or tree: native, zigbee2mqtt, tasmota, …, or edge/<school>/<name>' }),
    externalId: z.string(),
    point: z.string(),
    name: z.string(),
    position: LngLat.nullable(),
    silent: z.boolean(),
    state: DeviceState,
    stateSince: Instant.nullable().meta({ description: 'since when it is in this state; of one that is offline: dark since' }),
    lastHeardAt: Instant.nullable(),
    parentId: z.string().nullable().meta({ description: 'the device that it hangs on: recorder, switch, gateway' }),
    heartbeatS: z.int().nullable().meta({ description: 'its own interval of beats, s; offline after three; null: as usual for its kind' }),
    /** 可否凭回执: whether the device repeats a press until it hears our receipt (R45). */
    repeatsUntilReceipt: z.boolean(),
    provenAt: Instant.nullable().meta({ description: 'last proven end-to-end press' }),
    synthetic: z.boolean(),
  })
  .meta({ id: 'Device' })
export type Device = z.infer<typeof Device>

export const DeviceQuery = z.strictObject({
  school: SchoolId.optional(),
  kind: DeviceKind.optional(),
  dialect: DialectName.optional(),
  state: DeviceState.optional(),
  ...Page,
})
export const DeviceList = listOf(Device).meta({ id: 'DeviceList' })

/** Where devices are and how they do, in columns: 17,000 rows as objects would cost a screen more to read than to draw. */
export const DevicePlaces = z
  .object({
    ids: z.array(z.string()),
    lng: z.array(z.number().nullable()).meta({ description: 'WGS-84, degrees; null: no place is known' }),
    lat: z.array(z.number().nullable()),
    states: z.array(DeviceState).meta({ description: 'the words that `state` counts from 0' }),
    state: z.array(z.int()),
  })
  .meta({ id: 'DevicePlaces' })
export type DevicePlaces = z.infer<typeof DevicePlaces>
export const DevicePlacesQuery = z.strictObject({ kind: DeviceKind })

export const NewDevice = z.strictObject({
  id: DeviceId.optional(),
  schoolId: SchoolId,
  campusId: z.string().min(1).max(64).nullable().optional(),
  kind: DeviceKind,
  source: z.string().min(1).max(200),
  externalId: z.string().min(1).max(200),
  point: z.string().max(64).optional(),
  name: z.string().max(100).optional(),
  position: LngLat.nullable().optional(),
  silent: z.boolean().optional(),
  parentId: DeviceId.nullable().optional(),
  heartbeatS: z.int().min(1).max(604_800).nullable().optional(),
})
export type NewDevice = z.infer<typeof NewDevice>

export const Fault = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    detail: z.string().nullable(),
    point: z.string().meta({ description: 'channel, input, zone or disk of the device, as it calls it; empty: the device as a whole' }),
    deviceId: z.string().nullable(),
    schoolId: SchoolId.nullable(),
    openedAt: Instant,
    closedAt: Instant.nullable(),
    count: z.int(),
    since: Instant.nullable().meta({ description: 'since when its cause is gone; null: since it was opened' }),
    under: z.int().meta({ description: 'devices that it darkens besides its own' }),
    mergedInto: z.uuid().nullable().meta({ description: 'the fault of a larger cause that covers it now' }),
  })
  .meta({ id: 'Fault' })
export type Fault = z.infer<typeof Fault>
export const FaultQuery = z.strictObject({
  school: SchoolId.optional(),
  device: DeviceId.optional(),
  state: z.enum(['open', 'closed']).optional(),
  ...Page,
})
export const FaultList = listOf(Fault).meta({ id: 'FaultList' })

export const DeadLetter = z
  .object({
    id: z.string(),
    receivedAt: Instant,
    topic: z.string(),
    dialect: z.string().nullable(),
    source: z.string().nullable(),
    identity: z.string().nullable(),
    schoolId: SchoolId.nullable(),
    reason: z.string(),
    field: z.string().nullable(),
    suspect: z.string().nullable(),
    bytes: z.int().meta({ description: 'size of the payload, bytes' }),
    payloadBase64: z.string().nullable().meta({ description: 'only for those who may read payloads (design section 5)' }),
    replayedAt: Instant.nullable(),
  })
  .meta({ id: 'DeadLetter' })
export type DeadLetter = z.infer<typeof DeadLetter>
export const DeadLetterQuery = z.strictObject({
  school: SchoolId.optional(),
  source: z.string().max(200).optional(),
  identity: z.string().max(500).optional(),
  ...Page,
})
export const DeadLetterList = listOf(DeadLetter).meta({ id: 'DeadLetterList' })
