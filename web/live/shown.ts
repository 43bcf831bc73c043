import type { Alarm } from '#contracts/alarm.ts'

type Send = (request: { id: string; version: number }) => Promise<'done' | 'again'>

// More than can be open at once; a receipt sent twice is one line in the log all the same.
const REMEMBERED = 5000

/** Receipts of this screen (已显示), each version once, repeated until the server has committed it. Nothing survives the page. */
export class ShownReceipts {
  /** the version last painted, by alarm; the oldest are forgotten */
  #sent = new Map<string, number>()
  #pending = new Map<string, { id: string; version: number }>()
  #send: Send
  #busy = false

  constructor(send: Send) {
    this.#send = send
  }

  /** Says that these versions are painted in front of a person. */
  paint(alarms: readonly Pick<Alarm, 'id' | 'version'>[]): void {
    for (const { id, version } of alarms) {
      const key = `${id}/${version}`
      if ((this.#sent.get(id) ?? 0) >= version) continue
      this.#sent.delete(id)
      this.#sent.set(id, version)
      this.#pending.set(key, { id, version })
    }
    for (const id of this.#sent.keys()) {
      if (this.#sent.size <= REMEMBERED) break
      this.#sent.delete(id)
    }
    void this.flush()
  }

  /** Sends what has no receipt yet; called again on reconnect and every few seconds. */
  async flush(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    try {
      for (const [key, request] of this.#pending) {
        if ((await this.#send(request)) === 'again') return
        this.#pending.delete(key)
      }
    } finally {
      this.#busy = false
    }
  }

  /** How many alarms it remembers. */
  get remembered(): number {
    return this.#sent.size
  }

  get pending(): number {
    return this.#pending.size
  }
}

/** A wall (`?wall`): it shows, for all in the room, and nobody acts there. */
export const isWall = (): boolean => new URLSearchParams(location.search).has('wall')

/** Whether a person can be looking: a wall or a hidden tab proves nothing (design §9). */
export const isPersonsScreen = (): boolean => document.visibilityState === 'visible' && !isWall()
