// shelly-api-docs.shelly.cloud gen2: General/Notifications (NotifyEvent, NotifyStatus, NotifyFullStatus), ComponentsAndServices Input, Smoke, Flood,
// DevicePower, DynamicComponents/BTHome; Shelly-script-examples ble-shelly-blu (event shelly-blu)
import type { DecodedEvent } from '#contracts/event.ts'
import { readDeviceTime } from './device-time.ts'
import { clip, isObject, plainText, readBoolean, readNumber, readPercent } from './payload.ts'
import { lastState, phaseOf, type States, withState } from './two-state.ts'

type Told = Omit<DecodedEvent, 'deviceId'> & { deviceId?: string }
type Body = Readonly<Record<string, unknown>>

const componentOf = (name: unknown): { type: string; id: number | undefined } => {
  const [type = '', id] = typeof name === 'string' ? name.split(':') : []
  return { type, id: readNumber(id) }
}

const PRESSES = new Map<string, NonNullable<DecodedEvent['press']>>([
  ['single_push', 'short'],
  ['double_push', 'double'],
  ['triple_push', 'triple'],
  ['long_push', 'long'],
  ['btn_down', 'down'],
  ['btn_up', 'up'],
])
const BUTTONS: ReadonlySet<string> = new Set(['input', 'bthomedevice', 'bthomesensor', 'blutrv'])
const FAULTS: ReadonlySet<string> = new Set([
  'overtemp',
  'overpower',
  'overvoltage',
  'undervoltage',
  'overcurrent',
  'brownout_fault',
  'obstruction',
  'cable_unplugged',
])
/** What a component alarms of; other components say `alarm`, too. */
const ALARMS = new Map<string, Pick<DecodedEvent, 'kind' | 'detail'>>([
  ['smoke', { kind: 'fire', detail: 'smoke' }],
  ['flood', { kind: 'alarm-other', detail: 'water-leak' }],
])
const PHASES = new Map<string, 'active' | 'cleared' | 'test'>([
  ['alarm', 'active'],
  ['alarm_off', 'cleared'],
  ['alarm_test', 'test'],
])

export interface Gen2Events {
  readonly list: readonly Told[]
  /** Names of events that no rule knows and that are none of the housekeeping ones. */
  readonly unknown: readonly string[]
}

/** `NotifyEvent`: each event has its own time. btn_down and btn_up stand around the push that follows and are told without being a press. */
export function gen2Events(params: Body, receivedAt: Date): Gen2Events {
  const list: Told[] = []
  const unknown: string[] = []
  for (const event of Array.isArray(params.events) ? params.events : []) {
    if (!isObject(event)) continue
    const name = typeof event.event === 'string' ? event.event : ''
    const { type, id } = componentOf(event.component)
    const stamp = event.ts ?? params.ts
    const time = readDeviceTime(stamp, receivedAt)
    const key =
      time.deviceTime === null
        ? null
        : { value: `${plainText(stamp)}/${plainText(event.component)}/${name}`.slice(0, 200), basis: 'time' as const }
    const told = type === 'script' && isObject(event.data) ? bluEvent(event.data) : meaningOf(type, id, name, event)
    if (told) list.push({ ...told, ...time, key })
    else if (!HOUSEKEEPING.test(name) && type !== 'sys') unknown.push(name)
  }
  return { list, unknown }
}
const HOUSEKEEPING =
  /^(config_changed|ota_\w+|sleep|scheduled_restart|component_(added|removed)|new_objects|\w*discover\w*|wifi_\w+|sta_\w+|ap_\w+|notify|credentials|associations?_\w+|schedule_\w+|)$/

function meaningOf(type: string, id: number | undefined, name: string, event: Body): Omit<Told, 'deviceTime' | 'timeBasis' | 'key'> | null {
  const press = PRESSES.get(name)
  if (press !== undefined || (BUTTONS.has(type) && !HOUSEKEEPING.test(name))) return buttonEvent(type, id, press ?? 'unknown', event)
  const phase = PHASES.get(name)
  if (phase) return { ...(ALARMS.get(type) ?? { kind: 'alarm-other', detail: clip(type, 40) }), phase }
  if (FAULTS.has(name)) return { kind: 'device-fault', phase: 'active', detail: name }
  return name === 'cable_plugged' ? { kind: 'device-fault', phase: 'cleared', detail: 'cable_unplugged' } : null
}

/** A Bluetooth button behind this device is told by its component: 200, 201, …; `idx` counts its keys. */
function buttonEvent(type: string, id: number | undefined, press: NonNullable<DecodedEvent['press']>, event: Body) {
  const key = readNumber(event.idx)
  const input = type === 'input' ? id : (key ?? id)
  const point = type === 'input' || id === undefined ? {} : { point: `${type}:${id}${key === undefined ? '' : `/${key}`}` }
  return {
    kind: 'button' as const,
    press,
    ...(press === 'down' || press === 'up' ? {} : { promotes: 'panic' as const }),
    ...(input === undefined ? {} : { input }),
    ...point,
  }
}

const BLU_PRESSES: readonly NonNullable<DecodedEvent['press']>[] = ['unknown', 'short', 'double', 'triple', 'long']

