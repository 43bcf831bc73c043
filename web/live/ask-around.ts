import { readAlarms } from '../api/alarm.ts'
import { receiveList, useBoard } from './board.ts'
import { heardDate, noteListed, useLink } from './link.ts'

/** A link that is only being made again has so long before anything else is asked for, ms. */
const PATIENCE_MS = 5_000
const EVERY_MS = 10_000

/**
 * While nothing comes by the live link, WebSocket and long polling alike, the open alarms are asked for as any page is: what blocks the one
 * often lets the other pass. Called again and again; asks when it is due. Its pictures are up to {@link EVERY_MS} old, so the screen goes on
 * saying that it is not live, and no receipt of what is shown is sent.
 */
export class AskAround {
  #deafSince: number | null = null
  #askedAt = Number.NEGATIVE_INFINITY

  async look(): Promise<void> {
    const now = performance.now()
    if (useLink.getState().connected) {
      this.#deafSince = null
      return
    }
    this.#deafSince ??= now
    if (now - this.#deafSince < PATIENCE_MS || now - this.#askedAt < EVERY_MS) return
    this.#askedAt = now
    const before = useBoard.getState().alarms
    try {
      const { items, nextCursor } = await readAlarms('state=open&limit=1000', (headers) => heardDate(headers.get('date')))
      if (useLink.getState().connected || nextCursor !== null) return // by now it is told, or this is not everything
      receiveList(items, before)
      noteListed()
    } catch (error) {
      console.info('neither the live link nor a plain question is answered', error)
    }
  }
}
