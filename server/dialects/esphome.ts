// esphome/esphome-docs components/mqtt (default topics, birth and will, log, device discovery); components/binary_sensor, event, alarm_control_panel
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { clip, deadLetter, events, ignore, isObject, readBoolean, readJson, readNumber, readPercent, readText } from './payload.ts'
import { pathBelow } from './topic-path.ts'
import { lastState, phaseOf, readStates, type States, withState } from './two-state.ts'
import { readAction } from './zigbee2mqtt-action.ts'

const COMPONENTS =
  'binary_sensor event alarm_control_panel sensor text_sensor switch light fan cover climate number select text lock valve button update date time datetime media_player water_heater'.split(
    ' ',
  )
const IS_COMPONENT: ReadonlySet<string> = new Set(COMPONENTS)
const ROOT_FILTERS = [
  '+/status',
  '+/debug',
  'esphome/discover/+',
  ...COMPONENTS.map((component) => `+/${component}/+/#`),
  // A prefix of several words: what may alarm is heard there, too.
  ...['binary_sensor', 'event', 'alarm_control_panel'].flatMap((component) => [`+/+/${component}/+/state`, `+/+/+/${component}/+/state`]),
]

export const esphome: Dialect = {
  name: 'esphome',
  filters: (base) => (base === '' ? ROOT_FILTERS : [`${base}/#`]),
  topicIdentity: (topic, base) => ({ deviceId: placeOf(topic, base)?.deviceId ?? null }),
  memoryKey: (message) => {
    const place = placeOf(message.topic, message.base)
    return place?.is === 'state' ? place.deviceId : null
  },
  decode: (message, memory) => {
    const place = placeOf(message.topic, message.base)
    if (!place) return { decoded: deadLetter('unknown-topic'), memory }
    if (place.is === 'other') return { decoded: deadLetter('unknown-topic', { deviceId: place.deviceId }), memory }
    // A log line may quote any alarm; it is none.
    if (place.is === 'log' || place.is === 'command') return { decoded: ignore(place.is), memory }
    if (message.payload.length === 0) return { decoded: ignore(message.retain ? 'retained-message-removed' : 'empty'), memory }
    if (place.is === 'state') return state(message, place, readStates(memory))
    return { decoded: place.is === 'status' ? presence(message, place.deviceId) : discovery(message, place.deviceId), memory }
  },
}

type Answer = { decoded: Decoded; memory?: unknown }
type StatePlace = { is: 'state'; deviceId: string; component: string; object: string; rest: string }
type Place = { is: 'log' | 'command' | 'status' | 'discovery' | 'other'; deviceId: string } | StatePlace

/** `<TOPIC_PREFIX>/<COMPONENT_TYPE>/<COMPONENT_NAME>/state` and what stands beside it; the prefix is the device and may contain "/". */
function placeOf(topic: string, base: string): Place | null {
  const levels = pathBelow(topic, base)?.split('/') ?? []
  const last = levels.at(-1)
  if (levels[0] === 'esphome' && (levels[1] === 'discover' || levels[1] === 'ping'))
    return levels[1] === 'discover' && levels[2]
      ? { is: 'discovery', deviceId: levels[2] }
      : { is: 'command', deviceId: levels[2] ?? 'esphome' }
  const at = IS_COMPONENT.has(levels.at(-3) ?? '') ? levels.length - 3 : levels.findIndex((level) => IS_COMPONENT.has(level))
  const isState = at >= 0 && levels.length >= at + 3
  const deviceId = levels.slice(0, isState ? at : -1).join('/') || base
  if (!last || deviceId === '') return null
  if (isState) {
    // Home Assistant's discovery under a prefix of one's own looks alike, and is no state.
    if (last === 'command' || last === 'config') return { is: 'command', deviceId }
    return {
      is: 'state',
      deviceId,
      component: levels[at] as string,
      object: levels[at + 1] as string,
      rest: levels.slice(at + 2).join('/'),
    }
  }
  if (last === 'status') return { is: 'status', deviceId }
  // What an automation publishes by itself: nobody knows its form, but it is this device that speaks.
  return { is: last === 'debug' || last === 'log' || last === 'logs' ? 'log' : 'other', deviceId }
}

const NO_TIME = { deviceTime: null, timeBasis: 'none', key: null } as const
/** Retained by default: a retained state is the present. */
const retained = (message: RawMessage) => (message.retain ? { retained: true } : {})

const presence = (message: RawMessage, deviceId: string): Decoded => {
  const text = readText(message.payload)
  const word = text.ok ? text.value.toLowerCase() : ''
  if (word !== 'online' && word !== 'offline') return deadLetter('status: expected online or offline', { deviceId, field: 'status' })
  return events({ kind: word, deviceId, ...NO_TIME, ...retained(message) })
}

