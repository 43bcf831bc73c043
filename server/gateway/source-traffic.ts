import type { SourceRow } from '#contracts/source.ts'
import { rowIdOf, sourceOf } from '../dialects/sources.ts'
import type { Pool } from '../store/pool.ts'
import { type Heard, pruneTraffic, saveTraffic } from '../store/source.ts'
import { type Loop, loop } from '../worker/loop.ts'
import type { Sources } from './source-table.ts'

const FLUSH_MS = 5_000
const PRUNE_EVERY = 720 // flushes: once an hour
/** Sources of one flush; what more there are is counted as of no source. */
const MAX_SOURCES = 500
const MAX_NAMES = 5_000

/** Counts what is heard by source, and writes it down every five seconds: as many rows as there are sources, however much is heard. */
export class SourceTraffic {
  readonly #pool: Pool
  readonly #sources: Sources
  readonly #loop: Loop
  readonly #names = new Map<string, string>()
  #counts = new Map<string, Heard>()
  #known: readonly SourceRow[] = []
  #flushes = 0

  constructor(pool: Pool, sources: Sources, onError: (error: Error) => void) {
    this.#pool = pool
    this.#sources = sources
    this.#loop = loop(FLUSH_MS, () => this.#flush(), onError)
  }

  start(): void {
    this.#loop.start()
  }

  async stop(): Promise<void> {
    await this.#loop.stop()
    await this.#flush()
  }

  /** @param source id of the source it was heard at; null = of none */
  count({ source, topic, deadLetter, at }: { source: string | null; topic: string; deadLetter: boolean; at: Date }): void {
    const wanted = source === null ? '' : this.#rowOf(source, topic)
    const name = this.#counts.has(wanted) || this.#counts.size < MAX_SOURCES ? wanted : ''
    const heard = this.#counts.get(name) ?? { source: name, messages: 0, deadLetters: 0, lastAt: at }
    heard.messages++
    if (deadLetter) heard.deadLetters++
    if (at > heard.lastAt) heard.lastAt = at
    this.#counts.set(name, heard)
  }

  #rowOf(source: string, topic: string): string {
    const rows = this.#sources()
    if (rows !== this.#known || this.#names.size > MAX_NAMES) {
      this.#names.clear()
      this.#known = rows
    }
    const known = this.#names.get(source)
    if (known !== undefined) return known
    const found = sourceOf(topic, rows)
    const name = found ? rowIdOf(found) : ''
    this.#names.set(source, name)
    return name
  }

  async #flush(): Promise<void> {
    if (this.#counts.size > 0) {
      const heard = [...this.#counts.values()]
      this.#counts = new Map()
      await saveTraffic(this.#pool, heard)
    }
    if (this.#flushes++ % PRUNE_EVERY === 0) await pruneTraffic(this.#pool)
  }
}
