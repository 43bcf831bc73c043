// Eclipse Sparkplug 3.0 chapters 4 (topics), 5 (operational behaviour) and 6 (payloads)
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import { readDeviceTime } from './device-time.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { clip, deadLetter, events, ignore, isObject } from './payload.ts'
import { type Metric, readSparkplug, type SparkplugPayload } from './sparkplug-payload.ts'
import { bounded, measures, type Property, reportProperties, type Thing } from './thing-report.ts'
import { isAlarmName, isPanicName } from './thing-words.ts'

export const sparkplug: Dialect = {
  name: 'sparkplug',
  filters: (base) => [`${base === '' ? '' : `${base}/`}spBv1.0/#`],
  topicIdentity: (topic, base) => {
    const place = placeOf(topic, base)
    return place ? { deviceId: place.deviceId, bridgeId: place.nodeId } : { deviceId: null }
  },
  memoryKey: (message) => placeOf(message.topic, message.base)?.nodeId ?? null,
  // The names of a node's metrics may be 256 kB.
  memories: 1_000,
  passing: ['seq'],
  decode: (message, memory) => {
    const place = placeOf(message.topic, message.base)
    if (!place) return { decoded: isHostState(message) ? ignore('host-application') : deadLetter('unknown-topic'), memory }
    if (place.type === 'NCMD' || place.type === 'DCMD') return { decoded: ignore('command'), memory }
    if (message.payload.length === 0) return { decoded: ignore(message.retain ? 'retained-message-removed' : 'empty'), memory }
    const payload = readSparkplug(message.payload)
    if (!payload.ok) return { decoded: refuse(message, place, payload.reason), memory }
    return decodePayload({ message, place, payload: payload.value, memory: readMemory(memory) })
  },
}

type Type = 'NBIRTH' | 'NDEATH' | 'NDATA' | 'NCMD' | 'DBIRTH' | 'DDEATH' | 'DDATA' | 'DCMD'
interface Place {
  readonly type: Type
  /** group/node */
  readonly nodeId: string
  /** group/node/device; null where the node speaks for itself */
  readonly deviceId: string | null
}

/** `spBv1.0/group/type/node[/device]` */
function placeOf(topic: string, base: string): Place | null {
  const path = base === '' ? topic : topic.startsWith(`${base}/`) ? topic.slice(base.length + 1) : ''
  const found = /^spBv1\.0\/([^/]+)\/([ND](?:BIRTH|DEATH|DATA|CMD))\/([^/]+)(?:\/(.+))?$/.exec(path)
  if (!found) return null
  const nodeId = `${found[1]}/${found[3]}`
  const isOfDevice = (found[2] as string).startsWith('D')
  if (isOfDevice !== (found[4] !== undefined)) return null
  return { type: found[2] as Type, nodeId, deviceId: isOfDevice ? `${nodeId}/${found[4]}` : null }
}

/** `spBv1.0/STATE/host`, and `STATE/host` of version 2: another application's own, and no device. */
const isHostState = ({ topic, base }: RawMessage): boolean =>
  /^(spBv1\.0\/)?STATE\/[^/]+$/.test(base === '' ? topic : topic.slice(base.length + 1))

/** What a node's birth settled. Aliases are unique within a node and its devices. */
interface Memory {
  readonly bdSeq: number | null
  readonly seq: number | null
  /** alias → name, by `node` or device */
  readonly aliases: Readonly<Record<string, string>>
  readonly standing: readonly string[]
}
const EMPTY: Memory = { bdSeq: null, seq: null, aliases: {}, standing: [] }
const readMemory = (memory: unknown): Memory => {
  if (!isObject(memory) || !isObject(memory.aliases) || !Array.isArray(memory.standing)) return EMPTY
  const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)
  return {
    bdSeq: number(memory.bdSeq),
    seq: number(memory.seq),
    aliases: memory.aliases as Memory['aliases'],
    standing: memory.standing.filter((name): name is string => typeof name === 'string'),
  }
}

interface Context {
  readonly message: RawMessage
  readonly place: Place
  readonly payload: SparkplugPayload
  readonly memory: Memory
}
type Answer = { decoded: Decoded; memory: Memory }

