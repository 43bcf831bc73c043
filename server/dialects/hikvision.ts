// Hikvision ISAPI alertStream / httpHosts (EventNotificationAlert, XML or JSON) and alarm panels (cidEvent), carried raw below edge/<school>/<name>/<device>/alert[/<id>]
import type { DialectName } from '#contracts/device.ts'
import type { Decoded, DecodedEvent, Suspect } from '#contracts/event.ts'
import { readDeviceTime } from './device-time.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { cidDescription, meaningInText, readCidEvent } from './hikvision-cid.ts'
import { accessMeaning, type EventMeaning, eventMeaning, isSilent, zoneMeaning } from './hikvision-event.ts'
import { type Picture, readHikvisionMessage } from './hikvision-message.ts'
import { clip, deadLetter, events, ignore, isObject, readBoolean, readNumber } from './payload.ts'
import { deviceKeyOf } from './raw-topic.ts'
import { joinParts, suspectOf } from './suspect.ts'
import { child, many, textOf, type XmlNode } from './xml.ts'

/** Cameras and panels speak on one stream: either name reads both. */
const hikvision = (name: Extract<DialectName, `hikvision-${string}`>): Dialect => ({
  name,
  filters: (base) => [base === '' ? '#' : `${base}/#`],
  topicIdentity: (topic, base) => ({ deviceId: deviceKeyOf(topic, base) }),
  memoryKey: (message) => {
    const key = deviceKeyOf(message.topic, message.base)
    return key === null ? null : `${message.base}/${key}`
  },
  decode: (message, memory) => {
    const key = deviceKeyOf(message.topic, message.base)
    if (key === null) return { decoded: deadLetter('unknown-topic'), memory }
    if (message.topic.split('/').at(-1) === 'command') return { decoded: ignore('our-own-downlink'), memory }
    if (message.retain && message.payload.length === 0) return { decoded: ignore('retained-message-removed'), memory }
    return decodeMessage(message, key, memory)
  },
})
export const hikvisionIsapi = hikvision('hikvision-isapi')
export const hikvisionCid = hikvision('hikvision-cid')

/** What stands in alarm: point and kind → when it was last told, and its count of posts. */
interface Memory {
  readonly standing: Readonly<Record<string, { at: number; count: number }>>
}
const readMemory = (memory: unknown): Memory =>
  isObject(memory) && isObject(memory.standing) ? { standing: memory.standing as Memory['standing'] } : { standing: {} }
const MAX_STANDING = 256

interface Context {
  readonly message: RawMessage
  readonly key: string
  readonly node: XmlNode
  readonly pictures: readonly Picture[]
}
/** What one alert says: events, nothing, or the reason why it cannot be read. */
type Told = readonly DecodedEvent[] | Refusal
interface Refusal {
  readonly reason: string
  readonly field: string
}

function decodeMessage(message: RawMessage, key: string, memory: unknown): ReturnType<Dialect['decode']> {
  const read = readHikvisionMessage(message.payload)
  if (!read.ok) return { decoded: refuse(message, key, read.reason), memory }
  if (read.value.isAnswer) return { decoded: ignore('answer'), memory }
  const { alerts, pictures, unread } = read.value
  const parts = alerts.map((node): Decoded => {
    const told = tell({ message, key, node, pictures })
    if (!isRefusal(told)) return told.length > 0 ? events(...told) : ignore('nothing-of-safety')
    // Beside others the text shows only what they speak of.
    return alerts.length > 1 ? deadLetter(told.reason, { suspect: 'unknown' }) : refuse(message, key, told.reason, told.field)
  })
  const decoded = joinParts(unread === undefined ? parts : [...parts, deadLetter(unread, { suspect: 'unknown' })], { deviceId: key })
  if (decoded.disposition !== 'events') return { decoded, memory }
  const { found, standing } = remember(decoded.events, countsOf(alerts), readMemory(memory), message.receivedAt.getTime())
  return { decoded: events(...found), memory: { standing } }
}

const isRefusal = (told: Told): told is Refusal => 'reason' in told

function refuse(message: RawMessage, key: string, reason: string, field?: string): Decoded {
  const text = new TextDecoder('latin1').decode(message.payload.subarray(0, 16_384))
  const suspect = suspectIn(text)
  return deadLetter(reason, { deviceId: key, ...(field === undefined ? {} : { field }), ...(suspect === undefined ? {} : { suspect }) })
}

