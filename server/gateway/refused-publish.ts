import { RefusedPublish } from '#contracts/mqtt.ts'

// Mosquitto 2.0 and 2.1, src/handle_publish.c: "Denied PUBLISH from %s (d%d, q%d, r%d, m%d, '%s', ... (%ld bytes))"
const MOSQUITTO_LINE = /Denied PUBLISH from (.*?) \(d\d, q\d, r\d, m\d+, '(.*)', \.\.\. \(\d+ bytes\)\)/

/** What a broker says of a publish that it refused, as JSON or as the line of Mosquitto's log; null when it is neither. */
export function readRefusedPublish(payload: Uint8Array): RefusedPublish | null {
  const text = Buffer.from(payload).toString('utf8')
  const [, username, topic] = MOSQUITTO_LINE.exec(text) ?? []
  if (username !== undefined && topic !== undefined) return parsed({ username, topic })
  try {
    return parsed(JSON.parse(text))
  } catch {
    return null // said so by the caller
  }
}

const parsed = (said: unknown): RefusedPublish | null => RefusedPublish.safeParse(said).data ?? null

const AT_ONCE = 1_000

/**
 * Notes refused publishes one after the other. Those of one sender on one topic that come while the first waits are one; beyond 1,000 waiting
 * the rest is left out, so that a sender gone mad costs no press its place.
 */
export class RefusedPublishes {
  readonly #note: (refused: RefusedPublish, at: Date) => Promise<void>
  readonly #waiting = new Map<string, Promise<void>>()
  #last: Promise<void> = Promise.resolve()

  constructor(note: (refused: RefusedPublish, at: Date) => Promise<void>) {
    this.#note = note
  }

  /** Resolves when it is committed, or left out; rejects when it could not be written. */
  take(refused: RefusedPublish): Promise<void> {
    const key = JSON.stringify([refused.username, refused.topic])
    const before = this.#waiting.get(key)
    if (before !== undefined) return before
    if (this.#waiting.size >= AT_ONCE) return Promise.resolve()
    const at = new Date()
    const noted = this.#last.then(() => this.#note(refused, at)).finally(() => this.#waiting.delete(key))
    this.#waiting.set(key, noted)
    this.#last = noted.catch(() => {}) // its own caller hears of it
    return noted
  }
}
