import type { EntryMemory } from '../commands/ingest-messages.ts'
import type { Pool } from '../store/pool.ts'
import { buttonIdentities, type RegisterEntry, readEntries } from '../store/register.ts'
import { type Loop, loop } from '../worker/loop.ts'

const EVERY_MS = 1_000
/** Identities read in one run. */
const BATCH = 200
/** Runs from one look for new buttons to the next. */
const LOOK_EVERY = 300

/**
 * What the register holds of all panic buttons: read at the start, and again a second after a button was heard. It may be out of date at any
 * time: a press that is planned from it is committed only where the database holds the same.
 */
export class ButtonMemory implements EntryMemory {
  readonly #pool: Pool
  readonly #entries = new Map<string, RegisterEntry>()
  readonly #toRead = new Set<string>()
  readonly #loop: Loop
  #runs = 0

  constructor(pool: Pool, onError: (error: Error) => void) {
    this.#pool = pool
    this.#loop = loop(EVERY_MS, () => this.#read(), onError)
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
    for (const externalId of externalIds) if (this.#entries.delete(externalId)) this.#toRead.add(externalId)
  }

  async #read(): Promise<void> {
    if (this.#runs++ % LOOK_EVERY === 0)
      for (const externalId of await buttonIdentities(this.#pool)) if (!this.#entries.has(externalId)) this.#toRead.add(externalId)
    const now = [...this.#toRead].slice(0, BATCH)
    if (now.length === 0) return
    for (const entry of await readEntries(this.#pool, now)) this.#entries.set(entry.externalId, entry)
    for (const externalId of now) this.#toRead.delete(externalId)
  }
}