/** Of what a message speaks that has broken syntax; a web page is no message at all. */
function suspectIn(text: string): Suspect | undefined {
  const meaning = meaningInText(text)
  if (meaning) return suspectOf([meaning])
  const eventType = /["<]eventType"?\s{0,4}[:>]\s{0,4}"?([\w-]{2,60})/i.exec(text)?.[1]
  if (eventType !== undefined && eventType.toLowerCase() !== 'cidevent') {
    const isOver = /eventState"?\s{0,4}[:>]\s{0,4}"?inactive/i.test(text)
    return isSilent(eventType) ? undefined : suspectOf([{ ...eventMeaning(eventType), phase: isOver ? 'cleared' : 'active' }])
  }
  return /EventNotificationAlert|eventType|CIDEvent/i.test(text) ? 'unknown' : undefined
}

const numberOf = (node: XmlNode, tag: string): number | undefined => readNumber(textOf(node, tag))
/** 0 is the recorder itself; an empty element is no channel. */
const firstNumber = (node: XmlNode, ...tags: string[]): number | undefined =>
  tags.map((tag) => numberOf(node, tag)).find((value) => value !== undefined && value > 0)

function nativeIdOf(node: XmlNode): string | undefined {
  const id =
    textOf(node, 'deviceserial') ??
    textOf(child(node, 'extensions'), 'serialnumber') ??
    textOf(node, 'devserial') ??
    textOf(node, 'deviceid')
  return id === undefined || id.length > 128 ? undefined : id
}

function tell(context: Context): Told {
  const { node } = context
  const cid = child(node, 'cidevent')
  if (cid) return tellCid(context, cid)
  const eventType = textOf(node, 'eventtype') ?? ''
  const wrapped = many(child(node, 'durationlist'), 'duration')
    .filter((one): one is XmlNode => typeof one === 'object')
    .flatMap((one) => textOf(one, 'relationevent') ?? [])
  if ((eventType === '' || eventType.toLowerCase() === 'duration') && wrapped.length > 0)
    return [...new Set(wrapped)].slice(0, 16).flatMap((relation) => tellEvent(context, relation))
  // The cloud's printed examples leave eventType empty, and its description says it.
  const name = eventType !== '' ? eventType : /^\w{2,60}$/.exec(textOf(node, 'eventdescription') ?? '')?.[0]
  if (name === undefined) return { reason: 'eventType: missing', field: 'eventType' }
  // A panel's keep-alive on the stream: an event of nothing, over.
  if (name.toLowerCase() === 'cidevent' && textOf(node, 'eventstate')?.toLowerCase() === 'inactive')
    return [{ ...heard(context, textOf(node, 'datetime')), kind: 'heartbeat' }]
  if (name.toLowerCase() === 'cidevent') return { reason: 'CIDEvent: missing', field: 'CIDEvent' }
  return tellEvent(context, name)
}

/** Fields that every event of an alert shares. */
function heard({ message, key, node, pictures }: Context, at: string | undefined): Omit<DecodedEvent, 'kind'> {
  const nativeId = nativeIdOf(node)
  const name = textOf(node, 'channelname')
  const isLate = readBoolean(textOf(node, 'isdataretransmission')) === true
  return {
    deviceId: key,
    ...(nativeId === undefined ? {} : { nativeId }),
    ...readDeviceTime(at, message.receivedAt),
    key: null,
    ...(name === undefined ? {} : { channelName: clip(name, 100) }),
    ...(pictures.length > 0 ? { media: pictures } : {}),
    ...(isLate ? { historical: true, late: true } : {}),
    ...(message.retain ? { retained: true, late: true } : {}),
  }
}

const PLAIN: ReadonlySet<string> = new Set(['heartbeat', 'online', 'offline', 'telemetry', 'discovery', 'button'])

function tellEvent(context: Context, eventType: string): DecodedEvent[] {
  const { node } = context
  if (isSilent(eventType)) return []
  const access = child(node, 'accesscontrollerevent')
  const zone = child(node, 'zone')
  const meaning = access
    ? accessMeaning(numberOf(access, 'majoreventtype') ?? 0, numberOf(access, 'subeventtype') ?? 0)
    : zone && eventType.toLowerCase() === 'zoneevent'
      ? zoneMeaning(textOf(zone, 'detectortype') ?? '')
      : eventMeaning(eventType)
  if (meaning === null) return []
  const common = heard(context, textOf(node, 'datetime') ?? textOf(node, 'triggertime') ?? textOf(node, 'timestamp'))
  const description = textOf(node, 'eventdescription')
  const said = { ...common, ...(description === undefined ? {} : { description: clip(description, 500) }) }
  const { over, ...words } = meaning
  if (words.kind === 'online' || words.kind === 'offline' || words.kind === 'discovery') return [fromCloud(context, words, said)]
  const isActive = over !== true && textOf(node, 'eventstate')?.toLowerCase() !== 'inactive'
  const place = placeOf(node, access, words.kind)
  // The keep-alive of the alert stream: no restore of a picture.
  if (eventType.toLowerCase() === 'videoloss' && !isActive) return [{ ...said, ...place, kind: 'heartbeat' }]
  if (PLAIN.has(words.kind)) return isActive || words.kind !== 'button' ? [{ ...said, ...words, ...place }] : []
  const { promotes, ...rest } = words
  return [
    {
      ...said,
      ...rest,
      phase: isActive ? 'active' : 'cleared',
      ...(promotes && isActive ? { promotes } : {}),
      ...place,
      key: keyOf(said, [eventType, ...Object.values(place), isActive ? 'active' : 'inactive']),
    },
  ]
}

/** While it stands a device posts it again each second with a time of its own: the time names the post. */
function keyOf({ deviceTime }: Pick<DecodedEvent, 'deviceTime'>, words: readonly unknown[]): DecodedEvent['key'] {
  return deviceTime === null ? null : { value: [deviceTime, ...words].join('/'), basis: 'time' }
}

type Place = Pick<DecodedEvent, 'channel' | 'input' | 'disk' | 'zone'>

function placeOf(node: XmlNode, access: XmlNode | undefined, kind: DecodedEvent['kind']): Place {
  const channel = firstNumber(node, 'channelid', 'dynchannelid', 'channel')
  const input = firstNumber(node, 'inputioportid', 'dyninputioportid') ?? (access && firstNumber(access, 'alarminno'))
  const inZone = child(node, 'zone')
  const zone = inZone && numberOf(inZone, 'id')
  const hdd = child(child(node, 'hddlist'), 'hdd')
  const disk = kind === 'storage-fault' ? (numberOf(node, 'diskno') ?? (hdd && numberOf(hdd, 'id')) ?? diskInside(node)) : undefined
  return {
    ...(channel === undefined ? {} : { channel }),
    ...(input === undefined ? {} : { input }),
    ...(disk === undefined ? {} : { disk }),
    ...(zone === undefined ? {} : { zone }),
  }
}

/** `"SevereHDFailure": {"diskNo": 4}`: an object called after the event holds it. */
function diskInside(node: XmlNode): number | undefined {
  const inner = child(node, (textOf(node, 'eventtype') ?? '').toLowerCase())
  return inner && numberOf(inner, 'diskno')
}

/** The cloud speaks for a device: its serial is the identity, the topic names who reported. */
function fromCloud({ key }: Context, words: EventMeaning, said: Omit<DecodedEvent, 'kind'>): DecodedEvent {
  const { nativeId, ...rest } = said
  if (nativeId === undefined) return { ...rest, ...words }
  return { ...rest, ...words, deviceId: nativeId, bridgeId: key, ...(rest.deviceTime === null ? {} : { timeSource: 'server' as const }) }
}

function tellCid(context: Context, event: XmlNode): Told {
  const { node } = context
  const read = readCidEvent(event)
  if (!read) return { reason: 'CIDEvent.code: expected four digits', field: 'CIDEvent.code' }
  const common = heard(context, textOf(event, 'trigger') ?? textOf(node, 'triggertime') ?? textOf(node, 'datetime'))
  const description = cidDescription(event)
  return [
    {
      ...common,
      ...read,
      ...(description === undefined ? {} : { description }),
      key: keyOf(common, [textOf(event, 'code'), read.partition, read.zone]),
    },
  ]
}

const standingKey = ({ kind, channel, input }: DecodedEvent): string => `${kind}/${channel ?? ''}/${input ?? ''}`
const countsOf = (alerts: readonly XmlNode[]): number => Math.max(-1, ...alerts.map((node) => numberOf(node, 'activepostcount') ?? -1))

/** Within this time a post tells what it told before; some models never tell the end. Milliseconds. */
const REPEAT_MS = 10_000

/** Marks what stands already, and adds the end of a lost picture to the keep-alive that is one. */
function remember(
  list: readonly DecodedEvent[],
  count: number,
  { standing }: Memory,
  at: number,
): { found: DecodedEvent[]; standing: Memory['standing'] } {
  const next = new Map(Object.entries(standing))
  const found = list.flatMap((event): DecodedEvent[] => {
    if (event.cid) return [event]
    if (event.kind === 'heartbeat' && event.channel !== undefined) {
      const lost = standingKey({ ...event, kind: 'video-loss' })
      return next.delete(lost) ? [event, { ...event, kind: 'video-loss', phase: 'cleared' }] : [event]
    }
    if (event.phase === undefined) return [event]
    const name = standingKey(event)
    const before = next.get(name)
    next.delete(name)
    if (event.phase === 'cleared') return [event]
    next.set(name, { at, count })
    if (next.size > MAX_STANDING) next.delete(next.keys().next().value as string)
    // A picture stays lost until it is told; a count that begins again is a new alarm.
    const isRepeat = before !== undefined && count >= before.count && (event.kind === 'video-loss' || at - before.at <= REPEAT_MS)
    return [isRepeat ? { ...event, repeat: true } : event]
  })
  return { found, standing: Object.fromEntries(next) }
}
