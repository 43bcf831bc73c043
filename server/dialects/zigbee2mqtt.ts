// Zigbee2MQTT guide/usage/mqtt_topics_and_messages.html; guide/configuration/mqtt.html (output), device-availability.html; lib/extension/
import type { Decoded, DecodedEvent, PressKey } from '#contracts/event.ts'
import { type DeviceTime, readDeviceTime } from './device-time.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { deadLetter, events, ignore, isObject, plainText, readBoolean, readJson, readNumber, readPercent, readText } from './payload.ts'
import { isReadable, readAction } from './zigbee2mqtt-action.ts'
import { decodeBridge, readPresence } from './zigbee2mqtt-bridge.ts'
import { isStateName, readStates, stateChanges } from './zigbee2mqtt-state.ts'

export const zigbee2mqtt: Dialect = {
  name: 'zigbee2mqtt',
  filters: (base) => [base === '' ? '#' : `${base}/#`],
  topicIdentity: (topic, base) => {
    const place = placeOf(topic, base)
    return place && 'deviceId' in place ? { deviceId: place.deviceId, bridgeId: base } : { deviceId: null, bridgeId: base }
  },
  memoryKey: (message) => {
    const place = placeOf(message.topic, message.base)
    if (!place || !('deviceId' in place) || place.is === 'availability') return null
    return `${message.base}/${place.is === 'action' ? place.deviceId : (attributeOf(message, place.deviceId)?.deviceId ?? place.deviceId)}`
  },
  passing: ['press'],
  decode: (message, memory) => {
    const place = placeOf(message.topic, message.base)
    if (!place) return { decoded: deadLetter('unknown-topic'), memory }
    if (place.is === 'bridge') return { decoded: decodeBridge(message, place.path), memory }
    if (place.is === 'command') return { decoded: ignore('command-to-device'), memory }
    if (message.payload.length === 0) return { decoded: ignore(message.retain ? 'retained-message-removed' : 'empty'), memory }
    if (place.is === 'availability') return { decoded: availability(message, place.deviceId), memory }
    return place.is === 'action'
      ? actionTopic(message, place.deviceId, readMemory(memory))
      : deviceTopic(message, place.deviceId, readMemory(memory))
  },
}

type Place = { is: 'bridge'; path: string } | { is: 'command' | 'availability' | 'action' | 'device'; deviceId: string }

/** Where below base a topic lies. A name may contain "/"; /availability, /action, /set and /get are suffixes and no part of it. */
function placeOf(topic: string, base: string): Place | null {
  const path = base === '' ? topic : topic.startsWith(`${base}/`) ? topic.slice(base.length + 1) : ''
  if (path === '') return null
  if (path.startsWith('bridge/')) return { is: 'bridge', path: path.slice('bridge/'.length) }
  const command = /^(.+?)\/(?:set|get)(?:\/.*)?$/.exec(path)
  if (command) return { is: 'command', deviceId: command[1] as string }
  const suffix = /^(.+)\/(availability|action)$/.exec(path)
  return suffix ? { is: suffix[2] as 'availability' | 'action', deviceId: suffix[1] as string } : { is: 'device', deviceId: path }
}

/** Of a device's last message: its states (true = trouble), and the last press with its key. */
interface Memory {
  readonly states: Readonly<Record<string, boolean>>
  readonly press?: { readonly action: string; readonly key: PressKey | null; readonly at: number }
}
const readMemory = (memory: unknown): Memory =>
  isObject(memory) && isObject(memory.states) ? (memory as unknown as Memory) : { states: {} }
type Answer = { decoded: Decoded; memory?: unknown }

const availability = (message: RawMessage, deviceId: string): Decoded => {
  const kind = readPresence(message.payload)
  if (kind === null) return deadLetter('availability: expected online or offline', { deviceId, bridgeId: message.base, field: 'state' })
  return events({
    kind,
    deviceId,
    bridgeId: message.base,
    deviceTime: null,
    timeBasis: 'none',
    key: null,
    ...(message.retain ? { retained: true } : {}),
  })
}

