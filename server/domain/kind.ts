import type { AlarmKind } from '#contracts/alarm.ts'
import type { DeviceKind } from '#contracts/device.ts'
import type { Decoded, DecodedEvent, EventKind, Suspect } from '#contracts/event.ts'

/** What one event asks for: people (alarm), a technician (fault), a note of the device's state, or nothing but its place in history. */
export type Consequence =
  | { readonly is: 'alarm'; readonly kind: AlarmKind; readonly priority: 1 | 2 | 3 | 4 }
  | { readonly is: 'fault' }
  | { readonly is: 'state' }
  | { readonly is: 'event' }

const PRIORITY = {
  panic: 1,
  duress: 1,
  medical: 1,
  fire: 1,
  intrusion: 2,
  'alarm-input': 3,
  'alarm-other': 3,
  suspect: 1,
} as const satisfies Record<AlarmKind, number>

const FAULTS: ReadonlySet<EventKind> = new Set([
  'tamper',
  'video-loss',
  'video-blind',
  'video-frozen',
  'video-abnormal',
  'storage-fault',
  'record-fault',
  'network-fault',
  'device-fault',
  'comms-fault',
  'low-battery',
  'ac-loss',
])
const STATES: ReadonlySet<EventKind> = new Set(['online', 'offline', 'heartbeat', 'telemetry', 'discovery'])

export const priorityOf = (kind: AlarmKind): 1 | 2 | 3 | 4 => PRIORITY[kind]

const isAlarmKind = (kind: EventKind): kind is Exclude<AlarmKind, 'suspect'> & EventKind => kind in PRIORITY

/** Whether a person pressed something: a release is none. */
const isPress = (event: DecodedEvent): boolean => event.phase !== 'cleared' && event.press !== 'up'

/**
 * The kinds table (design section 2). A device's own priority never changes it. A generic button or contact is a panic only where the
 * register binds it to a one-button alarm; unbound, a button is an event and an input an alarm of priority 3.
 */
export function consequenceOf(event: DecodedEvent, device: { readonly kind: DeviceKind }): Consequence {
  if (FAULTS.has(event.kind)) return { is: 'fault' }
  if (STATES.has(event.kind)) return { is: 'state' }
  if (isPress(event)) {
    const kind = event.promotes === 'panic' && device.kind === 'panicButton' ? 'panic' : event.kind
    if (isAlarmKind(kind)) return { is: 'alarm', kind, priority: PRIORITY[kind] }
  }
  return { is: 'event' }
}

/** What an event that nobody can place in the register may have been, where that would call people at once; null = nothing of the kind. */
export function suspectOfStranger(event: DecodedEvent): Suspect | null {
  if (!isPress(event)) return null
  if (isAlarmKind(event.kind) && event.kind !== 'alarm-input' && event.kind !== 'alarm-other' && PRIORITY[event.kind] === 1)
    return event.kind
  return event.promotes === undefined ? null : 'panic'
}

const LOST_PICTURES: ReadonlySet<EventKind> = new Set(['video-loss', 'video-blind', 'video-frozen', 'video-abnormal'])
const SEEN_IN_PICTURES: ReadonlySet<EventKind> = new Set(['motion', 'intrusion'])

/** Whether a camera's event proves that it had a picture just now: its analysis saw something, or what hid the picture is over. An infrared detector sees none. */
export function showsPicture({ kind, phase, detail, retained, historical, late }: DecodedEvent): boolean {
  if (retained || historical || late || phase === undefined) return false
  return LOST_PICTURES.has(kind) ? phase === 'cleared' : SEEN_IN_PICTURES.has(kind) && phase === 'active' && detail !== 'pir'
}

/** 分区 / 输入: a panel's zone, input, channel or partition as text, or ''. */
export function pointOf(event: DecodedEvent): string {
  const point = event.point ?? event.zone ?? event.input ?? event.channel ?? event.partition
  return point === undefined ? '' : String(point)
}

/** Whether a message can come to an alarm at all, whatever the register says; everything else is written without the intake lock. */
export function mayRaise(decoded: Decoded): boolean {
  if (decoded.disposition !== 'events') return decoded.disposition === 'dead-letter'
  return decoded.events.some(
    (event) => isPress(event) && (isAlarmKind(event.kind) || event.promotes !== undefined || event.quality === 'undecoded'),
  )
}
