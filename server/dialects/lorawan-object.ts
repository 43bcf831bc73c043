// What vendors' codecs put into `object`: Milesight (WS, EM, UC, GS, VS series), Dragino (PB, LDS, LWL, TrackerD), MClimate, Browan, and plain words
import type { DecodedEvent } from '#contracts/event.ts'
import { readDeviceTime } from './device-time.ts'
import { isObject, readBoolean, readNumber, readPercent } from './payload.ts'
import { meaningOfProperty, wordsOf } from './thing-words.ts'

export type LoraNews = Pick<DecodedEvent, 'kind'> & Partial<DecodedEvent>
export interface LoraReading {
  readonly presses: readonly LoraNews[]
  /** true = trouble */
  readonly states: Readonly<Record<string, boolean>>
  readonly common: Partial<Pick<DecodedEvent, 'battery' | 'batteryVolts' | 'batteryLow' | 'location'>>
}

/** Field names as they are compared: lower case without separators, so Alarm_status, alarmStatus and ALARM are few names. */
const plain = (name: string): string => (PLAIN.test(name) ? name : name.toLowerCase().replace(/[^a-z0-9]/g, ''))
const PLAIN = /^[a-z0-9]*$/

const PRESS_WORDS: readonly (readonly [NonNullable<DecodedEvent['press']>, RegExp])[] = [
  ['up', /release/],
  ['double', /double|dbl|twice/],
  ['triple', /triple/],
  ['long', /long|hold|held/],
  ['short', /short|single|click|once/],
]
const PRESS_NUMBERS: Readonly<Record<number, DecodedEvent['press']>> = { 1: 'short', 2: 'long', 3: 'double' }
const MCLIMATE_NUMBERS: Readonly<Record<number, DecodedEvent['press']>> = { 1: 'short', 2: 'double', 3: 'triple' }
const NOTHING = /^(|none|no|idle|off|false|0|normal|not ?pressed|inactive|null)$/

/** A generic button's press; null when the value says that nothing was pressed. */
function readPress(value: unknown, numbers?: Readonly<Record<number, DecodedEvent['press']>>): LoraNews | null {
  const inner = isObject(value) ? (value.status ?? value.event ?? value.type ?? value.value ?? 'unknown') : value
  if (inner === null || inner === undefined || inner === false) return null
  const word = String(typeof inner === 'object' ? 'unknown' : inner)
    .trim()
    .toLowerCase()
  if (NOTHING.test(word)) return null
  const number = numbers ? readNumber(inner) : undefined
  const press = number !== undefined ? numbers?.[number] : PRESS_WORDS.find(([, pattern]) => pattern.test(word))?.[0]
  return { kind: 'button', press: press ?? 'unknown', ...(press === 'up' ? {} : { promotes: 'panic' }) }
}

/** A button's `action: "hold"` is a press, its `event: "heartbeat"` is none. */
const SPOKEN: ReadonlySet<string> = new Set(['action', 'event', 'eventtype', 'eventname', 'type', 'status', 'state', 'message', 'reason'])
function knownPress(value: unknown): LoraNews | null {
  const press = readPress(value)
  return press && (press.press !== 'unknown' || (typeof value === 'string' && CALLED.test(value))) ? press : null
}
const CALLED = /^(?!.*\b(not|no|un)\b).*(\bpress(ed)?\b|\bpushed\b|alarm|\bsos\b|panic|emergency|\btriggered\b)/i

const PANIC: LoraNews = { kind: 'panic', phase: 'active', momentary: true }
const readPanic = (value: unknown): LoraNews | null => (readPress(value) ? PANIC : null)

type ReadField = (value: unknown) => LoraNews | null
const FIELDS = new Map<string, ReadField>([
  ...['buttonevent', 'buttonstatus', 'press', 'pressstate', 'pressstatus'].map((name): [string, ReadField] => [
    name,
    (v) => readPress(v, PRESS_NUMBERS),
  ]),
  ['pressevent', (v) => readPress(v, MCLIMATE_NUMBERS)],
  ...['button', 'btn', 'buttonpressed', 'buttonpress', 'pressed', 'push', 'click', 'clicktype', 'buttonstate', 'buttonaction'].map(
    (name): [string, ReadField] => [name, (v) => readPress(v)],
  ),
  ...['sos', 'sosevent', 'sosstatus', 'sosflag', 'sosalarm', 'panic', 'panicbutton', 'panicalarm', 'emergency', 'emergencyalarm'].map(
    (name): [string, ReadField] => [name, readPanic],
  ),
])