/** Bytes that are no Sparkplug payload: data of a device that is called after a button may have been a press. */
function refuse(message: RawMessage, { nodeId, deviceId, type }: Place, reason: string): Decoded {
  const text = new TextDecoder('latin1').decode(message.payload.subarray(0, 8192))
  const isData = type.endsWith('DATA')
  const suspect = /sos|panic|emergency/i.test(text) && isData ? 'panic' : isData && isAlarmName(deviceId ?? nodeId) ? 'unknown' : undefined
  return deadLetter(`not-sparkplug: ${reason}`, { deviceId, bridgeId: nodeId, ...(suspect === undefined ? {} : { suspect }) })
}

function decodePayload(context: Context): Answer {
  const { place } = context
  if (place.type.endsWith('DEATH')) return death(context)
  return place.type.endsWith('BIRTH') ? birth(context) : data(context)
}

const identity = ({ place }: Context) => ({ deviceId: place.deviceId, bridgeId: place.nodeId })
const timeAt = (timestamp: number | null, { message }: Context): Property['time'] =>
  readDeviceTime(timestamp ?? undefined, message.receivedAt)

/** NDEATH is a last will, written when the node connected: it has no time, and one of an earlier session is not for this one. */
function death(context: Context): Answer {
  const { place, payload, memory, message } = context
  const bdSeq = bdSeqOf(payload.metrics)
  if (place.deviceId === null && bdSeq !== null && memory.bdSeq !== null && bdSeq !== memory.bdSeq)
    return { decoded: ignore('death-of-an-earlier-session'), memory }
  const time = place.deviceId === null ? timeAt(null, context) : timeAt(payload.timestamp, context)
  const retained = message.retain ? { retained: true } : {}
  return {
    decoded: events({ kind: 'offline', ...identity(context), detail: place.type, ...time, key: null, ...retained }),
    memory: place.deviceId === null ? memory : { ...memory, seq: payload.seq ?? memory.seq },
  }
}

const bdSeqOf = (metrics: readonly Metric[]): number | null => {
  const value = metrics.find(({ name }) => name === 'bdSeq')?.value
  return typeof value === 'number' ? value : null
}

// One payload is at most 256 kB; a node with more names than this is no node of a school's.
const MAX_ALIASES = 2_000
const MAX_NAME = 200

/** A birth ties aliases to names and tells the present state; a node's own ends what its devices said before. */
function birth(context: Context): Answer {
  const { place, payload, memory, message } = context
  const isNode = place.deviceId === null
  const own = namesOf(payload.metrics)
  const aliases = isNode ? own : { ...memory.aliases, ...own }
  const before = isNode ? { ...memory, standing: memory.standing.filter((name) => name.startsWith('[null,')) } : memory
  const named = payload.metrics.filter(({ name, isHistorical }) => name !== null && !isHistorical)
  const report = reported({ ...context, memory: before }, named)
  const alarms = report.events.filter(({ phase }) => phase === 'active')
  const values = Object.fromEntries(named.map(({ name, value }) => [String(name), value]))
  const online: DecodedEvent = {
    kind: 'online',
    ...identity(context),
    detail: place.type,
    ...timeAt(payload.timestamp, context),
    ...measures(values),
    key: null,
    ...(message.retain ? { retained: true } : {}),
  }
  const bdSeq = isNode ? (bdSeqOf(payload.metrics) ?? memory.bdSeq) : memory.bdSeq
  return {
    decoded: events(online, ...bounded(alarms)),
    memory: {
      bdSeq,
      seq: payload.seq,
      aliases: Object.fromEntries(Object.entries(aliases).slice(-MAX_ALIASES)),
      standing: report.standing,
    },
  }
}

const namesOf = (metrics: readonly Metric[]): Record<string, string> =>
  Object.fromEntries(metrics.flatMap(({ alias, name }) => (alias === null || name === null ? [] : [[String(alias), clip(name, MAX_NAME)]])))

