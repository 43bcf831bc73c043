// shelly-api-docs.shelly.cloud gen1: MQTT of Button1, i3, Door/Window, Flood, Smoke, Gas, Motion, relays (shellies/<id>/…, input_event, sensor/…)
import type { DecodedEvent } from '#contracts/event.ts'
import type { DeviceTime } from './device-time.ts'
import { readDeviceTime } from './device-time.ts'
import { clip, isObject, plainText, readBoolean, readJson, readNumber, readPercent } from './payload.ts'
import { lastState, phaseOf, type States, withState } from './two-state.ts'

type Told = Omit<DecodedEvent, 'deviceId' | 'key' | 'deviceTime' | 'timeBasis'> & { time?: DeviceTime; counterKey?: string }
export type Gen1Answer =
  | { is: 'events'; list: Told[]; states: States }
  | { is: 'ignore'; reason: string }
  | { is: 'unreadable'; reason: string; field: string; suspect: boolean }

const one = (told: Told, states: States): Gen1Answer => ({ is: 'events', list: [told], states })
const telemetry = (states: States, more: Partial<Told> = {}): Gen1Answer => one({ kind: 'telemetry', ...more }, states)
const unreadable = (field: string, suspect: boolean): Gen1Answer => ({ is: 'unreadable', reason: `${field}: unreadable`, field, suspect })

/** What one message below `shellies/<id>/` says, beside what was said before. */
export function gen1Message(sub: readonly string[], text: string, receivedAt: Date, states: States): Gen1Answer {
  const [word = '', index = ''] = sub
  const read = BY_WORD.get(word)
  return read
    ? read({ sub, index: numbered(index), text, receivedAt, states })
    : { is: 'unreadable', reason: 'unknown-topic', field: 'topic', suspect: false }
}
const numbered = (index: string): string | number => (/^\d{1,3}$/.test(index) ? Number(index) : clip(index, 60))

interface Context {
  readonly sub: readonly string[]
  readonly index: string | number
  readonly text: string
  readonly receivedAt: Date
  readonly states: States
}
type Read = (context: Context) => Gen1Answer

const PRESSES: Readonly<Record<string, NonNullable<DecodedEvent['press']>>> = { S: 'short', L: 'long', SS: 'double', SSS: 'triple' }