/** States and their words for trouble; `alarm` is a press only where the model is a button. */
const TROUBLE: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['alarm', ['alarm', 'alarmstatus'], /^(alarm|triggered|active)$/],
  [
    'contact',
    ['magnetstatus', 'dooropenstatus', 'door1openstatus', 'doorstatus', 'doorstate', 'contact', 'contactstatus', 'contactstate', 'open'],
    /^(open(ed)?)$/,
  ],
  ['contact-2', ['door2openstatus'], /^open$/],
  [
    'motion',
    ['pir', 'pirstatus', 'occupancy', 'occupancystatus', 'occupied', 'motion', 'motiondetected', 'motionstatus'],
    /^(trigger(ed)?|occupied|motion)$/,
  ],
  ['water-leak', ['waterleak', 'waterleakstatus', 'leakagestatus', 'waterleakage', 'leak'], /^(leak(age)?|alarm)$/],
  ['gas', ['gasstatus', 'gasalarm', 'gas'], /^(alarm|leak(age)?)$/],
  ['fall', ['fall', 'falldetected', 'fallalarm'], /^(alarm|fall|detected)$/],
  ['smoke', ['smoke', 'smokestatus', 'smokealarm'], /^(alarm|smoke|triggered)$/],
  ['tamper', ['tamper', 'tamperstatus', 'tamperalarm', 'tamperdetected'], /^(uninstalled|triggered|removed|alarm|tampered)$/],
  ['low-battery', ['batterylow', 'lowbattery', 'lowbatt'], /^(low|alarm)$/],
]
const TROUBLE_MEANING: Readonly<Record<string, LoraNews>> = {
  alarm: { kind: 'alarm-input', detail: 'alarm', promotes: 'panic' },
  contact: { kind: 'alarm-input', detail: 'contact', promotes: 'panic' },
  'contact-2': { kind: 'alarm-input', detail: 'contact', input: 2, promotes: 'panic' },
  motion: { kind: 'motion' },
  gas: { kind: 'alarm-other', detail: 'gas' },
  fall: { kind: 'alarm-other', detail: 'fall' },
  'water-leak': { kind: 'alarm-other', detail: 'water-leak' },
  smoke: { kind: 'fire', detail: 'smoke' },
  tamper: { kind: 'tamper' },
  'low-battery': { kind: 'low-battery' },
}
/** What a state by that name means; wired inputs are `input` and their number. */
export function troubleOf(name: string): LoraNews | undefined {
  const input = /^input(\d{0,2})$/.exec(name)?.[1]
  if (input === undefined) return Object.hasOwn(TROUBLE_MEANING, name) ? TROUBLE_MEANING[name] : undefined
  return { kind: 'alarm-input', promotes: 'panic', ...(input === '' ? {} : { input: Number(input) }) }
}
const isTrouble = (value: unknown, words: RegExp): boolean | undefined =>
  readBoolean(value) ?? (typeof value === 'string' ? words.test(value.trim().toLowerCase()) : undefined)

