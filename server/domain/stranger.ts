// 待登记: what is known of a device that spoke and is not in the register, so that a person need add only place and kind.
import type { DeviceKind } from '#contracts/device.ts'
import type { DecodedEvent, EventKind } from '#contracts/event.ts'
import type { Message } from './intake.ts'
import { pointOf } from './kind.ts'
import { positionOf } from './position.ts'

/** One sender nobody knows, as one batch heard it. */
export interface StrangerRow {
  source: string
  externalId: string
  /** One camera of a recorder's catalogue that shares its identity; '' = the device itself. */
  point: string
  dialect: string
  schoolId: string | null
  bridgeId: string | null
  kind: DeviceKind | null
  name: string | null
  lng: number | null
  lat: number | null
  firstAt: Date
  lastAt: Date
  count: number
  suspect: boolean
}

const MAX_IDENTITY = 200

/** GB/T 28181 annex D, digits 11–13. */
const KIND_OF_GB_TYPE: Readonly<Record<string, DeviceKind>> = {
  111: 'recorder',
  112: 'recorder',
  113: 'recorder',
  117: 'alarmPanel',
  118: 'recorder',
  130: 'recorder',
  131: 'camera',
  132: 'camera',
  134: 'panicButton',
  200: 'gateway',
}

const KIND_OF_DIALECT: Readonly<Record<string, DeviceKind>> = {
  frigate: 'camera',
  onvif: 'camera',
  dc09: 'alarmPanel',
  'hikvision-cid': 'alarmPanel',
}

const KIND_OF_EVENT: Partial<Record<EventKind, DeviceKind>> = {
  panic: 'panicButton',
  duress: 'panicButton',
  button: 'panicButton',
  medical: 'panicButton',
  'video-loss': 'camera',
  'video-blind': 'camera',
  'video-frozen': 'camera',
  'video-abnormal': 'camera',
  motion: 'sensor',
  'storage-fault': 'recorder',
  'record-fault': 'recorder',
  intrusion: 'alarmPanel',
  arm: 'alarmPanel',
  disarm: 'alarmPanel',
  fire: 'sensor',
  tamper: 'sensor',
  'low-battery': 'sensor',
  telemetry: 'sensor',
}

/** What kind of device it may be; null when nothing says so. A guess: a person decides. */
export function guessKind(dialect: string, identity: string, event: DecodedEvent | null): DeviceKind | null {
  if (event?.promotes === 'panic') return 'panicButton'
  const byType = /^\d{20}$/.test(identity) ? KIND_OF_GB_TYPE[identity.slice(10, 13)] : undefined
  return byType ?? KIND_OF_DIALECT[dialect] ?? (event ? KIND_OF_EVENT[event.kind] : undefined) ?? null
}

/** A node of a GB/T 28181 catalogue that is no device: a division (2–8 digits), a business group (215) or a virtual organisation (216). */
const isCatalogueNode = (dialect: string, identity: string): boolean =>
  dialect === 'gb28181' && (/^\d{2,8}$/.test(identity) || /^\d{10}21[56]\d{7}$/.test(identity))

/** A camera that its recorder lists under the recorder's own identity is known by its channel as well; others are known by their identity. */
export const listedPoint = (event: DecodedEvent): string => (event.listed === undefined ? '' : pointOf(event).slice(0, 64))

/** The inbox's row for a message of nobody we know; null where there is nobody to adopt. */
export function strangerOf(message: Message, identity: string | null, event: DecodedEvent | null, suspect: boolean): StrangerRow | null {
  const { source, dialect, receivedAt } = message
  if (source === null || dialect === null || !identity || identity.length > MAX_IDENTITY || message.replayOf !== null) return null
  if (isCatalogueNode(dialect, identity) && !suspect) return null
  // Nobody bounds what a stranger says: a place on no map would refuse the row, and with it the whole batch.
  const position = positionOf(event?.location?.lon, event?.location?.lat)
  return {
    source,
    externalId: identity,
    point: event ? listedPoint(event) : '',
    dialect,
    schoolId: message.schoolId,
    bridgeId: event?.bridgeId ?? message.bridgeId,
    kind: guessKind(dialect, identity, event),
    name: event?.channelName?.slice(0, 100) ?? null,
    lng: position?.[0] ?? null,
    lat: position?.[1] ?? null,
    firstAt: receivedAt,
    lastAt: receivedAt,
    count: 1,
    suspect,
  }
}

/** Two sightings of one stranger, in the order heard, as one; a guess of a button is not lost to what else it says. */
export function meetAgain(before: StrangerRow, now: StrangerRow): StrangerRow {
  return {
    ...before,
    bridgeId: now.bridgeId ?? before.bridgeId,
    kind: before.kind === 'panicButton' ? before.kind : (now.kind ?? before.kind),
    name: now.name ?? before.name,
    lng: now.lng ?? before.lng,
    lat: now.lat ?? before.lat,
    lastAt: now.lastAt,
    count: before.count + now.count,
    suspect: before.suspect || now.suspect,
  }
}
