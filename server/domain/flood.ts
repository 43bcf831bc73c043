// A flood from one device is limited per device (what may be a press never is), counted, and made a fault.

/** Messages a second that a device may send for long, and how many at once. A busy gateway's batch is below both. */
const RATE = 50
const BURST = 300
/** Senders that are remembered; a broker full of invented names shall not fill memory. */
const SENDERS = 100_000

interface Bucket {
  tokens: number
  atMs: number
  dropped: number
}

/** One bucket a sender. The clock comes in, so that every rule is tested without waiting. */
export class FloodGuard {
  readonly #buckets = new Map<string, Bucket>()

  /** Whether this message is one too many. */
  exceeds(sender: string, nowMs: number): boolean {
    const bucket = this.#buckets.get(sender) ?? { tokens: BURST, atMs: nowMs, dropped: 0 }
    const tokens = Math.min(BURST, bucket.tokens + (Math.max(0, nowMs - bucket.atMs) / 1000) * RATE)
    const exceeded = tokens < 1
    if (this.#buckets.size >= SENDERS && !this.#buckets.has(sender)) this.#buckets.clear()
    this.#buckets.set(sender, { tokens: exceeded ? tokens : tokens - 1, atMs: nowMs, dropped: bucket.dropped + (exceeded ? 1 : 0) })
    return exceeded
  }

  /** Who exceeded since the last call, and by how many messages. Forgets whoever has a full bucket. */
  report(nowMs: number): { sender: string; dropped: number }[] {
    const found: { sender: string; dropped: number }[] = []
    for (const [sender, bucket] of this.#buckets) {
      if (bucket.dropped > 0) found.push({ sender, dropped: bucket.dropped })
      bucket.dropped = 0
      if (nowMs - bucket.atMs > (BURST / RATE) * 1000) this.#buckets.delete(sender)
    }
    return found
  }
}
