// tasmota/docs MQTT.md (FullTopic, LWT), Buttons-and-Switches.md, Commands.md (SetOption4, 73, 114), Zigbee.md
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import { type DeviceTime, readDeviceTime } from './device-time.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { clip, deadLetter, events, ignore, isObject, plainText, readJson, readNumber, readText } from './payload.ts'
import { buttonAction, type InputMeaning, inputName, switchTrouble } from './tasmota-input.ts'
import { looksReceived, zigbeeDevices, zigbeeMeanings, zigbeeVitals } from './tasmota-zigbee.ts'
import { pathBelow } from './topic-path.ts'
import { lastState, phaseOf, readStates, type States, withState } from './two-state.ts'

const ROOT_FILTERS = ['stat/#', 'tele/#', 'cmnd/#', 'tasmota/#', '+/stat/+', '+/tele/+']

export const tasmota: Dialect = {
  name: 'tasmota',
  filters: (base) => (base === '' ? ROOT_FILTERS : [`${base}/#`]),
  topicIdentity: (topic, base) => ({ deviceId: placeOf(topic, base)?.deviceId ?? null }),
  memoryKey: (message) => {
    const place = placeOf(message.topic, message.base)
    return place && place.prefix !== 'cmnd' && place.prefix !== 'discovery' ? `${place.bridgeId}/${place.deviceId}` : null
  },
  decode: (message, memory) => {
    const place = placeOf(message.topic, message.base)
    if (!place) return { decoded: deadLetter('unknown-topic'), memory }
    if (message.payload.length === 0) return { decoded: ignore(message.retain ? 'retained-message-removed' : 'empty'), memory }
    if (place.prefix === 'discovery') return { decoded: discovery(message, place), memory }
    if (place.prefix === 'cmnd') return { decoded: command(message, place), memory }
    // MqttLog: a log line may quote any press.
    if (place.suffix === 'LOGGING') return { decoded: ignore('log'), memory }
    if (place.suffix === 'LWT') return { decoded: presence(message, place), memory }
    return deviceMessage(message, place, readStates(memory))
  },
}

type Answer = { decoded: Decoded; memory?: unknown }
interface Place {
  readonly prefix: 'stat' | 'tele' | 'cmnd' | 'discovery'
  readonly deviceId: string
  /** The topic word before it: a Zigbee device's bridge with SetOption89; else the device itself. */
  readonly bridgeId: string
  readonly suffix: string
}

const isPrefix = (level: string): level is 'stat' | 'tele' | 'cmnd' => level === 'stat' || level === 'tele' || level === 'cmnd'

/** FullTopic puts %prefix% and %topic% in either order, with other words around them; the last word that is no prefix is %topic%. */
function placeOf(topic: string, base: string): Place | null {
  const levels = pathBelow(topic, base)?.split('/') ?? []
  const suffix = levels.pop()
  const at = levels.findIndex(isPrefix)
  const prefix = levels[at]
  if (suffix && levels.at(-2) === 'discovery' && prefix === undefined)
    return { prefix: 'discovery', deviceId: levels.at(-1) ?? '', bridgeId: '', suffix }
  const names = levels.filter((_, index) => index !== at)
  const deviceId = names.at(-1) || base.split('/').at(-1)
  if (!suffix || !deviceId || prefix === undefined || !isPrefix(prefix)) return null
  return { prefix, deviceId, bridgeId: names.at(-2) ?? deviceId, suffix: suffix.toUpperCase() }
}

const NO_TIME: DeviceTime = { deviceTime: null, timeBasis: 'none' }
const retained = (message: RawMessage) => (message.retain ? { retained: true } : {})
/** Retained actions (ButtonRetain) are late; nothing tells when they happened. */
const lateness = (message: RawMessage) => (message.retain ? { retained: true, late: true } : {})

const presence = (message: RawMessage, { deviceId }: Place): Decoded => {
  const text = readText(message.payload)
  const word = text.ok ? text.value.toLowerCase() : ''
  if (word !== 'online' && word !== 'offline') return deadLetter('LWT: expected Online or Offline', { deviceId, field: 'LWT' })
  return events({ kind: word, deviceId, ...NO_TIME, key: null, ...retained(message) })
}

