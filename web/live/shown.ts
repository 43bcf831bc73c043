import type { Alarm } from '#contracts/alarm.ts'

type Send = (request: { id: string; version: number }) => Promise<'done' | 'again'>

/** Receipts of this screen (已显示), each version once, repeated until the server has committed it. Nothing survives the page. */
export class ShownReceipts {
  #sent = new Set<string>()
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
      if (this.#sent.has(key)) continue
      this.#sent.add(key)
      this.#pending.set(key, { id, version })
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

  get pending(): number {
    return this.#pending.size
  }
}

/** Whether a person can be looking: a wall or a hidden tab proves nothing (design §9). */
export const isPersonsScreen = (): boolean => document.visibilityState === 'visible' && !new URLSearchParams(location.search).has('wall')
