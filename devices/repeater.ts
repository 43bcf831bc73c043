import type { Clock } from './clock.ts'
import type { Link } from './link.ts'
import type { Tally } from './tally.ts'

/** How a press ended: `sent` = the broker took it, and a device of this dialect has no ear for more. */
export interface Receipt {
  id: string
  outcome: 'received' | 'refused' | 'unanswered' | 'sent'
  alarmId: string | null
  reason: string | null
  /** From the first sending to the answer, ms. */
  ms: number
  attempts: number
}

/** The wait before the n-th repeat, ms; null = give up. */
export type Waits = (repeat: number) => number | null

/** R45: 1, 2, 4, 8, 16, 30 s and then 30 s for ever. */
export const nativeWaits: Waits = (repeat) => Math.min(30, 2 ** (repeat - 1)) * 1000

/** RFC 3261 §17.1.2.2, T1 = 0.5 s, T2 = 4 s: a SIP MESSAGE over UDP is sent again until its 200 comes, at most 32 s long. */
export const sipWaits: Waits = (repeat) => (repeat > 10 ? null : Math.min(4, 0.5 * 2 ** (repeat - 1)) * 1000)

interface Waiting {
  topic: string
  payload: Buffer
  retain: boolean
  startedMs: number
  attempts: number
  callOff: () => void
  end: (receipt: Receipt) => void
}

/** Sends the same bytes again and again until somebody answers for them. */
export class Repeater {
  readonly #link: Link
  readonly #clock: Clock
  readonly #tally: Tally
  readonly #waits: Waits
  readonly #waiting = new Map<string, Waiting>()
  readonly #forget: () => void

  constructor(link: Link, clock: Clock, tally: Tally, waits: Waits) {
    this.#link = link
    this.#clock = clock
    this.#tally = tally
    this.#waits = waits
    // A device whose connection comes back does not wait out its pause.
    this.#forget = link.onConnect(() => {
      for (const id of this.#waiting.keys()) this.#attempt(id)
    })
  }

  send(id: string, topic: string, payload: Buffer, retain = false): Promise<Receipt> {
    this.#tally.pressed(true)
    return new Promise((resolve) => {
      this.#waiting.set(id, { topic, payload, retain, startedMs: performance.now(), attempts: 0, callOff: () => {}, end: resolve })
      this.#attempt(id)
    })
  }

  /** Whether anybody was waiting for this answer. */
  hear(id: string, outcome: 'received' | 'refused', alarmId: string | null, reason: string | null): boolean {
    return this.#end(id, outcome, alarmId, reason)
  }

  close(): void {
    this.#forget()
    for (const id of [...this.#waiting.keys()]) this.#end(id, 'unanswered', null, 'switched off')
  }

  #attempt(id: string): void {
    const waiting = this.#waiting.get(id)
    if (!waiting) return
    waiting.callOff()
    if (this.#link.connected) {
      waiting.attempts++
      if (waiting.attempts > 1) this.#tally.repeated()
      this.#link.send(waiting.topic, waiting.payload, { qos: 1, retain: waiting.retain })
    }
    const wait = this.#waits(Math.max(1, waiting.attempts))
    if (wait === null) this.#end(id, 'unanswered', null, 'gave up')
    else waiting.callOff = this.#clock.after(wait, () => this.#attempt(id))
  }

  #end(id: string, outcome: 'received' | 'refused' | 'unanswered', alarmId: string | null, reason: string | null): boolean {
    const waiting = this.#waiting.get(id)
    if (!waiting) return false
    this.#waiting.delete(id)
    waiting.callOff()
    const receipt: Receipt = { id, outcome, alarmId, reason, ms: performance.now() - waiting.startedMs, attempts: waiting.attempts }
    this.#tally.answered(receipt)
    waiting.end(receipt)
    return true
  }
}