/** Retained actions are late; nothing tells when they happened. */
const lateness = (message: RawMessage) => (message.retain ? { retained: true, late: true } : {})

// The bare word is published beside the JSON message of the same press, milliseconds later.
const SAME_PRESS_MS = 2_000

/** `…/action`: a bare word, the same press as the JSON message just before, whose key it takes. */
function actionTopic(message: RawMessage, deviceId: string, memory: Memory): Answer {
  const text = readText(message.payload)
  if (!text.ok) return { decoded: deadLetter(text.reason, { deviceId, bridgeId: message.base, suspect: 'unknown' }), memory }
  const json = readJson(text.value)
  const word = json.ok ? (isObject(json.value) ? json.value.action : json.value) : text.value
  if (!isReadable(word)) return { decoded: unreadableAction(message, deviceId, text.value), memory }
  const meaning = readAction(word)
  if (!meaning) return { decoded: ignore('no-action'), memory }
  const { press, ...rest } = memory
  const same =
    press !== undefined && press.action === word && Math.abs(message.receivedAt.getTime() - press.at) <= SAME_PRESS_MS ? press : undefined
  return {
    decoded: events({
      ...meaning,
      deviceId,
      bridgeId: message.base,
      deviceTime: null,
      timeBasis: 'none',
      key: same?.key ?? null,
      ...lateness(message),
    }),
    memory: same ? rest : memory, // spent: the next bare word is another press
  }
}

function deviceTopic(message: RawMessage, name: string, memory: Memory): Answer {
  const text = readText(message.payload)
  if (!text.ok) return { decoded: deadLetter(text.reason, { deviceId: name, bridgeId: message.base }), memory }
  const json = readJson(text.value)
  if (json.ok && isObject(json.value)) return deviceMessage(message, name, json.value, memory)
  const attribute = attributeOf(message, name)
  if (attribute) return deviceMessage(message, attribute.deviceId, { [attribute.name]: json.ok ? json.value : text.value }, memory)
  const reason = json.ok ? 'not-an-object' : json.reason
  return { decoded: deadLetter(reason, { deviceId: name, bridgeId: message.base, ...suspicion(text.value) }), memory }
}

/** A converter that publishes an action as a number, a list or an object spoke of a press all the same. */
const unreadableAction = (message: RawMessage, deviceId: string, text: string): Decoded =>
  deadLetter('action: expected a word', {
    deviceId,
    bridgeId: message.base,
    field: 'action',
    suspect: /emergency|panic|\bsos\b/i.test(text) ? 'panic' : 'unknown',
  })