/** A Shelly BLU heard by a script: `{"address":"5c:c7:…","button":1,"battery":100,"rssi":-60,"pid":118}`; 0 is no press, 128 and 254 a hold. */
function bluEvent(data: Body): Omit<Told, 'deviceTime' | 'timeBasis' | 'key'> | null {
  if (typeof data.address !== 'string') return null
  const [battery, rssi, counter] = [readPercent(data.battery), readNumber(data.rssi), readNumber(data.pid)]
  const common = {
    deviceId: clip(data.address, 60),
    ...(battery === undefined ? {} : { battery }),
    ...(rssi === undefined ? {} : { signal: { rssi } }),
    // One byte, which begins at 0 with a new battery.
    ...(counter === undefined ? {} : { counter, counterRestarts: true }),
  }
  const keys = Array.isArray(data.button) ? data.button : [data.button]
  const at = keys.findIndex((value) => (readNumber(value) ?? 0) !== 0)
  if (at >= 0) {
    const number = readNumber(keys[at]) as number
    const press = number >= 0x80 ? 'long' : (BLU_PRESSES[number] ?? 'unknown')
    return { kind: 'button', press, promotes: 'panic', ...common, ...(keys.length > 1 ? { input: at } : {}) }
  }
  if (readNumber(data.window) === 1) return { kind: 'alarm-input', phase: 'active', detail: 'contact', promotes: 'panic', ...common }
  if (readNumber(data.window) === 0) return { kind: 'alarm-input', phase: 'cleared', detail: 'contact', ...common }
  const motion = readNumber(data.motion)
  if (motion !== undefined) return { kind: 'motion', phase: motion === 0 ? 'cleared' : 'active', ...common }
  return { kind: 'telemetry', ...common }
}

/** States of components: what is in trouble, what has ended, else one telemetry. A full status is no change: there, what rests is silent. */
export function gen2Status(params: Body, receivedAt: Date, isFull: boolean, before: States): { list: readonly Told[]; states: States } {
  const sys = isObject(params.sys) ? params.sys : {}
  const common = { ...readDeviceTime(params.ts ?? sys.unixtime, receivedAt), key: null, ...vitals(params) }
  let states = before
  const list = Object.entries(params).flatMap(([component, body]): Told[] => {
    if (!isObject(body)) return []
    const { type, id } = componentOf(component)
    const failing = faultsOf(component, body, isFull, states)
    states = failing.states
    const faults = failing.list.map((fault): Told => ({ ...fault, ...common }))
    const state = stateOf(type, id, body)
    if (!state) return faults
    const known = lastState(states, component)
    states = withState(states, component, state.trouble)
    const phase = state.trouble || known === true || !isFull ? phaseOf(state.trouble, known) : null
    const { promotes, ...meaning } = state.meaning
    return phase ? [...faults, { ...meaning, ...phase, ...(state.trouble && promotes ? { promotes } : {}), ...common }] : faults
  })
  return { list: list.length > 0 ? list : [{ kind: 'telemetry', ...common }], states }
}

/** `errors` is left out while there are none, and empty once when the last has gone: each ends by its name when it is told no more. */
function faultsOf(component: string, body: Body, isFull: boolean, before: States) {
  const told = Array.isArray(body.errors) ? body.errors.filter((error) => typeof error === 'string') : isFull ? [] : null
  if (told === null) return { list: [], states: before }
  const prefix = `${component}/errors/`
  const fault = { kind: 'device-fault' as const, point: clip(component, 60) }
  const now = new Set(told.map((error) => clip(error, 60)))
  const gone = Object.keys(before).filter((name) => name.startsWith(prefix) && before[name] && !now.has(name.slice(prefix.length)))
  let states = before
  for (const error of now) states = withState(states, `${prefix}${error}`, true)
  for (const name of gone) states = withState(states, name, false)
  const list = [
    ...[...now].map((detail) => ({ ...fault, detail, ...phaseOf(true, lastState(before, `${prefix}${detail}`)) })),
    ...gone.map((name) => ({ ...fault, phase: 'cleared' as const, detail: name.slice(prefix.length) })),
  ]
  return { list, states }
}

type State = { trouble: boolean; meaning: Pick<DecodedEvent, 'kind' | 'detail' | 'promotes' | 'input' | 'point'> }

/** The state of a push button is null: only a switch has one. A sensor's number is a measured value, whatever it is. */
function stateOf(type: string, id: number | undefined, body: Body): State | null {
  const input = id === undefined ? {} : { input: id }
  const found = (value: unknown, meaning: State['meaning']): State | null => {
    const trouble = readBoolean(value)
    return trouble === undefined ? null : { trouble, meaning }
  }
  const alarm = ALARMS.get(type)
  if (alarm) return found(body.alarm, alarm)
  if (type === 'input') return found(body.state, { kind: 'alarm-input', promotes: 'panic', ...input })
  if (type === 'bthomesensor')
    return typeof body.value === 'number'
      ? null
      : found(body.value, { kind: 'alarm-input', promotes: 'panic', ...input, point: `bthomesensor:${id ?? ''}` })
  return MOTION.has(type) ? found(body.state ?? body.value ?? body.motion, { kind: 'motion', ...input }) : null
}
const MOTION: ReadonlySet<string> = new Set(['presence', 'presencezone', 'motion', 'occupancy'])

function vitals(params: Body): Pick<DecodedEvent, 'battery' | 'batteryVolts' | 'signal'> {
  const power = params['devicepower:0']
  const battery = isObject(power) && isObject(power.battery) ? power.battery : {}
  // A Bluetooth device behind this one speaks alone; its battery is not the gateway's, which has none.
  const blu = Object.entries(params).find(([name, body]) => name.startsWith('bthomedevice:') && isObject(body))?.[1]
  const radio = isObject(params.wifi) ? params.wifi : isObject(blu) ? blu : {}
  const percent = readPercent(battery.percent) ?? (isObject(blu) ? readPercent(blu.battery) : undefined)
  const [volts, rssi] = [readNumber(battery.V), readNumber(radio.rssi)]
  return {
    ...(percent === undefined ? {} : { battery: percent }),
    ...(volts === undefined ? {} : { batteryVolts: volts }),
    ...(rssi === undefined ? {} : { signal: { rssi } }),
  }
}
