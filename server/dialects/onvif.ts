// onvif/specs doc/Core.xml "Event broker": <TopicPrefix>/onvif-ej/<LocalTopic>[/&<source values>], JSON event payload, property events
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import { type DeviceTime, readDeviceTime } from './device-time.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { readCatalogue, type SourceTokens } from './onvif-catalogue.ts'
import { firstBoolean, type Items, type Meaning, refine, ruleOf, type TopicRule, vitals } from './onvif-topic.ts'
import { clip, deadLetter, events, ignore, isObject, plainText, readJson, readText } from './payload.ts'
import { deviceKeyOf } from './raw-topic.ts'
import { lastState, phaseOf, readStates, type States, withState } from './two-state.ts'

// A deeper prefix is a row of configuration: four levels would match every mount too, and a broker sends a message once a subscription.
const ROOT_FILTERS = ['+/onvif-ej/#', '+/+/onvif-ej/#', '+/+/+/onvif-ej/#']

export const onvif: Dialect = {
  name: 'onvif',
  filters: (base) => (base === '' ? ROOT_FILTERS : [`${base}/#`]),
  topicIdentity: (topic, base) => ({ deviceId: placeOf(topic)?.deviceId ?? recorderOf(topic, base) }),
  memoryKey: ({ topic, base }) => placeOf(topic)?.deviceId ?? recorderOf(topic, base),
  decode: (message, memory) => {
    const place = placeOf(message.topic)
    if (!place) return catalogue(message, memory)
    if (place.format === 'onvif-mj') return { decoded: ignore('metadata'), memory }
    // PropertyOperation=Deleted is a publish of zero bytes.
    if (message.payload.length === 0) return { decoded: ignore('property-deleted'), memory }
    const sources = readTokens(memory)
    const answer = read(message, { ...place, sources }, readStates(memory))
    return { decoded: answer.decoded, memory: withTokens(answer.memory, sources) }
  },
}

/** `<base>/<key>/message`: an answer of the recorder whose TopicPrefix is `<base>/<key>`, carried raw. */
function recorderOf(topic: string, base: string): string | null {
  const key = base === '' ? null : deviceKeyOf(topic, base)
  return key !== null && /^(message|event)$/.test(topic.slice(base.length + 1).split('/')[1] ?? '') ? `${base}/${key}` : null
}

function catalogue(message: RawMessage, memory: unknown): Answer {
  const recorder = recorderOf(message.topic, message.base)
  if (recorder === null) return { decoded: deadLetter('unknown-topic'), memory }
  if (message.payload.length === 0) return { decoded: ignore(message.retain ? 'retained-message-removed' : 'empty'), memory }
  const { decoded, tokens } = readCatalogue(message, recorder)
  return { decoded, memory: withTokens(readStates(memory), { ...readTokens(memory), ...tokens }) }
}

/** What the catalogue told of tokens stands in the memory beside the states. */
const TOKENS = '#tokens'
const readTokens = (memory: unknown): SourceTokens => (isObject(memory) && isObject(memory[TOKENS]) ? (memory[TOKENS] as SourceTokens) : {})
const withTokens = (memory: unknown, tokens: SourceTokens): unknown =>
  Object.keys(tokens).length === 0 ? memory : { ...(isObject(memory) ? memory : {}), [TOKENS]: tokens }

type Answer = { decoded: Decoded; memory?: unknown }
interface Place {
  /** TopicPrefix of the event broker's configuration, as a whole: it is what makes a producer unique. */
  readonly deviceId: string
  readonly format: 'onvif-ej' | 'onvif-mj'
  readonly localTopic: string
  /** Values of the source's items, in the topic's order. */
  readonly sourceValues: readonly string[]
}
type KnownPlace = Place & { readonly sources: SourceTokens }

function placeOf(topic: string): Place | null {
  const levels = topic.split('/')
  const at = levels.findIndex((level) => level === 'onvif-ej' || level === 'onvif-mj')
  const rest = levels.slice(at + 1)
  if (at < 1 || rest.length === 0) return null
  const source = rest.findIndex((level) => level.startsWith('&'))
  const local = source < 0 ? rest : rest.slice(0, source)
  const values = source < 0 ? [] : rest.slice(source)
  return {
    deviceId: levels.slice(0, at).join('/'),
    format: levels[at] as Place['format'],
    localTopic: local.join('/'),
    sourceValues: values.map((value, index) => (index === 0 ? value.slice(1) : value)),
  }
}

function read(message: RawMessage, place: KnownPlace, memory: States): Answer {
  const { deviceId, localTopic } = place
  const text = readText(message.payload)
  const json = text.ok ? readJson(text.value) : text
  const refuse = (reason: string, field?: string): Answer => ({
    decoded: deadLetter(reason, { deviceId, ...(field === undefined ? {} : { field }), ...suspicion(localTopic) }),
    memory,
  })
  if (!json.ok) return refuse(json.reason)
  if (!isObject(json.value)) return refuse('not-an-object')
  const body = json.value
  if (body.PropertyOperation === 'Deleted') return { decoded: ignore('property-deleted'), memory }
  const data = isObject(body.Data) ? body.Data : {}
  const source = isObject(body.Source) ? body.Source : {}
  const found = ruleOf(localTopic)
  const topicRule = found === undefined ? unknownRule(localTopic, data) : found
  if (topicRule === 'refuse') return refuse('topic: unknown', 'topic')
  const time = utcTime(body.UtcTime, message.receivedAt)
  const common = { deviceId, ...pointOf(localTopic, source, place), ...time }
  const { meaning, states } = meaningOf(localTopic, topicRule, data, place.sourceValues.join('/'), memory)
  return { decoded: events(eventOf(message, body.UtcTime, meaning, common)), memory: states }
}