/** Everything of safety's interest in one decoded object; a model that is a button makes a press of its `Alarm`. */
export function readLoraObject(object: Readonly<Record<string, unknown>>, model: string, receivedAt: Date): LoraReading {
  const fields = fieldsOf(object, model)
  const isButton = /pb-?0[15]|button|sos|panic|tracker|按钮|报警/i.test(model) || fields.has('soundkey')
  const presses = [...fields].flatMap(([name, value]): LoraNews[] => {
    const read = FIELDS.get(name) ?? (isButton && (name === 'alarm' || name === 'alarmstatus') ? readPress : undefined)
    const press = read?.(value) ?? (isButton && SPOKEN.has(name) ? knownPress(value) : null)
    return press ? [press] : numberedButton(name, value)
  })
  if (presses.length === 0) presses.push(...callsIn(object))
  const states: Record<string, boolean> = {}
  for (const [state, names, words] of saysTrouble(fields) ? TROUBLE : []) {
    if (state === 'alarm' && isButton) continue
    for (const name of names) {
      const flag = fields.has(name) ? isTrouble(fields.get(name), words) : undefined
      // Codecs say one state under two names; where they differ, the trouble counts.
      if (flag !== undefined) states[state] = flag || states[state] === true
    }
  }
  for (const [name, value] of fields) {
    const input = /^(?:gpio|gpioinput|di|din|digitalin|digitalinput|input)(\d{0,2})$/.exec(name)?.[1]
    const flag = input === undefined ? undefined : isTrouble(value, /^(high|on|active|alarm|triggered|closed?)$/)
    if (flag !== undefined) states[`input${input}`] = flag
  }
  for (const one of Array.isArray(object.events) ? object.events.filter(isObject) : [])
    if (one.alarm_type === 'fall') states.fall = one.alarm_status === 'alarm_triggered'
  return { presses: [...mostTelling(presses), ...storedPresses(object, receivedAt)], states, common: readCommon(fields, states) }
}

/** Most uplinks name no state at all, and forty names are looked up to find none. */
const saysTrouble = (fields: ReadonlyMap<string, unknown>): boolean => {
  for (const name of fields.keys()) if (TROUBLE_NAMES.has(name)) return true
  return false
}
const TROUBLE_NAMES: ReadonlySet<string> = new Set(TROUBLE.flatMap(([, names]) => names))

/** By plain name; of two that are one when plain, the later. */
function fieldsOf(object: Readonly<Record<string, unknown>>, model: string): Map<string, unknown> {
  const told = Object.values(object).some(isObject) ? { ...object, ...nestedIn(object) } : object
  const fields = new Map<string, unknown>()
  for (const name of Object.keys(told)) fields.set(browanName(plain(name), model), told[name])
  return fields
}

/** Any other name that calls for help, at whatever depth: `alarm: "sos"`, SenseCAP's `messages: [[{measurementValue: [{eventName: "SOS event."}]}]]`. */
function callsIn(value: unknown, name = '', depth = 0): LoraNews[] {
  if (depth > 6) return []
  if (Array.isArray(value)) return value.slice(0, 50).flatMap((one) => callsIn(one, name, depth + 1))
  if (isObject(value)) return Object.entries(value).flatMap(([inner, one]) => callsIn(one, inner, depth + 1))
  if (typeof value === 'string' && SOS.test(value) && NAMES_WHAT.test(wordsOf(name))) return [PANIC]
  const meaning = meaningOfProperty(name, value)
  if (!meaning?.on) return []
  if (meaning.kind === 'button' && depth > 1)
    return [{ kind: 'button', press: meaning.press, ...(meaning.promotes ? { promotes: 'panic' } : {}) }]
  return meaning.kind === 'panic' || meaning.kind === 'duress' ? [{ kind: meaning.kind, phase: 'active', momentary: true }] : []
}

/** Where a text names what goes on, or in which mode the device is, SOS alone is a call: Abeeway's `trackingMode: "SOS"`. What was, or is set, is none. */
const NAMES_WHAT =
  /^(?!.*\b(last|previous|prev|config\w*|settings?|default|supported)\b).*(mode|event|type|kind|state|status|action|trigger|reason|cause|message|msg|alarm|alert|call|command|cmd|flag)$/
const SOS = /^\s*sos[.!]?\s*$/i

/** Browan's codecs call everything `status`. */
function browanName(name: string, model: string): string {
  if (name !== 'status' || !/tb(pb|dw|ms|wl)|browan/i.test(model)) return name
  if (/tbdw|door/i.test(model)) return 'dooropenstatus'
  if (/tbms|motion/i.test(model)) return 'motion'
  return /tbwl|water/i.test(model) ? 'waterleak' : 'button'
}

