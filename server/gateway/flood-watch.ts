import { FloodGuard } from '#domain/flood.ts'
import type { Message } from '#domain/intake.ts'
import { mayRaise } from '#domain/kind.ts'
import { closeQuietFloods, openFault } from '../store/fault.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from '../worker/loop.ts'

const EVERY_MS = 5_000

/** Whoever sends far more than any device must is limited, counted, and a fault until it is quiet for a minute. */
export class FloodWatch {
  readonly #guard = new FloodGuard()
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

  /** Whether a message is one too many of its device. What may come to an alarm never is. */
  isExcess({ decoded, source, receivedAt }: Message): boolean {
    if (decoded.disposition !== 'events' || mayRaise(decoded)) return false
    const [event] = decoded.events
    const sender = event?.deviceId ?? event?.bridgeId
    return sender != null && this.isExcessOf(source ?? '', sender, receivedAt)
  }

  /** The same for a beat, of which only the sender matters. */
  isExcessOf(source: string, externalId: string, at: Date): boolean {
    return this.#guard.exceeds(`${source}\n${externalId}`, at.getTime())
  }

  async #report(pool: Pool): Promise<void> {
    const at = new Date()
    for (const { sender, dropped } of this.#guard.report(at.getTime())) {
      const cut = sender.indexOf('\n') // one in a school's code would only be named wrongly
      const [source, externalId] = [sender.slice(0, cut), sender.slice(cut + 1)]
      this.#dropped += dropped
      await openFault(pool, { kind: 'flood', detail: `${source} ${externalId}`.slice(0, 200), externalId, source, at, times: dropped })
    }
    await closeQuietFloods(pool)
  }
}
