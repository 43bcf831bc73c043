import { isDeepStrictEqual } from 'node:util'
import type { DialectName } from '#contracts/device.ts'
import { DIALECTS } from '../dialects/index.ts'
import type { Remembered } from '../store/decoder-memory.ts'

// What is remembered of a device is a few words; a broker full of invented names shall not fill memory.
const MEMORIES = 100_000

/** What dialects remember between messages, at most so much of each dialect; the oldest is forgotten first. */
export class DecoderMemory {
  readonly #parent: DecoderMemory | null
  readonly #memories = new Map<DialectName, Map<string, unknown>>()
  readonly #changed = new Set<string>()

  /** @param parent is asked for what is not here, and never written: for messages of the past */
  constructor(parent: DecoderMemory | null = null) {
    this.#parent = parent
  }

  get(dialect: DialectName, key: string): unknown {
    return this.#memories.get(dialect)?.get(key) ?? this.#parent?.get(dialect, key)
  }

  keep(dialect: DialectName, key: string, memory: unknown): void {
    const memories = this.#of(dialect)
    const before = memories.get(key)
    memories.delete(key)
    if (memory !== undefined) memories.set(key, memory)
    if (!isSame(dialect, before, memory)) this.#changed.add(idOf(dialect, key))
    if (memories.size <= (DIALECTS[dialect].memories ?? MEMORIES)) return
    const oldest = memories.keys().next().value as string
    memories.delete(oldest)
    this.#changed.add(idOf(dialect, oldest))
  }

  /** What has changed since the last time, and is worth outlasting a restart; null = forgotten. */
  changes(): Remembered[] {
    const ids = [...this.#changed]
    this.#changed.clear()
    return ids.map((id) => {
      const [dialect, key] = partsOf(id)
      return { key: id, memory: lasting(dialect, this.#memories.get(dialect)?.get(key)) ?? null }
    })
  }

  /** These could not be written: they have changed still. */
  changedStill(rows: readonly Remembered[]): void {
    for (const { key } of rows) this.#changed.add(key)
  }

  /** As it was written before a restart. */
  restore(rows: readonly Remembered[]): void {
    for (const { key: id, memory } of rows) {
      const [dialect, key] = partsOf(id)
      if (Object.hasOwn(DIALECTS, dialect) && memory !== null) this.#of(dialect).set(key, memory)
    }
  }

  #of(dialect: DialectName): Map<string, unknown> {
    const known = this.#memories.get(dialect)
    if (known) return known
    const memories = new Map<string, unknown>()
    this.#memories.set(dialect, memories)
    return memories
  }
}

const idOf = (dialect: DialectName, key: string): string => `${dialect}:${key}`
function partsOf(id: string): [DialectName, string] {
  const at = id.indexOf(':')
  return [id.slice(0, at) as DialectName, id.slice(at + 1)]
}

/** Without what changes from message to message and means nothing after a restart. */
function lasting(dialect: DialectName, memory: unknown): unknown {
  const { passing } = DIALECTS[dialect]
  if (!passing || typeof memory !== 'object' || memory === null) return memory
  return Object.fromEntries(Object.entries(memory).filter(([name]) => !passing.includes(name)))
}

const isSame = (dialect: DialectName, before: unknown, after: unknown): boolean =>
  before === after || isDeepStrictEqual(lasting(dialect, before), lasting(dialect, after))
