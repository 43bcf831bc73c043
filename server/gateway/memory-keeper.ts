import { pruneMemories, readMemories, saveMemories } from '../store/decoder-memory.ts'
import type { Pool } from '../store/pool.ts'
import { isConnectionTrouble } from '../store/trouble.ts'
import { type Loop, loop } from '../worker/loop.ts'
import type { DecoderMemory } from './decoder-memory.ts'

const EVERY_MS = 1_000
const BATCH = 1_000
const PRUNE_EVERY = 86_400 // runs: once a day

/** Writes down what dialects remember, once a second as far as it has changed, and reads it again after a restart. */
export class MemoryKeeper {
  readonly #pool: Pool
  readonly #memory: DecoderMemory
  readonly #loop: Loop
  readonly #onError: (error: Error) => void
  #runs = 0

  constructor(pool: Pool, memory: DecoderMemory, onError: (error: Error) => void) {
    this.#pool = pool
    this.#memory = memory
    this.#onError = onError
    this.#loop = loop(EVERY_MS, () => this.#run(), onError)
  }

  /** Before the first message is decoded. */
  async restore(): Promise<void> {
    this.#memory.restore(await readMemories(this.#pool))
  }

  start(): void {
    this.#loop.start()
  }

  async stop(): Promise<void> {
    await this.#loop.stop()
    await this.#run().catch(this.#onError)
  }

  async #run(): Promise<void> {
    const changes = this.#memory.changes()
    for (let at = 0; at < changes.length; at += BATCH) {
      try {
        await saveMemories(this.#pool, changes.slice(at, at + BATCH))
      } catch (error) {
        // While the database is away they wait; what it refuses for its content is lost at the next restart, and with it no press.
        if (isConnectionTrouble(error as Error)) this.#memory.changedStill(changes.slice(at))
        throw error
      }
    }
    if (this.#runs++ % PRUNE_EVERY === PRUNE_EVERY - 1) await pruneMemories(this.#pool)
  }
}
