import { createHash, randomUUID } from 'node:crypto'
import type { DialectName } from '#contracts/device.ts'
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import { PROBE_SCHOOL } from '#contracts/mqtt.ts'
import type { Message } from '#domain/intake.ts'
import { NO_PAYLOAD } from '#domain/intake-book.ts'
import { mayRaise } from '#domain/kind.ts'
import { asConfigured, identityOf } from '../dialects/configured-source.ts'
import { DIALECTS } from '../dialects/index.ts'
import { deadLetter, ignore } from '../dialects/payload.ts'
import { isCarriedRaw, mountBase, type Source, sourceOf } from '../dialects/sources.ts'
import { storable, storableText } from '../store/storable-text.ts'
import { DecoderMemory } from './decoder-memory.ts'
import type { Sources } from './source-table.ts'
import { indexable, TopicTable } from './topic-table.ts'

/** One publish as the gateway heard it. */
export interface Incoming {
  readonly topic: string
  readonly payload: Buffer
  readonly retain: boolean
  readonly dup: boolean
  readonly receivedAt: Date
  /** id of the dead letter that is tried again */
  readonly replayOf?: string
}

/** The watchdog's own press, which is no school's. */
export interface Probe {
  readonly instance: string
  readonly sentAt: Date
}

export type Heard = { readonly probe: Probe } | { readonly message: Message; readonly incoming: Incoming }

/** Nothing but what is understood without configuration. */
const BUILT_IN: Sources = () => []

/** Told of a dialect that threw: its message is a dead letter by then. @param context which dialect, by which topic of which source */
export type OnBug = (bug: Error, context: string) => void

/** Turns publishes into messages; keeps the memory that some dialects need between messages of a device. Never throws. */
export function createDecoder(
  sources: Sources = BUILT_IN,
  memories = new DecoderMemory(),
  onBug: OnBug = () => {},
): (incoming: Incoming) => Heard {
  const topics = new TopicTable(sources)
  return (incoming) => {
    const { payload } = incoming
    const { text: topic, own, downlink, source, deviceId, bridgeId } = topics.of(incoming.topic)
    if (own?.schoolId === PROBE_SCHOOL) return { probe: readProbe(own.deviceId, payload) }
    const decoded = downlink
      ? ignore('downlink')
      : source
        ? clean(decode(source.dialect, source, { ...incoming, topic }, memories, onBug), payload)
        : deadLetter('unknown-topic')
    const named = source?.row ? identityOf(source.row, topic, payload) : null
    const message: Message = {
      id: randomUUID(),
      topic,
      retained: incoming.retain,
      resent: incoming.dup,
      receivedAt: incoming.receivedAt,
      takenAt: incoming.replayOf === undefined ? incoming.receivedAt : new Date(),
      // Only presses and raw vendor messages are asked for their hash; a thousand telemetry messages are not.
      sha256: mayRaise(decoded) || isCarriedRaw(source?.dialect) ? createHash('sha256').update(payload).digest('hex') : '',
      source: source?.id ?? null,
      dialect: source?.dialect ?? null,
      ...(source?.row?.policePlatform ? { police: true } : {}),
      schoolId: own?.schoolId ?? source?.schoolId ?? null,
      deviceId: named === null ? deviceId : indexable(named),
      bridgeId,
      decoded,
      replayOf: incoming.replayOf ?? null,
    }
    return { message, incoming }
  }
}

function decode(
  dialect: DialectName,
  { base, row, id }: Pick<Source, 'base' | 'row'> & { id?: string },
  incoming: Incoming,
  memories: DecoderMemory,
  onBug: OnBug,
): Decoded {
  const { topic, payload, retain, receivedAt } = incoming
  const raw = { topic, payload, retain, receivedAt, base }
  const name = DIALECTS[dialect].memoryKey(raw)
  const key = `${base}:${name}`
  const { decoded, memory, bug } = DIALECTS[dialect].decode(raw, name === null ? undefined : memories.get(dialect, key))
  if (bug) onBug(bug, `decoder ${dialect} failed: ${topic.slice(0, 200)} of source ${id ?? base}`)
  if (name !== null) memories.keep(dialect, key, memory)
  const said = asConfigured(decoded, row, topic, payload, receivedAt)
  // What is carried raw is never retained, so there an empty message lost its content; elsewhere MQTT may take a retained message away so.
  return payload.length === 0 && said.disposition === 'dead-letter' && !isCarriedRaw(dialect) ? { ...said, reason: NO_PAYLOAD } : said
}

const ESCAPE = Buffer.from('\\u')

/** What no database takes as text (U+0000, a lone surrogate) is replaced; looked for only where the bytes can hold it. */
function clean(decoded: Decoded, payload: Buffer): Decoded {
  if (!payload.includes(0) && !payload.includes(ESCAPE)) return bounded(decoded)
  return bounded(storable(decoded))
}

/** By what senders and presses are looked up is short enough for an index, whatever they say. */
function bounded(decoded: Decoded): Decoded {
  if (decoded.disposition === 'ignore') return decoded
  if (decoded.disposition === 'events' && decoded.events.every(isIndexable)) return decoded
  if (decoded.disposition === 'dead-letter') return { ...decoded, ...boundedNames(decoded) }
  return {
    ...decoded,
    events: decoded.events.map((event) => ({
      ...event,
      ...boundedNames(event),
      key: event.key && { ...event.key, value: indexable(event.key.value) },
    })),
  }
}

const isIndexable = ({ deviceId, bridgeId, key }: DecodedEvent): boolean =>
  [deviceId, bridgeId, key?.value].every((name) => name == null || indexable(name) === name)

function boundedNames({ deviceId, bridgeId }: { deviceId?: string | null; bridgeId?: string }): { deviceId?: string; bridgeId?: string } {
  return {
    ...(deviceId == null ? {} : { deviceId: indexable(deviceId) }),
    ...(bridgeId === undefined ? {} : { bridgeId: indexable(bridgeId) }),
  }
}

function readProbe(instance: string, payload: Buffer): Probe {
  const sentAt = new Date(payload.toString('latin1'))
  return { instance, sentAt: Number.isNaN(sentAt.getTime()) ? new Date(0) : sentAt }
}

/**
 * What would become of messages, from fresh state, storing nothing: the working of `POST /api/v1/decode`.
 * @param dialect default: what the configured sources make of each topic
 */
export function decodeDry(
  request: { dialect?: DialectName; base?: string; messages: readonly Omit<Incoming, 'dup'>[] },
  sources: Sources = BUILT_IN,
): { dialect: DialectName | null; decoded: Decoded }[] {
  const memories = new DecoderMemory()
  return request.messages.map((heard) => {
    const message = { ...heard, topic: storableText(heard.topic) }
    const source = sourceOf(message.topic, sources())
    const dialect = request.dialect ?? source?.dialect
    if (!dialect) return { dialect: null, decoded: deadLetter('unknown-topic') }
    const base = request.base ?? (source?.dialect === dialect ? source.base : (mountBase(message.topic) ?? ''))
    const row = request.base === undefined && source?.dialect === dialect ? source.row : undefined
    return { dialect, decoded: decode(dialect, row ? { base, row } : { base }, { ...message, dup: false }, memories, () => {}) }
  })
}