/** What others say to the device; HOLD no platform ever sends: it is a button or switch with its ButtonTopic or SwitchTopic set. */
const command = (message: RawMessage, { deviceId, suffix }: Place): Decoded => {
  const text = readText(message.payload)
  if (!/^POWER\d*$/.test(suffix) || !text.ok || text.value.toUpperCase() !== 'HOLD') return ignore('command-to-device')
  return events({ ...buttonAction('HOLD', undefined), deviceId, ...NO_TIME, key: null, ...lateness(message) })
}

/** `tasmota/discovery/<MAC>/config`: t = %topic%, dn = name, md = module, mac. The list of sensors beside it says nothing. */
const discovery = (message: RawMessage, { deviceId, suffix }: Place): Decoded => {
  if (suffix.toLowerCase() !== 'config') return ignore('discovery-sensors')
  const body = jsonOf(message)
  if (!isObject(body)) return deadLetter('not-an-object', { deviceId })
  const word = (value: unknown) => (typeof value === 'string' && value !== '' ? clip(value, 100) : undefined)
  const [name, model, mac] = [word(body.dn), word(body.md), word(body.mac)]
  return events({
    kind: 'discovery',
    deviceId: word(body.t) ?? deviceId,
    ...NO_TIME,
    key: null,
    ...(name === undefined ? {} : { channelName: name }),
    ...(model === undefined ? {} : { model }),
    ...(mac === undefined ? {} : { nativeId: mac }),
    ...retained(message),
  })
}

const jsonOf = (message: RawMessage): unknown => {
  const text = readText(message.payload)
  const json = text.ok ? readJson(text.value) : text
  return json.ok ? json.value : undefined
}

function deviceMessage(message: RawMessage, place: Place, memory: States): Answer {
  const { deviceId, suffix } = place
  const text = readText(message.payload)
  if (!text.ok) return { decoded: deadLetter(text.reason, { deviceId, ...suspicion(message.payload) }), memory }
  const json = readJson(text.value)
  if (json.ok && isObject(json.value)) return objectMessage(message, place, json.value, memory)
  const named = inputName(suffix)
  if (named) return inputs(message, deviceId, [{ ...named, state: json.ok ? json.value : text.value }], NO_TIME, memory)
  // The relay's own state, and limits of a power meter (POWER_LOW ON), are bare words.
  if (/^POWER/.test(suffix) || json.ok)
    return { decoded: events({ kind: 'telemetry', deviceId, detail: suffix, ...NO_TIME, key: null, ...retained(message) }), memory }
  return { decoded: deadLetter(json.reason, { deviceId, ...suspicion(message.payload) }), memory }
}

/** A broken message that names a button or switch may have been a press. */
function suspicion(payload: Uint8Array): { suspect?: 'unknown' | 'panic' } {
  const start = new TextDecoder('latin1').decode(payload.subarray(0, 2048))
  if (/panic|\bsos\b|0501!0[24]/i.test(start)) return { suspect: 'panic' }
  return /"?(button|switch)\d*"?\s*:|"action"|0500!00|rfreceived/i.test(start) ? { suspect: 'unknown' } : {}
}

type Input = { is: 'button' | 'switch'; input: string | number | undefined; state: unknown }

function objectMessage(message: RawMessage, place: Place, body: Readonly<Record<string, unknown>>, memory: States): Answer {
  const { deviceId, suffix } = place
  const received = isObject(body.ZbReceived) ? body.ZbReceived : suffix === 'ZBRECEIVED' || looksReceived(body) ? body : null
  if (received) return zigbee(message, place, received, body, memory)
  const status = isObject(body.StatusSNS) ? body.StatusSNS : body
  const time = readDeviceTime(status.Epoch ?? status.Time, message.receivedAt)
  const decoded = zigbeeNotice(message, deviceId, body)
  if (decoded) return { decoded, memory }
  const actions = actionsOf(body, suffix)
  if (actions.length === 0 && isUnreadInput(body, suffix))
    return { decoded: deadLetter('Action: missing', { deviceId, field: 'Action', suspect: 'unknown' }), memory }
  const found = actions.length > 0 || suffix === 'RESULT' ? actions : sensorSwitches(status)
  if (found.length > 0) {
    const isMeasured = actions.length === 0 && Object.values(status).some(isObject)
    const answer = inputs(message, deviceId, found, time, memory, !isMeasured)
    if (answer.decoded.disposition === 'events') return answer
    return { decoded: events(telemetry(message, deviceId, body, time)), memory: answer.memory }
  }
  const radio = isObject(body.RfReceived) ? body.RfReceived : null
  if (radio) return { decoded: events(radioEvent(message, deviceId, radio, time)), memory }
  return { decoded: events(telemetry(message, deviceId, body, time)), memory }
}