/** The normalized form of The Things Stack nests: `action.contactState`, `action.motion.detected`, `water.leak`, `position`. */
function nestedIn(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const inner = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {})
  const { contactState, motion } = inner(object.action)
  const { leak } = inner(object.water)
  const { latitude, longitude } = inner(object.position)
  const gps = Object.entries(object).find(([name, value]) => /^gps/i.test(name) && isObject(value))?.[1]
  const place = Object.values(inner(gps)).find(isObject) ?? inner(gps)
  const told = {
    contactState,
    motion: inner(motion).detected,
    leak,
    latitude: latitude ?? place.latitude,
    longitude: longitude ?? place.longitude,
    // Cayenne LPP as ChirpStack decodes it: `digitalInput: {"3": 1}`
    ...Object.fromEntries(Object.entries(inner(object.digitalInput)).map(([channel, value]) => [`digitalinput${channel}`, value])),
    ...(Object.values(inner(object.presenceSensor)).length > 0 ? { motion: Object.values(inner(object.presenceSensor))[0] } : {}),
  }
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined))
}

/** Milesight WS136 / WS156: `button_3: 1`; Dragino PB05: `key3: "Yes"`. */
function numberedButton(name: string, value: unknown): LoraNews[] {
  const input = /^(?:button|btn|key)(\d{1,2})$/.exec(name)?.[1]
  const press = input === undefined ? null : readPress(value)
  return press ? [{ ...press, input: Number(input) }] : []
}

/** Codecs say one press in several fields (sos and button, button and press type); different inputs are different presses. */
function mostTelling(presses: readonly LoraNews[]): LoraNews[] {
  const panic = presses.find((press) => press.kind === 'panic')
  if (panic) return [panic]
  const numbered = presses.filter((press) => press.input !== undefined)
  if (numbered.length > 0) return numbered
  return presses.length > 0 ? [presses.find((press) => press.press !== 'unknown') ?? (presses[0] as LoraNews)] : []
}

/** Dragino's data log: rows whose alarm cell is "True", with their own time; made earlier, sent now. Older codecs make one text of them. */
function storedPresses(object: Readonly<Record<string, unknown>>, receivedAt: Date): LoraNews[] {
  const log = typeof object.DATALOG === 'string' ? rowsOf(object.DATALOG) : object.DATALOG
  const rows: unknown[][] = Array.isArray(log) ? log.filter(Array.isArray) : []
  return rows
    .filter((row) => row.some((cell) => typeof cell === 'string' && /^true$/i.test(cell)))
    .map((row) => {
      const { timeTrusted, ...time } = readDeviceTime(row.at(-1), receivedAt)
      return {
        kind: 'button',
        press: 'unknown',
        promotes: 'panic',
        historical: true,
        late: true,
        ...time,
        ...(timeTrusted === false ? { timeTrusted } : {}),
      }
    })
}

/** `[No,No,Yes,True,2026-03-02 08:00:00],[…],` */
const rowsOf = (text: string): string[][] =>
  [...text.slice(0, 10_000).matchAll(/\[([^[\]]{1,200})\]/g)].map(([, row = '']) => row.split(','))

const VOLTS = ['batv', 'bat', 'batteryvoltage', 'batvoltage', 'vbat']

/** The same name `battery` is per cent with one maker and volts with another: 3.9 is no per cent anybody sends. */
function readCommon(fields: ReadonlyMap<string, unknown>, states: Readonly<Record<string, boolean>>): LoraReading['common'] {
  const told = readNumber(fields.get('battery') ?? fields.get('batterylevel') ?? fields.get('batterypercent'))
  const isVolts = told !== undefined && told < 5 && !Number.isInteger(told)
  const battery = isVolts ? undefined : readPercent(told)
  const volts = isVolts ? told : VOLTS.reduce<number | undefined>((found, name) => found ?? readNumber(fields.get(name)), undefined)
  const lat = readNumber(fields.get('latitude') ?? fields.get('lat'))
  const lon = readNumber(fields.get('longitude') ?? fields.get('lon') ?? fields.get('lng'))
  const isPlace = lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat !== 0 || lon !== 0)
  return {
    ...(battery === undefined ? {} : { battery }),
    ...(volts === undefined || volts <= 0 ? {} : { batteryVolts: volts > 100 ? volts / 1000 : volts }),
    ...(states['low-battery'] === undefined ? {} : { batteryLow: states['low-battery'] }),
    ...(isPlace ? { location: { lat, lon } } : {}),
  }
}
