import type { EntryMemory } from '../commands/ingest-messages.ts'
import type { Pool } from '../store/pool.ts'
import { buttonIdentities, type RegisterEntry, readEntries } from '../store/register.ts'
import { type Loop, loop } from '../worker/loop.ts'

const EVERY_MS = 250
/** Identities read in one run, some 5 ms: a press on the embedded database's only session waits no longer. */
const BATCH = 50
/** Runs from one look at the whole register to the next. */
const LOOK_EVERY = 1_200

/**
 * What the register holds of all panic buttons: read at the start, again within seconds when a button was heard, and all of it every five
 * minutes; a button in alarm is left out until the next look. It may be out of date at any time: a press that is planned from it is committed
 * only where the database holds the same.
 */
export class ButtonMemory implements EntryMemory {
  readonly #pool: Pool
  readonly #entries = new Map<string, RegisterEntry>()
  readonly #toRead = new Set<string>()
  /** Heard while they were being read. */
  readonly #heard = new Set<string>()
  readonly #loop: Loop
  #reading: ReadonlySet<string> = new Set()
  #runs = 0

  constructor(pool: Pool, onError: (error: Error) => void) {
    this.#pool = pool
    this.#loop = loop(EVERY_MS, () => this.#run(), onError)
  }

  start(): void {
    this.#loop.start()
  }

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  recall(externalId: string): RegisterEntry | undefined {
    return this.#entries.get(externalId)
  }

  forget(externalIds: Iterable<string>): void {
    for (const externalId of externalIds) {
      if (this.#reading.has(externalId)) this.#heard.add(externalId)
      if (this.#entries.delete(externalId)) this.#toRead.add(externalId)
    }
  }

  async #run(): Promise<void> {
    if (this.#runs % LOOK_EVERY === 0) {
      const buttons = new Set(await buttonIdentities(this.#pool))
      for (const externalId of this.#entries.keys()) if (!buttons.has(externalId)) this.#entries.delete(externalId)
      for (const externalId of buttons) this.#toRead.add(externalId)
    }
    this.#runs++
    const now = [...this.#toRead].slice(0, BATCH)
    if (now.length > 0) await this.#read(now)
  }

  async #read(externalIds: readonly string[]): Promise<void> {
    this.#heard.clear()
    this.#reading = new Set(externalIds)
    try {
      const found = new Map((await readEntries(this.#pool, externalIds)).map((entry) => [entry.externalId, entry]))
      for (const externalId of externalIds) {
        if (this.#heard.has(externalId)) continue // it stays among those to read
        this.#toRead.delete(externalId)
        const entry = found.get(externalId)
        if (entry) this.#entries.set(externalId, entry)
        else this.#entries.delete(externalId)
      }
    } finally {
      this.#reading = new Set()
    }
  }
}