/** `{"Button1":{"Action":"SINGLE"}}`; with SetOption4 on a topic of its own, where the action may stand alone. */
function actionsOf(body: Readonly<Record<string, unknown>>, suffix: string): Input[] {
  const named = Object.entries(body).flatMap(([key, value]): Input[] => {
    const name = inputName(key)
    if (name && isObject(value)) return actionIn(value, name)
    return name?.is === 'button' && plainText(value) !== '' ? [{ ...name, state: value }] : []
  })
  const own = inputName(suffix)
  return named.length === 0 && own ? actionIn(body, own) : named
}

/** The documents print `Action` and `ACTION`; device triggers (SetOption19) say `TRIG`, of a switch too how it was pushed. */
function actionIn(body: Readonly<Record<string, unknown>>, { is, input }: Pick<Input, 'is' | 'input'>): Input[] {
  const found = Object.entries(body).find(([key]) => /^(action|trig)$/i.test(key))
  if (!found) return []
  const [key, state] = found
  const isPush = /^trig$/i.test(key) && !/^(on|off|[01])$/i.test(plainText(state).trim())
  return [{ is: isPush ? 'button' : is, input, state }]
}

/** A button or switch is named, and what it did cannot be read. */
const isUnreadInput = (body: Readonly<Record<string, unknown>>, suffix: string): boolean =>
  inputName(suffix) !== null || Object.entries(body).some(([key, value]) => inputName(key) !== null && isObject(value))

/** SwitchMode 15/16 and every TelePeriod: `"Switch1":"ON"`; SwitchText gives it another name, and then ON or OFF is what shows it. */
const sensorSwitches = (body: Readonly<Record<string, unknown>>): Input[] =>
  Object.entries(body).flatMap(([key, state]): Input[] => {
    const name = inputName(key)
    if (name) return name.is === 'switch' && (typeof state === 'string' || typeof state === 'number') ? [{ ...name, state }] : []
    return typeof state === 'string' && /^(ON|OFF)$/i.test(state) && !/^POWER/i.test(key)
      ? [{ is: 'switch', input: clip(key, 60), state }]
      : []
  })

/** @param restIsNews whether an input at rest is worth a word where nothing was known of it */
function inputs(
  message: RawMessage,
  deviceId: string,
  list: readonly Input[],
  time: DeviceTime,
  memory: States,
  restIsNews = true,
): Answer {
  let states = memory
  const found = list.flatMap(({ is, input, state }): { told: InputMeaning & Pick<DecodedEvent, 'repeat'>; isNews: boolean }[] => {
    if (is === 'button') return [{ told: buttonAction(state, input), isNews: true }]
    const { trouble, latched } = switchTrouble(state)
    const name = `switch-${input ?? ''}`
    const known = lastState(states, name)
    const phase = phaseOf(trouble, known)
    states = withState(states, name, trouble && latched)
    if (!phase) return []
    const point = { kind: 'alarm-input' as const, ...phase, ...(input === undefined ? {} : { input }) }
    const more = trouble ? { promotes: 'panic' as const, ...(latched ? {} : { momentary: true }) } : {}
    return [{ told: { ...point, ...more }, isNews: trouble || known === true }]
  })
  const anyNews = found.some(({ isNews }) => isNews)
  const telling = found.filter(({ isNews }) => isNews || (!anyNews && restIsNews))
  if (telling.length === 0) return { decoded: ignore('unchanged'), memory: states }
  const common = { deviceId, ...time, key: null }
  return {
    decoded: events(
      ...telling.map(({ told }) => ({ ...told, ...common, ...(told.kind === 'button' ? lateness(message) : retained(message)) })),
    ),
    memory: states,
  }
}