/** `{"event":"S","event_cnt":73}`; the empty event of every start and announce is no press, SL, LS and what nobody knows is one of an unknown kind. */
const inputEvent: Read = ({ index, text, states }) => {
  const json = readJson(text)
  const body = json.ok && isObject(json.value) ? json.value : json.ok ? null : { event: text }
  if (!body || (typeof body.event !== 'string' && body.event !== null) || /[{[]/.test(plainText(body.event)))
    return unreadable('event', true)
  const event = (body.event ?? '').trim().toUpperCase()
  if (event === '') return { is: 'ignore', reason: 'no-event' }
  const counter = readNumber(body.event_cnt)
  return one(
    {
      kind: 'button',
      press: Object.hasOwn(PRESSES, event) ? PRESSES[event] : 'unknown',
      promotes: 'panic',
      input: index,
      detail: clip(event, 20),
      ...(counter === undefined ? {} : { counter, counterRestarts: true, counterKey: `${index}/${counter}` }),
    },
    states,
  )
}

/** Older firmware: 1 a long push, 0 a short one. */
const longPush: Read = ({ index, text, states }) => {
  const long = readBoolean(text)
  return long === undefined
    ? unreadable('longpush', true)
    : one({ kind: 'button', press: long ? 'long' : 'short', promotes: 'panic', input: index }, states)
}

type Meaning = Pick<DecodedEvent, 'kind' | 'detail' | 'description' | 'promotes' | 'input' | 'point'>

/** A state beside the one before; at rest as before it is only a sign of life. */
function twoState(name: string, trouble: boolean | undefined, meaning: Meaning, states: States): Gen1Answer {
  if (trouble === undefined) return unreadable(name, meaning.promotes !== undefined || meaning.kind === 'fire')
  const phase = phaseOf(trouble, lastState(states, name))
  const { promotes, ...rest } = meaning
  const next = withState(states, name, trouble)
  return phase ? one({ ...rest, ...phase, ...(trouble && promotes ? { promotes } : {}) }, next) : telemetry(next)
}

const wired =
  (name: string): Read =>
  ({ index, text, states }) =>
    twoState(
      `${name}/${index}`,
      readBoolean(text),
      { kind: 'alarm-input', promotes: 'panic', input: index, ...(name === 'input' ? {} : { point: `${name}-${index}` }) },
      states,
    )

const detector =
  (meaning: Meaning, words: Readonly<Record<string, boolean>> = {}): Read =>
  ({ sub, text, states }) => {
    const word = text.toLowerCase()
    return twoState(sub.join('/'), Object.hasOwn(words, word) ? words[word] : readBoolean(text), meaning, states)
  }

/** Not zero = in error; the number is the vendor's own, and begins and ends one fault. */
const error: Read = ({ sub, text, states }) => {
  const number = readNumber(text)
  const trouble = number === undefined ? readBoolean(text) : number !== 0
  return twoState(
    sub.join('/'),
    trouble,
    { kind: 'device-fault', detail: clip(sub.at(-1) ?? 'error', 60), description: clip(text, 60) },
    states,
  )
}

/** Shelly Gas: none, mild, heavy or test; what it cannot tell is no gas and no all-clear either. */
const gas: Read = ({ text, states }) => {
  const word = text.toLowerCase()
  const meaning = { kind: 'alarm-other', detail: 'gas' } as const
  if (word === 'test') return one({ ...meaning, phase: 'test' }, states)
  if (word === 'unknown') return telemetry(states, { detail: 'unknown' })
  return twoState('sensor/gas', word === 'none' ? false : word === 'mild' || word === 'heavy' ? true : readBoolean(text), meaning, states)
}

const battery: Read = ({ text, states }) => {
  const percent = readPercent(text)
  return telemetry(states, percent === undefined ? {} : { battery: percent })
}

const sensor: Read = (context) => (SENSORS.get(context.sub[1] ?? '') ?? plain)(context)
const plain: Read = ({ sub, states }) => telemetry(states, { detail: clip(sub.join('/'), 60) })

const SENSORS = new Map<string, Read>(
  Object.entries({
    state: detector(
      { kind: 'alarm-input', detail: 'contact', promotes: 'panic' },
      { open: true, opened: true, close: false, closed: false },
    ),
    flood: detector({ kind: 'alarm-other', detail: 'water-leak' }),
    smoke: detector({ kind: 'fire', detail: 'smoke' }),
    motion: detector({ kind: 'motion' }),
    vibration: detector({ kind: 'motion', detail: 'vibration' }),
    error,
    gas,
    battery,
  } satisfies Record<string, Read>),
)

/** on, off or overpower; the state of an output is no alarm. */
const relay: Read = ({ sub, index, text, states }) => {
  if (sub.length > 2) return plain({ sub, index, text, states, receivedAt: new Date(0) })
  return twoStateOutput(sub.join('/'), text.toLowerCase() === 'overpower', 'overpower', states)
}
function twoStateOutput(name: string, trouble: boolean, detail: string, states: States): Gen1Answer {
  const answer = twoState(name, trouble, { kind: 'device-fault', detail }, states)
  return !trouble && lastState(states, name) !== true && answer.is === 'events'
    ? telemetry(answer.states, { detail: clip(name, 60) })
    : answer
}
const overheated: Read = ({ sub, text, states }) =>
  twoStateOutput(sub.join('/'), readBoolean(text) === true || /high/i.test(text), 'overtemperature', states)

/** Shelly Motion: `{"motion":true,"timestamp":1614416952,"active":true,"vibration":false,"lux":303,"bat":87}`; vibration = someone moves the detector. */
const status: Read = ({ sub, text, receivedAt, states }) => {
  const json = readJson(text)
  if (!json.ok || !isObject(json.value)) return unreadable('status', false)
  const { motion, vibration, timestamp, bat } = json.value
  const percent = readPercent(isObject(bat) ? bat.value : bat)
  const common = {
    ...(timestamp === undefined ? {} : { time: readDeviceTime(timestamp, receivedAt) }),
    ...(percent === undefined ? {} : { battery: percent }),
  }
  let next = states
  const list = (
    [
      ['motion', motion, { kind: 'motion' }],
      ['vibration', vibration, { kind: 'tamper', detail: 'vibration' }],
    ] as const
  ).flatMap(([name, value, meaning]): Told[] => {
    const trouble = readBoolean(value)
    if (trouble === undefined) return []
    const known = lastState(next, name)
    next = withState(next, name, trouble)
    const phase = trouble || known === true || name === 'motion' ? phaseOf(trouble, known) : null
    return phase ? [{ ...meaning, ...phase, ...common }] : []
  })
  return { is: 'events', list: list.length > 0 ? list : [{ kind: 'telemetry', detail: clip(sub.join('/'), 60), ...common }], states: next }
}

/** A dump of everything, at every start; what matters in it came, or comes, on a topic of its own. */
const info: Read = ({ text, receivedAt, states }) => {
  const json = readJson(text)
  if (!json.ok || !isObject(json.value)) return unreadable('info', false)
  const { bat, unixtime, wifi_sta: wifi } = json.value
  const percent = readPercent(isObject(bat) ? bat.value : undefined)
  const volts = readNumber(isObject(bat) ? bat.voltage : undefined)
  const rssi = readNumber(isObject(wifi) ? wifi.rssi : undefined)
  return telemetry(states, {
    ...(unixtime === undefined ? {} : { time: readDeviceTime(unixtime, receivedAt) }),
    ...(percent === undefined ? {} : { battery: percent }),
    ...(volts === undefined ? {} : { batteryVolts: volts }),
    ...(rssi === undefined ? {} : { signal: { rssi } }),
  })
}

const PLAIN_WORDS =
  'roller light white color emeter ext_temperature ext_temperature_f ext_temperatures ext_temperatures_f ext_humidity ext_humidities temperature temperature_f voltage adc energy power settings thermostat thermostats valve'.split(
    ' ',
  )
const BY_WORD = new Map<string, Read>([
  ...PLAIN_WORDS.map((word): [string, Read] => [word, plain]),
  ...Object.entries({
    input_event: inputEvent,
    longpush: longPush,
    input: wired('input'),
    ext_switch: wired('ext_switch'),
    sensor,
    relay,
    overtemperature: overheated,
    temperature_status: overheated,
    loaderror: error,
    status,
    info,
  } satisfies Record<string, Read>),
])
