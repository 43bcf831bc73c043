// Reports of thing models as events: properties are states with a memory, events are news of their own
import type { DecodedEvent, PressKey } from '#contracts/event.ts'
import type { DeviceTime } from './device-time.ts'
import type { RawMessage } from './dialect.ts'
import { isObject, readNumber, readPercent } from './payload.ts'
import { isAlarmName, known, meaningOfEvent, meaningOfProperty, type ThingMeaning, wordsOf } from './thing-words.ts'

/** Who is reporting, and how. */
export interface Thing {
  readonly deviceId: string | null
  readonly bridgeId?: string
  readonly nativeId?: string
  /** Product and device as they are called: an unknown event of an alarm button is no telemetry. */
  readonly called: string
  /** The protocol itself marks it as made earlier. */
  readonly historical?: boolean
}

export interface Property {
  readonly name: string
  readonly value: unknown
  readonly time: DeviceTime & Pick<DecodedEvent, 'timeSource'>
}

/** Names of states that stand in trouble, with their device; what a later report must clear. */
export type Standing = ReadonlySet<string>
export const readStanding = (memory: unknown): Standing =>
  new Set(isObject(memory) && Array.isArray(memory.standing) ? memory.standing.filter((name) => typeof name === 'string') : [])
/** A device has a handful of states; a report with thousands of invented ones shall not fill memory. */
const STANDING = 200
export const keepStanding = (standing: Standing): { standing: readonly string[] } => ({ standing: [...standing].slice(-STANDING) })

const commonOf = (thing: Thing, message: RawMessage): Pick<DecodedEvent, 'deviceId'> & Partial<DecodedEvent> => ({
  deviceId: thing.deviceId,
  ...(thing.bridgeId === undefined ? {} : { bridgeId: thing.bridgeId }),
  ...(thing.nativeId === undefined ? {} : { nativeId: thing.nativeId }),
  ...(message.retain ? { retained: true } : {}),
  ...(thing.historical ? { historical: true, late: true } : {}),
})

/** A message's id with its time names a press; alone it names none: many firmwares leave it at the manual's "123" for ever. */
export const keyOf = (parts: readonly (string | number)[], time: DeviceTime): PressKey | null =>
  time.deviceTime === null ? null : { value: [time.deviceTime, ...parts].join('/'), basis: 'time' }

/** One event of a thing model: what its name or its values say, else telemetry; of an alarm device whatever it is may be a call. */
export function reportEvent(
  thing: Thing,
  message: RawMessage,
  event: {
    readonly identifier: string
    readonly output: unknown
    readonly time: Property['time']
    readonly key: PressKey | null
    /** What the product's model calls it, where the platform tells. */
    readonly severity?: 'alert' | 'error'
  },
): DecodedEvent {
  const { identifier, output, time, key } = event
  // A retained event happened before; a retained property is how it stands.
  const common = { ...commonOf(thing, message), ...time, ...measures(output), key, ...(message.retain ? { late: true } : {}) }
  const meaning = meaningOfEvent(identifier, output)
  if (meaning) {
    const { isState, ...said } = meaning
    return { ...common, ...said, ...(said.phase === 'active' && !isState ? { momentary: true } : {}) }
  }
  const plain = PLAIN.find(([pattern]) => pattern.test(wordsOf(identifier)))?.[1]
  if (plain) return { ...common, kind: plain }
  if (event.severity === 'error')
    return { ...common, kind: 'device-fault', phase: 'active', detail: identifier.slice(0, 80), momentary: true }
  if (event.severity !== 'alert' && !isAlarmName(thing.called))
    return { ...common, kind: common.location ? 'position' : 'telemetry', detail: identifier.slice(0, 80) }
  return { ...common, kind: 'alarm-other', phase: 'active', detail: identifier.slice(0, 80), promotes: 'panic', momentary: true }
}

