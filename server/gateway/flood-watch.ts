import { bucketOf, FloodGuard } from '#domain/flood.ts'
import type { Message } from '#domain/intake.ts'
import { closeQuietFaults, openFault } from '../store/fault.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from '../worker/loop.ts'

const EVERY_MS = 5_000

/** Whoever sends far more than any device must is limited, counted, and a fault until it is quiet for a minute. */
export class FloodWatch {
  readonly #chatter = FloodGuard.ofChatter()
  readonly #presses = FloodGuard.ofPresses()
  readonly #loop: Loop
  #dropped = 0

  constructor(pool: Pool, onError: (error: Error) => void) {
    this.#loop = loop(EVERY_MS, () => this.#report(pool), onError)
  }

  /** Messages left out since the start. */
  get dropped(): number {
    return this.#dropped
  }

  start(): void {
    this.#loop.start()
  }

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  /** Whether a message is one too many of its device. */
  isExcess(message: Message): boolean {
    const bucket = bucketOf(message)
    if (bucket === null) return false
    const { source, receivedAt } = message
    if (bucket.about === '') return this.isExcessOf(source ?? '', bucket.sender, receivedAt)
    return this.#presses.exceeds(`${source ?? ''}\n${bucket.sender}\n${bucket.about}`, receivedAt.getTime())
  }

  /** The same for a beat, of which only the sender matters. */
  isExcessOf(source: string, externalId: string, at: Date): boolean {
    return this.#chatter.exceeds(`${source}\n${externalId}`, at.getTime())
  }

  async #report(pool: Pool): Promise<void> {
    const at = new Date()
    for (const { sender, dropped } of [...this.#chatter.report(at.getTime()), ...this.#presses.report(at.getTime())]) {
      const [source = '', externalId = ''] = sender.split('\n') // one in a school's code would only be named wrongly
      this.#dropped += dropped
      await openFault(pool, { kind: 'flood', detail: `${source} ${externalId}`.slice(0, 200), externalId, source, at, times: dropped })
    }
    await closeQuietFaults(pool)
  }
}