function zigbee(
  message: RawMessage,
  { deviceId: topicName, bridgeId }: Place,
  received: Readonly<Record<string, unknown>>,
  body: Readonly<Record<string, unknown>>,
  memory: States,
): Answer {
  const time = readDeviceTime(body.Epoch ?? body.Time, message.receivedAt)
  let states = memory
  const list = zigbeeDevices(received, topicName).flatMap(({ deviceId, attributes }): DecodedEvent[] => {
    const heard = zigbeeMeanings(deviceId, attributes, states)
    states = heard.states
    const common = {
      deviceId,
      bridgeId,
      ...time,
      ...(time.timeBasis === 'none' ? {} : { timeSource: 'bridge' as const }),
      ...zigbeeVitals(attributes),
      ...(heard.batteryLow === undefined ? {} : { batteryLow: heard.batteryLow }),
      key: null,
    }
    if (heard.meanings.length === 0) return [{ kind: 'telemetry', ...common, ...retained(message) }]
    return heard.meanings.map((meaning) => ({
      ...meaning,
      ...common,
      ...(meaning.momentary || meaning.press ? lateness(message) : retained(message)),
    }))
  })
  return { decoded: events(...list), memory: states }
}

/** A Zigbee device that announces or describes itself; answers of the bridge to commands say nothing. */
function zigbeeNotice(message: RawMessage, bridgeId: string, body: Readonly<Record<string, unknown>>): Decoded | null {
  const common = { bridgeId, ...NO_TIME, key: null, ...retained(message) }
  const word = (value: unknown) => (typeof value === 'string' ? clip(value, 100) : undefined)
  const { ZbState: state, ZbInfo: info } = body
  if (isObject(state)) {
    const [deviceId, nativeId] = [word(state.ShortAddr), word(state.IEEEAddr)]
    if (readNumber(state.Status) !== 30 || deviceId === undefined) return ignore('zigbee-state')
    return events({ kind: 'online', deviceId, ...(nativeId === undefined ? {} : { nativeId }), ...common })
  }
  if (isObject(info)) {
    const list = zigbeeDevices(info, bridgeId).map(({ deviceId, attributes }): DecodedEvent => {
      const [nativeId, model, name] = [word(attributes.IEEEAddr), word(attributes.ModelId), word(attributes.Name)]
      return {
        kind: 'discovery',
        deviceId,
        ...common,
        ...(nativeId === undefined ? {} : { nativeId }),
        ...(model === undefined ? {} : { model }),
        ...(name === undefined ? {} : { channelName: name }),
      }
    })
    return events(...list)
  }
  return Object.keys(body).some((key) => /^Zb(Response|Bind|Unbind|Status\d*|PermitJoin|Light|Send|Config|Map|Name)$/.test(key))
    ? ignore('zigbee-answer')
    : null
}

/** A 433 MHz remote through an RF bridge: the code names the button, and nothing says how it was pressed. */
function radioEvent(message: RawMessage, deviceId: string, radio: Readonly<Record<string, unknown>>, time: DeviceTime): DecodedEvent {
  const code = plainText(radio.Data)
  const input = code === '' ? {} : { input: clip(code, 60) }
  return { kind: 'button', press: 'unknown', promotes: 'panic', deviceId, ...input, ...time, key: null, ...lateness(message) }
}

/** Vcc is the supply of a battery device; Wifi.RSSI is a quality in per cent, Wifi.Signal is in dBm. */
function telemetry(message: RawMessage, deviceId: string, body: Readonly<Record<string, unknown>>, time: DeviceTime): DecodedEvent {
  const volts = readNumber(body.Vcc)
  const rssi = isObject(body.Wifi) ? readNumber(body.Wifi.Signal) : undefined
  return {
    kind: 'telemetry',
    deviceId,
    ...time,
    key: null,
    ...(volts === undefined ? {} : { batteryVolts: volts }),
    ...(rssi === undefined ? {} : { signal: { rssi } }),
    ...retained(message),
  }
}
