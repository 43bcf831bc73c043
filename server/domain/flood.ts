// A flood from one device is limited per device, counted, and made a fault.
import type { DecodedEvent } from '#contracts/event.ts'
import type { Message } from './intake.ts'
import { mayRaise, pointOf } from './kind.ts'

interface Limits {
  /** Messages a second that a device may send for long. */
  readonly rate: number
  /** How many at once. */
  readonly burst: number
}
/** A busy gateway's batch is below both. */
const CHATTER: Limits = { rate: 50, burst: 300 }
/** Of what may alarm: wider than any device's repeats and any panel's queue. */
const PRESSES: Limits = { rate: 200, burst: 1_000 }
/** Senders that are remembered; a broker full of invented names shall not fill memory. */
const SENDERS = 100_000

interface Bucket {
  tokens: number
  atMs: number
  dropped: number
}

/** One bucket a sender. The clock comes in, so that every rule is tested without waiting. */
export class FloodGuard {
  readonly #limits: Limits
  readonly #buckets = new Map<string, Bucket>()

  private constructor(limits: Limits) {
    this.#limits = limits
  }

  static ofChatter(): FloodGuard {
    return new FloodGuard(CHATTER)
  }

  static ofPresses(): FloodGuard {
    return new FloodGuard(PRESSES)
  }

  /** Whether this message is one too many. */
  exceeds(sender: string, nowMs: number): boolean {
    const { rate, burst } = this.#limits
    const bucket = this.#buckets.get(sender) ?? { tokens: burst, atMs: nowMs, dropped: 0 }
    const tokens = Math.min(burst, bucket.tokens + (Math.max(0, nowMs - bucket.atMs) / 1000) * rate)
    const exceeded = tokens < 1
    if (this.#buckets.size >= SENDERS && !this.#buckets.has(sender)) this.#buckets.clear()
    this.#buckets.set(sender, {
      tokens: exceeded ? tokens : tokens - 1,
      atMs: Math.max(bucket.atMs, nowMs),
      dropped: bucket.dropped + (exceeded ? 1 : 0),
    })
    return exceeded
  }

  /** Who exceeded since the last call, and by how many messages. Forgets whoever has a full bucket. */
  report(nowMs: number): { sender: string; dropped: number }[] {
    const found: { sender: string; dropped: number }[] = []
    for (const [sender, bucket] of this.#buckets) {
      if (bucket.dropped > 0) found.push({ sender, dropped: bucket.dropped })
      bucket.dropped = 0
      if (nowMs - bucket.atMs > (this.#limits.burst / this.#limits.rate) * 1000) this.#buckets.delete(sender)
    }
    return found
  }
}

export interface BucketName {
  readonly sender: string
  /** '' for what calls nobody; else what it would alarm as. */
  readonly about: string
}

/**
 * The bucket a message draws from; null = it is never limited. What may alarm has one for each device, point and kind, so that a device's
 * chatter never costs its press: whatever is left out of it follows hundreds of the same, which have opened the alarm already.
 */
export function bucketOf({ decoded, topic, deviceId, bridgeId }: Message): BucketName | null {
  if (decoded.disposition === 'ignore') return null
  if (decoded.disposition === 'dead-letter') {
    const sender = decoded.deviceId ?? deviceId ?? decoded.bridgeId ?? bridgeId ?? topic
    return { sender, about: `unread ${decoded.suspect ?? ''}` }
  }
  const [event, ...others] = decoded.events
  const sender = event?.deviceId ?? event?.bridgeId
  if (event === undefined || sender == null) return null
  if (!mayRaise(decoded)) return { sender, about: '' }
  const about = pressName(event)
  return others.every((other) => pressName(other) === about) ? { sender, about } : null
}

const pressName = ({ deviceId, kind, phase, press, exercise, ...event }: DecodedEvent): string =>
  JSON.stringify([deviceId, kind, phase, press, exercise, pointOf({ deviceId, kind, ...event })])