/** A broken message that names an action may have been a press. */
function suspicion(text: string): { suspect?: 'panic' | 'unknown' } {
  if (/emergency|panic|"?sos\b/i.test(text)) return { suspect: 'panic' }
  return /"action"|"click"|single|double|hold/i.test(text) ? { suspect: 'unknown' } : {}
}

const FIELDS: ReadonlySet<string> = new Set(['click', 'battery', 'linkquality', 'last_seen', 'voltage', 'state', 'battery_state'])
const isKnownField = (field: string): boolean => FIELDS.has(field) || isStateName(field)

/** With `output: attribute` each field is a topic of its own and its payload a bare value: <name>/<field>. */
function attributeOf(message: RawMessage, name: string): { deviceId: string; name: string } | null {
  const slash = name.lastIndexOf('/')
  const field = name.slice(slash + 1)
  if (slash <= 0 || !/^[a-z][a-z0-9_-]*$/.test(field)) return null
  // A word that is no JSON belongs to a field whose values are words; anywhere else it is a broken message of a device with "/" in its name.
  const start = new TextDecoder('latin1').decode(message.payload.subarray(0, 40))
  const isValue = isKnownField(field) ? !/^\W*\{/.test(start) : /^[\s\0]*(?:-?\d|true|false|null|")/.test(start)
  return isValue ? { deviceId: name.slice(0, slash), name: field } : null
}

/** One JSON message of a device: the press if it tells of one, every state that is or was trouble, else telemetry. */
function deviceMessage(message: RawMessage, deviceId: string, body: Readonly<Record<string, unknown>>, memory: Memory): Answer {
  const time = readDeviceTime(body.last_seen, message.receivedAt)
  const spoken = [body.action, body.click].find((word): word is string => readAction(word) !== null)
  const action = readAction(spoken)
  const states = readStates(body)
  // Beside a press the known states are the bridge's cache, not news; and a low battery is told by the press itself.
  const changes = stateChanges(states, memory.states).filter((change) => !action || (!change.repeat && change.kind !== 'low-battery'))
  const unread = [body.action, body.click].find((word) => !isReadable(word))
  if (unread !== undefined && !action && !isAlarm(changes))
    return { decoded: unreadableAction(message, deviceId, JSON.stringify(unread)), memory }
  const alarming = changes.filter((change) => change.kind !== 'low-battery')
  const isTest = readBoolean(body.test) === true
  const keyOf = (word: string): PressKey | null =>
    time.deviceTime === null ? null : { value: `${plainText(body.last_seen)}/${word}`, basis: 'time' }
  const common = { deviceId, bridgeId: message.base, ...commonOf(body, time, states) }
  const list: DecodedEvent[] = [
    ...(action && spoken !== undefined ? [{ ...action, ...common, ...zoneOf(body), key: keyOf(spoken), ...lateness(message) }] : []),
    ...(isAlarm(alarming) ? alarming : changes).map(({ name, ...change }) => ({
      ...change,
      ...(isTest && change.phase === 'active' ? { phase: 'test' as const } : {}),
      ...common,
      key: keyOf(change.phase === 'active' ? name : `${name}/cleared`),
      ...(message.retain ? { retained: true } : {}),
    })),
  ]
  if (list.length === 0)
    list.push({ kind: isTest ? 'test' : 'telemetry', ...common, key: null, ...(message.retain ? { retained: true } : {}) })
  const press = spoken !== undefined ? { action: spoken, key: keyOf(spoken), at: message.receivedAt.getTime() } : memory.press
  return { decoded: events(...list), memory: { states: { ...memory.states, ...states }, ...(press ? { press } : {}) } }
}

/** An alarm carries its battery with it; among faults a low battery is one of its own. */
const isAlarm = (changes: readonly { kind: DecodedEvent['kind']; phase: string }[]): boolean =>
  changes.some(({ kind, phase }) => phase === 'active' && ['panic', 'fire', 'alarm-input', 'alarm-other', 'intrusion'].includes(kind))

/** Battery, signal and the bridge's time; a battery that is not told is not 0 %. */
function commonOf(body: Readonly<Record<string, unknown>>, time: DeviceTime, states: Readonly<Record<string, boolean>>) {
  const battery = readPercent(body.battery)
  const lqi = readNumber(body.linkquality)
  const volts = Object.hasOwn(body, 'battery') || Object.hasOwn(body, 'battery_low') ? readVolts(body.voltage) : undefined
  return {
    ...time,
    ...(time.timeBasis === 'none' ? {} : { timeSource: 'bridge' as const }),
    ...(battery === undefined ? (body.battery === null ? { battery: null } : {}) : { battery }),
    ...(volts === undefined ? {} : { batteryVolts: volts }),
    ...(states.battery_low === undefined ? {} : { batteryLow: states.battery_low }),
    ...(lqi === undefined ? {} : { signal: { lqi } }),
  }
}

/** The voltage of a battery device is in mV; of a mains device it would be the mains. */
function readVolts(value: unknown): number | undefined {
  const number = readNumber(value)
  if (number === undefined || number <= 0) return undefined
  return number >= 500 ? number / 1000 : number
}

/** IAS ACE keypads name the zone; their code is a secret and is not passed on. */
function zoneOf(body: Readonly<Record<string, unknown>>): Pick<DecodedEvent, 'zone'> {
  const zone = readNumber(body.action_zone)
  return zone === undefined ? {} : { zone }
}
