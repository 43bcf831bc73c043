import { createHash } from 'node:crypto'
import { NATIVE_ROOT } from '#contracts/mqtt.ts'
import type { SourceRow } from '#contracts/source.ts'
import { DIALECTS } from '../dialects/index.ts'
import { parseNativeTopic } from '../dialects/native.ts'
import { isDownlink, type Source, sourceOf } from '../dialects/sources.ts'
import { storableText } from '../store/storable-text.ts'
import type { Sources } from './source-table.ts'

/** All that a topic says by itself, whatever is published there. */
export interface Topic {
  /** As PostgreSQL can store it: without U+0000 and half surrogates. */
  readonly text: string
  readonly own: ReturnType<typeof parseNativeTopic>
  readonly downlink: boolean
  readonly source: Source | null
  readonly deviceId: string | null
  readonly bridgeId: string | null
}

/** A device speaks on a few topics for years; bridges that name each message in its topic shall not fill memory. */
const TOPICS = 20_000

/** Reads each topic once: where it belongs is asked of some twenty sources, 15 µs a message. Forgets everything when the sources change. */
export class TopicTable {
  readonly #sources: Sources
  readonly #topics = new Map<string, Topic>()
  #rows: readonly SourceRow[]

  constructor(sources: Sources) {
    this.#sources = sources
    this.#rows = sources()
  }

  of(topic: string): Topic {
    const rows = this.#sources()
    if (rows !== this.#rows || this.#topics.size >= TOPICS) this.#topics.clear()
    this.#rows = rows
    const known = this.#topics.get(topic)
    if (known) return known
    const read = readTopic(topic, rows)
    this.#topics.set(topic, read)
    return read
  }
}

function readTopic(topic: string, rows: readonly SourceRow[]): Topic {
  const text = storableText(topic)
  const source = sourceOf(text, rows)
  const identity = source ? DIALECTS[source.dialect].topicIdentity(text, source.base) : null
  return {
    text,
    own: parseNativeTopic(text, NATIVE_ROOT),
    downlink: isDownlink(text),
    source,
    deviceId: identity?.deviceId == null ? null : indexable(identity.deviceId),
    bridgeId: identity?.bridgeId == null ? null : indexable(identity.bridgeId),
  }
}

/** The longest identity that the register takes, characters. */
const LONGEST_NAME = 200
const KEPT = 120

/** A name as an index can hold it: one longer than any register's keeps its beginning and its hash. */
export const indexable = (name: string): string =>
  name.length <= LONGEST_NAME ? name : `${storableText(name.slice(0, KEPT))}#${createHash('sha256').update(name).digest('hex')}`