/** A press that cannot be read may have been one where an input or duress is spoken of; a picture's event is none. */
const suspicion = (localTopic: string): { suspect?: 'unknown' | 'duress' } =>
  /duress/i.test(localTopic)
    ? { suspect: 'duress' }
    : /digitalinput|alarmin|panic|emergency|sos/i.test(localTopic)
      ? { suspect: 'unknown' }
      : {}

/** A vendor's own topic: one that sounds like a press is kept as suspect, one with a boolean is raised as what it calls itself. */
function unknownRule(localTopic: string, data: Items): TopicRule | null | 'refuse' {
  if (/panic|emergency|duress|\bsos\b|alarm|trigger/i.test(localTopic)) {
    return firstBoolean(data) === undefined
      ? 'refuse'
      : { meaning: { kind: 'alarm-input', detail: clip(localTopic, 80), promotes: 'panic' }, turn: turnOf }
  }
  if (firstBoolean(data) === undefined) return null
  const kind = NAMED.find(([pattern]) => pattern.test(localTopic))?.[1] ?? (/^ruleengine\//i.test(localTopic) ? 'motion' : 'alarm-other')
  return { meaning: { kind, detail: clip(localTopic, 80) }, turn: turnOf }
}
const NAMED: readonly (readonly [RegExp, DecodedEvent['kind']])[] = [
  [/fire|smoke|flame/i, 'fire'],
  [/tamper/i, 'tamper'],
  [/(signal|video)loss/i, 'video-loss'],
  [/intrusion|linecross|crossing|climb|trespass/i, 'intrusion'],
]
const turnOf = (data: Items) => (firstBoolean(data) === false ? 'cleared' : 'active')

/** The rule's meaning with its phase, beside the last state of the same source. */
function meaningOf(
  localTopic: string,
  topicRule: TopicRule | null,
  data: Items,
  source: string,
  memory: States,
): { meaning: Meaning; states: States } {
  const telemetry: Meaning = { kind: 'telemetry', detail: clip(localTopic.split('/').at(-1) ?? '', 60), ...vitals(localTopic, data) }
  if (!topicRule) return { meaning: telemetry, states: memory }
  const special = refine(localTopic, data)
  if (special) return { meaning: special, states: memory }
  const { meaning } = topicRule
  if (meaning.kind === 'offline') return { meaning, states: memory }
  const turn = topicRule.turn(data)
  const name = `${localTopic}&${source}`.slice(0, 300)
  if (turn === null) return { meaning: telemetry, states: memory }
  if (turn === 'once') return { meaning: { ...meaning, phase: 'active', momentary: true }, states: memory }
  const phase = phaseOf(turn === 'active', lastState(memory, name))
  const states = withState(memory, name, turn === 'active')
  if (!phase) return { meaning: telemetry, states }
  const { promotes, press, ...rest } = meaning
  if (meaning.kind === 'button') return { meaning: phase.phase === 'active' ? meaning : { ...rest, press: 'up' }, states }
  return { meaning: { ...rest, ...phase, ...(phase.phase === 'active' && promotes ? { promotes } : {}) }, states }
}

/** The same property comes again after every reconnect with the UtcTime of its change, which names it. */
function eventOf(message: RawMessage, stamp: unknown, meaning: Meaning, common: Pick<DecodedEvent, 'deviceId'> & DeviceTime): DecodedEvent {
  const key =
    common.deviceTime === null || typeof stamp !== 'string'
      ? null
      : { value: `${message.topic}/${stamp}/${meaning.phase ?? ''}`.slice(0, 500), basis: 'time' as const }
  const isAction = meaning.momentary === true || meaning.kind === 'button'
  return { ...meaning, ...common, key, ...(message.retain ? { retained: true, ...(isAction ? { late: true } : {}) } : {}) }
}

/** UtcTime is UTC by definition, with or without the Z that the schema asks for. */
function utcTime(value: unknown, receivedAt: Date): DeviceTime {
  const time = readDeviceTime(value, receivedAt)
  return time.timeBasis === 'local-no-offset' ? readDeviceTime(`${plainText(value).trim()}Z`, receivedAt) : time
}

const CHANNELS = [
  'VideoSource',
  'VideoSourceToken',
  'VideoSourceConfigurationToken',
  'VideoSourceConfiguration',
  'Source',
  'AudioSource',
  'AudioSourceConfigurationToken',
]
const INPUTS = ['InputToken', 'RelayToken', 'AccessPointToken', 'DoorToken', 'SensorID', 'port']

/** Which input, channel or disk of the device: by the source's items; a source left out stands in the topic. */
function pointOf(
  localTopic: string,
  source: Items,
  { sourceValues: values, sources }: Pick<KnownPlace, 'sourceValues' | 'sources'>,
): Pick<DecodedEvent, 'channel' | 'input' | 'disk'> {
  const named = (names: readonly string[]): string | number | undefined => {
    const found = names
      .map((name) => source[name])
      .find((value) => (typeof value === 'string' && value !== '') || typeof value === 'number')
    return typeof found === 'string' ? clip(found, 100) : (found as number | undefined)
  }
  const channel = named(CHANNELS)
  if (channel !== undefined) return { channel: Object.hasOwn(sources, channel) ? (sources[channel] as string) : channel }
  const input = named(INPUTS)
  if (input !== undefined) return { input }
  const token = named(['Token']) ?? (values[0] === undefined || values[0] === '' ? undefined : clip(values[0], 100))
  if (token === undefined) return {}
  if (/storagefailure/i.test(localTopic)) return { disk: token }
  if (/digitalinput|alarmin|device\/trigger/i.test(localTopic)) return { input: token }
  return /^(videosource|ruleengine)\//i.test(localTopic) && named(['Token']) === undefined ? { channel: token } : {}
}