const PLAIN: readonly (readonly [RegExp, DecodedEvent['kind']])[] = [
  [/heart ?beat|keep ?alive|心跳/, 'heartbeat'],
  [/\boffline\b|离线|下线/, 'offline'],
  [/\bonline\b|上线|在线/, 'online'],
  [/\bdisarm|撤防/, 'disarm'],
  [/\barm(ed|ing)?\b|布防/, 'arm'],
  [/\btest\b|测试|自检/, 'test'],
]

/** Structures and lists of a property are properties of their own: `alarm: {sos: true}`, `alarms: ["sos"]`. */
function flattened(properties: readonly Property[], depth = 0): Property[] {
  return properties.flatMap((property): Property[] => {
    const { name, value, time } = property
    if (depth > 2 || typeof value !== 'object' || value === null) return [property]
    const parts = Array.isArray(value)
      ? value.slice(0, 20).map((one): Property => ({ name, value: one, time }))
      : Object.entries(value)
          .slice(0, 50)
          .map(([inner, one]): Property => ({ name: `${name} ${inner}`.slice(0, 200), value: one, time }))
    return flattened(parts, depth + 1)
  })
}

/** A report of properties: every state that is or was trouble, else telemetry (or a position). `standing` goes in and comes out. */
export function reportProperties(
  thing: Thing,
  message: RawMessage,
  properties: readonly Property[],
  standing: Standing,
  keyParts: readonly (string | number)[] = [],
): { events: DecodedEvent[]; standing: Standing } {
  const next = new Set(standing)
  const values = Object.fromEntries(properties.map(({ name, value }) => [name, value]))
  const found = flattened(properties).flatMap((property): { property: Property; state: ThingMeaning & { on: boolean } }[] => {
    const state = meaningOfProperty(property.name, property.value)
    return state ? [{ property, state }] : []
  })
  const low = found.find(({ state }) => state.kind === 'low-battery')?.state.on
  const measured = { ...measures(values), ...(low === undefined ? {} : { batteryLow: low }) }
  const common = { ...commonOf(thing, message), ...measured }
  const isAlarming = found.some(({ state }) => state.on && (state.promotes !== undefined || ALARMS.has(state.kind)))
  const events = found.flatMap(({ property, state: { on, ...said } }): DecodedEvent[] => {
    const name = JSON.stringify([thing.deviceId, property.name])
    const was = standing.has(name)
    // What was made earlier says nothing of the present.
    if (!thing.historical) {
      if (on) next.add(name)
      else next.delete(name)
    }
    if (!on && (!was || thing.historical)) return []
    if (said.kind === 'button')
      return on ? [{ ...common, ...said, ...property.time, key: keyOf([...keyParts, property.name], property.time) }] : []
    if (said.kind === 'low-battery' && isAlarming) return []
    const { promotes, ...rest } = said
    const meaning = on ? said : rest
    const phase = on ? 'active' : 'cleared'
    const repeat = on && was ? { repeat: true } : {}
    return [{ ...common, ...meaning, phase, ...property.time, ...repeat, key: keyOf([...keyParts, property.name, phase], property.time) }]
  })
  if (events.length > 0) return { events, standing: next }
  const time = latest(properties.map((property) => property.time))
  return { events: [{ kind: common.location ? 'position' : 'telemetry', ...common, ...time, key: null }], standing: next }
}

const ALARMS: ReadonlySet<DecodedEvent['kind']> = new Set(['panic', 'duress', 'medical', 'fire', 'intrusion', 'alarm-other', 'alarm-input'])
const NO_TIME: Property['time'] = { deviceTime: null, timeBasis: 'none' }
const latest = (times: readonly Property['time'][]): Property['time'] =>
  times.reduce((best, time) => (best.deviceTime === null || (time.deviceTime ?? '') > best.deviceTime ? time : best), times[0] ?? NO_TIME)

const BATTERY =
  /^(batt|battery|bat|电池|剩余)? ?(batt|battery|bat|电量|电池|soc|electric quantity)( ?(level|percent|percentage|capacity|quantity|remain|remaining|value|power|soc|left|pct|energy|百分比))?$|^(remaining|rest|residual|current) ?(battery|power|electricity)$|^(power|electricity|electric|energy) ?(percent|percentage|level|quantity)$|^power battery$/
