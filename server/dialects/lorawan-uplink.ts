// One LoRaWAN uplink as its network server decoded it, or as bare bytes: presses, states that are or were trouble, else telemetry
import type { DecodedEvent, PressKey } from '#contracts/event.ts'
import { decodeFrame } from './lorawan-codec.ts'
import { type LoraNews, type LoraReading, readLoraObject, troubleOf } from './lorawan-object.ts'
import { isObject } from './payload.ts'

export interface Uplink {
  /** The maker's and the model's name, as far as the server tells; '' = unknown */
  readonly profile: string
  /** Profile, device and application as they are called. */
  readonly called: string
  readonly object: Record<string, unknown> | null
  readonly port: number
  /** base64 */
  readonly data: string
  readonly receivedAt: Date
  readonly key: PressKey | null
  /** What every event of it shares. */
  readonly common: Pick<DecodedEvent, 'deviceId' | 'deviceTime' | 'timeBasis'> & Partial<DecodedEvent>
}

/** `memory` holds the states of the device's last uplink. */
export function readUplink(uplink: Uplink, memory: unknown): { events: DecodedEvent[]; memory: unknown } {
  const { profile, called, object, port, data, key } = uplink
  const model = profile === '' ? called : profile
  const told = object ? readLoraObject(object, model, uplink.receivedAt) : null
  // A codec that says nothing of a button's press may not know how to.
  const frame = told && told.presses.length > 0 ? null : decodeFrame(model, port, data.slice(0, 2048))
  const bytes = frame?.object && (!object || frame.isButton) ? readLoraObject(frame.object, model, uplink.receivedAt) : null
  const reading = told ? { ...told, presses: [...told.presses, ...(bytes?.presses ?? [])] } : (bytes ?? NOTHING_READ)
  const isUnread = !object && !frame?.object && data !== ''
  const before = isObject(memory) && isObject(memory.states) ? (memory.states as Record<string, boolean>) : {}
  const common = { ...uplink.common, ...reading.common }
  const news = [...pressesOf(reading, isUnread && (frame?.isButton === true || BUTTON_NAME.test(called))), ...changesOf(reading, before)]
  const found = news.map((one, index) => ({
    ...common,
    ...one,
    // One uplink may carry several presses (inputs, stored rows): the first has the uplink's own key.
    key: key === null || index === 0 ? key : { ...key, value: `${key.value}/${index}` },
  }))
  const quiet: DecodedEvent = {
    kind: common.location ? 'position' : 'telemetry',
    ...common,
    key: null,
    ...(isUnread ? { quality: 'undecoded' } : {}),
  }
  // What has not changed is the same object: a thousand telemetry messages a second are not compared word by word.
  const isSame = isObject(memory) && Object.entries(reading.states).every(([name, trouble]) => before[name] === trouble)
  return { events: found.length > 0 ? found : [quiet], memory: isSame ? memory : { states: { ...before, ...reading.states } } }
}

const NOTHING_READ: LoraReading = { presses: [], states: {}, common: {} }
const BUTTON_NAME = /button|sos|panic|emergency|按钮|按键|报警/i
// Bytes of a button that no codec can read: somebody may have pressed it.
const UNREAD_PRESS: LoraNews = { kind: 'button', press: 'unknown', promotes: 'panic' }
const pressesOf = (reading: LoraReading, isUnreadButton: boolean): readonly LoraNews[] =>
  reading.presses.length === 0 && isUnreadButton ? [UNREAD_PRESS] : reading.presses

/** Trouble, again or ended, by the device's last uplink; beside a press the battery is told by the press. */
function changesOf({ states, presses }: LoraReading, before: Readonly<Record<string, boolean>>): LoraNews[] {
  return Object.entries(states).flatMap(([name, trouble]): LoraNews[] => {
    const meaning = troubleOf(name)
    if (!meaning || (presses.length > 0 && name === 'low-battery')) return []
    if (trouble) return [{ ...meaning, phase: 'active', ...(before[name] === true ? { repeat: true } : {}) }]
    const { promotes: _, ...ended } = meaning
    return before[name] === true ? [{ ...ended, phase: 'cleared' }] : []
  })
}

/** Of the antenna that heard best. A value left out is 0, unless nothing at all was measured. */
export function bestSignal(heard: readonly { rssi: number | undefined; snr: number | undefined }[]): Pick<DecodedEvent, 'signal'> {
  const measured = heard
    .filter(({ rssi, snr }) => rssi !== undefined || snr !== undefined)
    .map(({ rssi, snr }) => ({ rssi: rssi ?? 0, snr: snr ?? 0 }))
  const [first, ...others] = measured
  return first ? { signal: others.reduce((best, one) => (one.rssi > best.rssi ? one : best), first) } : {}
}