/** Changes since the birth, by alias; what no birth has named may be a press. */
function data(context: Context): Answer {
  const { place, payload, memory } = context
  const metrics = payload.metrics.map((metric) => ({ ...metric, name: metric.name ?? nameOf(memory, metric.alias) }))
  const known = metrics.filter(({ name }) => name !== null)
  const unknown = metrics.filter(({ name }) => name === null)
  const isGap = memory.seq !== null && payload.seq !== null && payload.seq !== (memory.seq + 1) % 256
  const next = { ...memory, seq: payload.seq ?? memory.seq }
  const pressed = unknown.some(({ value }) => value === true || value === 1)
  if (known.length === 0 && unknown.length > 0) {
    const aliases = unknown.map(({ alias }) => alias).slice(0, 5)
    const suspect = pressed || isAlarmName(place.deviceId ?? place.nodeId) ? { suspect: 'unknown' as const } : {}
    return { decoded: deadLetter(`alias without birth: ${aliases.join(', ')}`, { ...identity(context), ...suspect }), memory: next }
  }
  const report = reported({ ...context, memory: next }, known)
  const mark = isGap ? { quality: 'sequence-gap' } : {}
  const unnamed: DecodedEvent[] = unknown
    .filter(({ value }) => value === true || value === 1)
    .map(({ alias, timestamp }) => ({
      kind: 'alarm-input',
      phase: 'active',
      detail: `alias ${alias}`,
      promotes: 'panic',
      ...identity(context),
      ...timeAt(timestamp ?? payload.timestamp, context),
      key: null,
    }))
  const isNews = unnamed.length > 0 && report.events.every(({ kind }) => kind === 'telemetry')
  const list = [...(isNews ? [] : report.events), ...unnamed].map((event) => ({ ...event, ...mark }))
  return { decoded: events(...bounded(list)), memory: { ...next, standing: report.standing } }
}

const nameOf = ({ aliases }: Memory, alias: number | null): string | null =>
  alias !== null && Object.hasOwn(aliases, String(alias)) ? (aliases[String(alias)] ?? null) : null

const OWN_METRICS = /^(bdSeq|Node Control\/|Device Control\/|Properties\/)/

/** Each metric has its own time, that of the measurement; what is historical says nothing of the present. */
function reported(context: Context, metrics: readonly Metric[]): { events: DecodedEvent[]; standing: readonly string[] } {
  const { message, place, payload, memory } = context
  const thing: Thing = { ...identity(context), called: place.deviceId ?? '' }
  const key = [memory.bdSeq ?? '', payload.seq ?? '']
  const rows = metrics
    .filter(({ name }) => name !== null && !OWN_METRICS.test(name))
    .map((metric) => ({
      historical: metric.isHistorical,
      property: {
        name: clip(String(metric.name), MAX_NAME),
        value: metric.value,
        time: timeAt(metric.timestamp ?? payload.timestamp, context),
      },
    }))
  const past = rows.filter(({ historical }) => historical).map(({ property }) => property)
  const present = rows.filter(({ historical }) => !historical).map(({ property }) => property)
  const then = past.length > 0 ? reportProperties({ ...thing, historical: true }, message, past, new Set(memory.standing), key) : null
  const now = reportProperties(thing, message, present, new Set(memory.standing), key)
  const isOnlyPast = then !== null && present.length === 0
  const list = [...(then?.events ?? []), ...(isOnlyPast ? [] : now.events)].map(asInput)
  const timed = list.map((event) => (event.timeBasis === 'none' ? { ...event, ...timeAt(payload.timestamp, context) } : event))
  return { events: withoutIdle(timed), standing: [...now.standing].slice(-200) }
}

/** A metric called after a panic button is the input it is wired to: the register says whether it is one. */
function asInput(event: DecodedEvent): DecodedEvent {
  if (event.kind !== 'panic' || !isPanicName(event.detail ?? '')) return event
  return { ...event, kind: 'alarm-input', ...(event.phase === 'cleared' ? {} : { promotes: 'panic' as const }) }
}

/** Beside news the unchanged is not worth a line of its own. */
const withoutIdle = (list: readonly DecodedEvent[]): DecodedEvent[] => {
  const news = list.filter(({ kind }) => kind !== 'telemetry')
  return news.length > 0 ? news : [...list]
}