const discovery = (message: RawMessage, deviceId: string): Decoded => {
  const text = readText(message.payload)
  const json = text.ok ? readJson(text.value) : text
  if (!json.ok || !isObject(json.value)) return deadLetter(json.ok ? 'not-an-object' : json.reason, { deviceId })
  const { mac, board, friendly_name: name } = json.value
  return events({
    kind: 'discovery',
    deviceId,
    ...NO_TIME,
    ...(typeof mac === 'string' ? { nativeId: clip(mac, 100) } : {}),
    ...(typeof board === 'string' ? { model: clip(board, 100) } : {}),
    ...(typeof name === 'string' ? { channelName: clip(name, 100) } : {}),
    ...retained(message),
  })
}

function state(message: RawMessage, place: StatePlace, memory: States): Answer {
  const { deviceId, component } = place
  const text = readText(message.payload)
  const mayAlarm = component === 'binary_sensor' || component === 'event' || component === 'alarm_control_panel'
  if (!text.ok || text.value === '')
    return {
      decoded: deadLetter(text.ok ? 'empty' : text.reason, { deviceId, ...(mayAlarm ? { suspect: 'unknown' as const } : {}) }),
      memory,
    }
  if (component === 'binary_sensor') return binarySensor(message, place, text.value, memory)
  if (component === 'event') return { decoded: event(message, place, text.value), memory }
  if (component === 'alarm_control_panel') return panel(message, place, text.value, memory)
  const common = { deviceId, detail: clip(place.object, 60), ...NO_TIME, ...retained(message) }
  return { decoded: events({ kind: 'telemetry', ...common, ...(component === 'sensor' ? vitals(place.object, text.value) : {}) }), memory }
}

/** What it watches stands in the configuration only, not in the message: an input whose meaning the register knows. */
function binarySensor(message: RawMessage, { deviceId, object }: StatePlace, text: string, memory: States): Answer {
  const trouble = readBoolean(text)
  if (trouble === undefined)
    return { decoded: deadLetter('state: expected ON or OFF', { deviceId, field: 'state', suspect: 'unknown' }), memory }
  const common = { deviceId, detail: clip(object, 60), ...NO_TIME, ...retained(message) }
  // The `status` platform reports the connection itself.
  if (object === 'status') return { decoded: events({ kind: trouble ? 'online' : 'offline', ...common }), memory }
  const phase = phaseOf(trouble, lastState(memory, object))
  const input = { ...common, input: clip(object, 60) }
  const decoded = phase
    ? events({ kind: 'alarm-input', ...phase, ...(trouble ? { promotes: 'panic' as const } : {}), ...input })
    : events({ kind: 'telemetry', ...common })
  return { decoded, memory: withState(memory, object, trouble) }
}

/** `{"event_type":"double_click"}`: an action; retained it is late. */
function event(message: RawMessage, { deviceId, object }: StatePlace, text: string): Decoded {
  const json = readJson(text)
  const type = json.ok && isObject(json.value) ? json.value.event_type : json.ok ? json.value : text
  if (typeof type !== 'string') return deadLetter('event_type: expected a word', { deviceId, field: 'event_type', suspect: 'unknown' })
  const action = readAction(type)
  if (!action) return ignore('no-event')
  return events({
    ...action,
    deviceId,
    detail: clip(type, 60),
    input: clip(object, 60),
    ...NO_TIME,
    ...(message.retain ? { retained: true, late: true } : {}),
  })
}

/** States of the alarm control panel: triggered, armed_away, disarmed, …; delays are only on the way. */
function panel(message: RawMessage, { deviceId, object }: StatePlace, text: string, memory: States): Answer {
  const word = text.toLowerCase()
  const common = { deviceId, detail: clip(word, 60), ...NO_TIME, ...retained(message) }
  const triggered = word === 'triggered'
  const phase = phaseOf(triggered, lastState(memory, object) ?? false)
  const states = withState(memory, object, triggered)
  const list: DecodedEvent[] = phase ? [{ kind: 'intrusion', ...phase, ...common }] : []
  if (word === 'disarmed') list.push({ kind: 'disarm', ...common })
  else if (word.startsWith('armed')) list.push({ kind: 'arm', ...common })
  else if (['pending', 'arming', 'disarming'].includes(word)) list.push({ kind: 'telemetry', ...common })
  if (list.length > 0) return { decoded: events(...list), memory: states }
  return { decoded: deadLetter('state: unknown word', { deviceId, field: 'state', suspect: 'unknown' }), memory }
}

/** The unit is not in the message either; battery and radio go by their usual names. */
function vitals(object: string, text: string): Pick<DecodedEvent, 'battery' | 'batteryVolts' | 'signal'> {
  const number = readNumber(text)
  if (number === undefined) return {}
  if (/(^|_)battery(_level|_percent|_percentage)?$/.test(object)) {
    const battery = readPercent(number)
    return battery === undefined ? {} : { battery }
  }
  if (/(^|_)battery_voltage$/.test(object)) return { batteryVolts: number }
  return /(^|_)(wifi_signal|wifi_signal_strength|rssi)$/.test(object) ? { signal: { rssi: number } } : {}
}