const VOLTS = /^(batt|battery|bat) ?(v|volt|volts|voltage)$|^v ?bat(t)?$|^电池电压$/

/** What a name measures; with folders (`Power/Battery`) its last part may tell. */
type Role = 'battery' | 'volts' | 'rssi' | 'snr' | 'lat' | 'lon' | 'place' | 'other'
const ROLES: readonly (readonly [Role, RegExp])[] = [
  ['battery', BATTERY],
  ['volts', VOLTS],
  ['rssi', /^(rssi|signal rssi|signal dbm)$/],
  ['snr', /^(snr|signal snr)$/],
  ['lat', /^(gps )?(lat|latitude|纬度)$/],
  ['lon', /^(gps )?(lon|lng|long|longitude|经度)$/],
  ['place', /^(geo )?(location|position|gps|coordinates?|point|geo|lnglat|定位|位置)$/],
]
const roles = new Map<string, Role>()
const roleOf = (name: string): Role => known(roles, name, findRole)
function findRole(name: string): Role {
  const whole = wordsOf(name)
  const last = name.includes('/') ? wordsOf(name.slice(name.lastIndexOf('/') + 1)) : whole
  return ROLES.find(([, pattern]) => pattern.test(whole) || pattern.test(last))?.[0] ?? 'other'
}

/** Battery, signal and place among the values of a report, one level deep. A missing battery is not 0 %. */
export function measures(output: unknown): Partial<Pick<DecodedEvent, 'battery' | 'batteryVolts' | 'signal' | 'location'>> {
  if (!isObject(output)) return {}
  const numbers = new Map<Role, number>()
  for (const [name, value] of Object.entries(output)) {
    const role = roleOf(name)
    const number = role === 'other' || role === 'place' ? undefined : readNumber(value)
    if (number !== undefined && !numbers.has(role)) numbers.set(role, number)
  }
  const told = numbers.get('battery')
  // The same name is per cent with one maker and volts with another: 3.6 is no per cent anybody sends.
  const isVolts = told !== undefined && told > 0 && told < 5 && !Number.isInteger(told)
  const battery = isVolts ? undefined : readPercent(told)
  const volts = numbers.get('volts') ?? (isVolts ? told : undefined)
  const [rssi, snr] = [numbers.get('rssi'), numbers.get('snr')]
  return {
    ...(battery === undefined ? {} : { battery }),
    ...(volts === undefined || volts <= 0 ? {} : { batteryVolts: volts > 100 ? volts / 1000 : volts }),
    ...(rssi === undefined && snr === undefined
      ? {}
      : { signal: { ...(rssi === undefined ? {} : { rssi }), ...(snr === undefined ? {} : { snr }) } }),
    ...placeOf(output),
  }
}

function placeOf(output: Readonly<Record<string, unknown>>, depth = 0): Pick<DecodedEvent, 'location'> {
  const by = (role: Role): [string, unknown] | undefined => Object.entries(output).find(([name]) => roleOf(name) === role)
  const [lat, lon] = [readNumber(by('lat')?.[1]), readNumber(by('lon')?.[1])]
  if (lat !== undefined && lon !== undefined)
    return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat !== 0 || lon !== 0) ? { location: { lat, lon } } : {}
  const place = depth > 1 ? undefined : by('place')?.[1]
  if (!isObject(place)) return {}
  return placeOf(isObject(place.value) ? place.value : place, depth + 1)
}

/** A message may carry thousands of rows: what may be an alarm is all kept, of the rest the first. */
const ROWS = 500
export const bounded = (events: readonly DecodedEvent[]): DecodedEvent[] =>
  events.length <= ROWS
    ? [...events]
    : [...events.filter(({ kind }) => kind !== 'telemetry'), ...events.filter(({ kind }) => kind === 'telemetry').slice(0, ROWS)]
