import { dropUnnamed, receiveListed, useBoard } from './board.ts'
import { readOpenAlarms } from './first-alarms.ts'
import { noteListed, useLink } from './link.ts'

/** A link is silent for so long before anything else is asked for, ms. */
const PATIENCE_MS = 5_000
const EVERY_MS = 10_000

/**
 * While nothing comes by the live link, WebSocket and long polling alike, the open alarms are asked for as any page is: what blocks the one
 * often lets the other pass. Called again and again; asks when it is due. Its pictures are up to {@link EVERY_MS} old, so the screen goes on
 * saying that it is not live, and no receipt of what is shown is sent.
 */
export class AskAround {
  #isAsking = false
  #isStopped = false
  #askedAt = Number.NEGATIVE_INFINITY

  async look(): Promise<void> {
    const now = performance.now()
    const { pulseAtMs, startedMs } = useLink.getState()
    // By the pulse: a link can be open and carry nothing.
    if (now - (pulseAtMs ?? startedMs) <= PATIENCE_MS) return
    // An answer may take longer than the time between two; the older one must not come last.
    if (this.#isAsking || this.#isStopped || now - this.#askedAt < EVERY_MS) return
    this.#isAsking = true
    this.#askedAt = now
    const { alarms, cursor } = useBoard.getState()
    // Once anything has come by the link, be it gone again, the board is newer than the answer.
    const isOvertaken = () => this.#isStopped || useLink.getState().pulseAtMs !== pulseAtMs || useBoard.getState().cursor !== cursor
    try {
      const named = new Set<string>()
      for await (const page of readOpenAlarms(() => !this.#isStopped)) {
        if (isOvertaken()) return
        receiveListed(page)
        for (const { id } of page) named.add(id)
      }
      dropUnnamed(named, alarms)
      noteListed(now)
    } catch (error) {
      console.info('neither the live link nor a plain question is answered', error)
    } finally {
      this.#isAsking = false
    }
  }

  /** What is still under way belongs to whoever was signed in. */
  stop(): void {
    this.#isStopped = true
  }
}
