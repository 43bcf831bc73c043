// GB/T 28181-2022 A.2.5.3 (AlarmMethod, AlarmType), A.2.3.1.1 (combinations of methods); annex E (type codes in an identity)
import type { DecodedEvent } from '#contracts/event.ts'

type Meaning = Pick<DecodedEvent, 'kind' | 'detail' | 'promotes'>

const DEVICE = '2'
const VIDEO = '5'
/** When several methods are named, the one that may be a press wins: device, then video, then the rest in their order. */
const PRECEDENCE = ['2', '5', '1', '3', '4', '7', '6']

/** One method of a value like "2", "1/2", "12", "2,5"; '' when it names none that the standard knows. */
export function alarmMethodOf(text: string | undefined): string {
  const named = new Set((text ?? '').slice(0, 32).match(/[1-7]/g) ?? [])
  return /^[\s\d/,;|、]*$/.test(text ?? '') ? (PRECEDENCE.find((method) => named.has(method)) ?? '') : ''
}

/** Method and type as a pair: type 1 is a lost picture under method 2, a person's own alarm under 5, a broken disk under 6. */
const BY_TYPE: Readonly<Record<string, Readonly<Record<string, Meaning>>>> = {
  [DEVICE]: {
    1: { kind: 'video-loss' },
    2: { kind: 'tamper' },
    3: { kind: 'storage-fault', detail: 'full' },
    4: { kind: 'device-fault', detail: 'over-temperature' },
    5: { kind: 'device-fault', detail: 'under-temperature' },
  },
  [VIDEO]: {
    1: { kind: 'panic', detail: 'manual' },
    2: { kind: 'motion' },
    3: { kind: 'alarm-other', detail: 'left-object' },
    4: { kind: 'alarm-other', detail: 'removed-object' },
    5: { kind: 'intrusion', detail: 'line-crossed' },
    6: { kind: 'intrusion', detail: 'field' },
    7: { kind: 'alarm-other', detail: 'wrong-way' },
    8: { kind: 'alarm-other', detail: 'loitering' },
    9: { kind: 'alarm-other', detail: 'traffic' },
    10: { kind: 'alarm-other', detail: 'density' },
    11: { kind: 'video-abnormal' },
    12: { kind: 'alarm-other', detail: 'fast-moving' },
    13: { kind: 'video-blind' },
  },
  6: {
    1: { kind: 'storage-fault', detail: 'error' },
    2: { kind: 'device-fault', detail: 'fan' },
  },
}

const WITHOUT_TYPE: Readonly<Record<string, Meaning>> = {
  1: { kind: 'alarm-other', detail: 'phone' },
  // The plain device alarm: how a wired panic button arrives.
  [DEVICE]: { kind: 'alarm-input', promotes: 'panic' },
  3: { kind: 'alarm-other', detail: 'sms' },
  4: { kind: 'alarm-other', detail: 'gps' },
  [VIDEO]: { kind: 'alarm-other', detail: 'video' },
  6: { kind: 'device-fault' },
  7: { kind: 'alarm-other', detail: 'other' },
}

/** What an alarm says. An unknown method or type is raised all the same; where it may be a button it can be bound to one. */
export function alarmMeaning(method: string, type: string | undefined, deviceId: string): Meaning {
  const code = type === undefined ? undefined : /^\d{1,4}$/.test(type) ? String(Number(type)) : 'text'
  const plain = WITHOUT_TYPE[method] ?? { kind: 'alarm-other', detail: 'unknown', promotes: 'panic' }
  const known = code === undefined || code === '0' ? plain : BY_TYPE[method]?.[code]
  const meaning = known ?? { ...plain, detail: `unknown-type-${code}` }
  return meaning.kind === 'alarm-other' && isAlarmInput(deviceId) ? { ...meaning, promotes: 'panic' } : meaning
}

/** Type code 134 (alarm input) or 117 (alarm controller) in the 11th to 13th digit. */
const isAlarmInput = (deviceId: string): boolean => /^\d{10}(134|117)\d{7}$/.test(deviceId)
