// home-assistant.io: MQTT discovery (single component and device discovery, abbreviations, base topic "~", device triggers), birth and last will
import type { Decoded } from '#contracts/event.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { clip, deadLetter, events, ignore, isObject, readBoolean, readJson, readText } from './payload.ts'
import { pathBelow } from './topic-path.ts'

export const haDiscovery: Dialect = {
  name: 'ha-discovery',
  filters: (base) => [base === '' ? '+/+/config' : `${base}/#`],
  topicIdentity: (topic, base) => ({ deviceId: placeOf(topic, base)?.objectId ?? null }),
  memoryKey: () => null,
  decode: (message) => {
    const path = pathBelow(message.topic, message.base)
    if (path === 'status') return { decoded: presence(message) }
    const place = placeOf(message.topic, message.base)
    if (!place) return { decoded: strayState(message, path) }
    // An empty configuration takes the entity away again.
    if (message.payload.length === 0) return { decoded: ignore('removed') }
    return { decoded: announcement(message, place) }
  },
}

interface Place {
  readonly component: string
  readonly objectId: string
}

/** `<prefix>/<component>/[<node_id>/]<object_id>/config`. */
function placeOf(topic: string, base: string): Place | null {
  const levels = pathBelow(topic, base)?.split('/') ?? []
  const [component = '', first = '', second] = levels
  if (levels.at(-1) !== 'config' || levels.length < 3 || levels.length > 4 || component === '' || first === '') return null
  return { component, objectId: levels.length === 4 ? first : second === 'config' ? first : '' }
}

const NO_TIME = { deviceTime: null, timeBasis: 'none', key: null } as const
const retained = (message: RawMessage) => (message.retain ? { retained: true } : {})

/** Home Assistant's own birth and last will: a platform that listens, no device. */
const presence = (message: RawMessage): Decoded => {
  const text = readText(message.payload)
  const word = text.ok ? text.value.toLowerCase() : ''
  if (message.payload.length === 0) return ignore('removed')
  if (word !== 'online' && word !== 'offline') return deadLetter('status: expected online or offline', { deviceId: null, field: 'status' })
  return events({
    kind: word,
    deviceId: null,
    bridgeId: message.base || 'homeassistant',
    detail: 'service',
    ...NO_TIME,
    ...retained(message),
  })
}

/** States that somebody keeps below the discovery prefix: which device that is only its configuration knows, and a press must not be lost. */
function strayState(message: RawMessage, path: string | null): Decoded {
  const [component = '', id] = path?.split('/') ?? []
  const deviceId = id === undefined || id === '' ? null : id
  if (message.payload.length === 0 || /\/(set|command|availability|attributes)$/.test(path ?? '')) return ignore('no-configuration')
  const text = readText(message.payload)
  const off = text.ok && readBoolean(text.value) === false
  const mayAlarm = ['binary_sensor', 'event', 'device_automation', 'alarm_control_panel'].includes(component) && !off
  return mayAlarm ? deadLetter('state-without-dialect', { deviceId, suspect: 'unknown' }) : deadLetter('unknown-topic', { deviceId })
}

type Body = Readonly<Record<string, unknown>>

/** A proposal for the register: anyone may publish it, so it binds nothing. */
function announcement(message: RawMessage, { component, objectId }: Place): Decoded {
  const text = readText(message.payload)
  const json = text.ok ? readJson(text.value) : text
  if (!json.ok || !isObject(json.value)) return deadLetter(json.ok ? 'not-an-object' : json.reason, { deviceId: objectId || null })
  const body = json.value
  const device = objectAt(body, 'device', 'dev') ?? {}
  const root = wordAt(body, '~')
  const topic = (value: string | undefined) => (value === undefined ? {} : expand(value, root))
  const stateTopic = topic(
    wordAt(body, 'state_topic', 'stat_t', ...(component === 'device_automation' || component === 'tag' ? ['topic', 't'] : [])),
  )
  const availabilityTopic = topic(availabilityOf(body))
  const model = wordAt(device, 'model', 'mdl') ?? wordAt(device, 'model_id', 'mdl_id')
  const name = wordAt(device, 'name') ?? wordAt(body, 'name')
  const uniqueId = wordAt(body, 'unique_id', 'uniq_id')
  const kind = wordAt(body, 'device_class', 'dev_cla') ?? wordAt(body, 'type')
  return events({
    kind: 'discovery',
    deviceId: identityOf(device) ?? uniqueId ?? objectId,
    component: clip(component, 60),
    ...NO_TIME,
    ...(typeof stateTopic === 'string' ? { stateTopic } : {}),
    ...(typeof availabilityTopic === 'string' ? { availabilityTopic } : {}),
    ...(model === undefined ? {} : { model }),
    ...(name === undefined ? {} : { channelName: name }),
    ...(uniqueId === undefined ? {} : { nativeId: uniqueId }),
    ...(kind === undefined ? {} : { detail: kind }),
    ...retained(message),
  })
}

const MOST_CHARACTERS = 300
function wordAt(body: Body, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = Object.hasOwn(body, name) ? body[name] : undefined
    if (typeof value === 'string' && value !== '') return clip(value, MOST_CHARACTERS)
    if (typeof value === 'number') return String(value)
  }
  return undefined
}
const objectAt = (body: Body, ...names: string[]): Body | undefined =>
  names.map((name) => (Object.hasOwn(body, name) ? body[name] : undefined)).find(isObject)

/** "~" stands for the base topic at the beginning or the end of a topic. */
const expand = (topic: string, root: string | undefined): string => {
  if (root === undefined) return topic
  const whole = topic.startsWith('~') ? `${root}${topic.slice(1)}` : topic.endsWith('~') ? `${topic.slice(0, -1)}${root}` : topic
  return clip(whole, MOST_CHARACTERS)
}

/** One topic, or a list of which the first is told. */
function availabilityOf(body: Body): string | undefined {
  const own = wordAt(body, 'availability_topic', 'avty_t')
  if (own !== undefined) return own
  const list = [body.availability, body.avty].find((value) => Array.isArray(value) || isObject(value))
  const first: unknown = Array.isArray(list) ? list[0] : list
  return isObject(first) ? wordAt(first, 'topic', 't') : undefined
}

/** The first identifier, else the first connection (a MAC); Zigbee2MQTT writes its own name before the address. */
function identityOf(device: Body): string | undefined {
  const identifiers = [device.identifiers, device.ids].find((value) => value !== undefined)
  const first: unknown = Array.isArray(identifiers) ? identifiers[0] : identifiers
  if ((typeof first === 'string' && first !== '') || typeof first === 'number')
    return clip(String(first).replace(/^zigbee2mqtt_(?=.)/, ''), MOST_CHARACTERS)
  const connections = [device.connections, device.cns].find(Array.isArray)
  const pair: unknown = connections?.[0]
  const address: unknown = Array.isArray(pair) ? pair[1] : undefined
  return typeof address === 'string' && address !== '' ? clip(address, MOST_CHARACTERS) : undefined
}
