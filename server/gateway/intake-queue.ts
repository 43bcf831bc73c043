import { setTimeout as delay } from 'node:timers/promises'
import type { Alarm } from '#contracts/alarm.ts'
import type { Decoded, DecodedEvent, Suspect } from '#contracts/event.ts'
import { FLOOD, type Message, type Outcome } from '#domain/intake.ts'
import { mayRaise } from '#domain/kind.ts'
import { type EntryMemory, type Ingested, ingestMessages } from '../commands/ingest-messages.ts'
import { clip } from '../dialects/payload.ts'
import type { RawBytes } from '../store/plan.ts'
import type { Pool } from '../store/pool.ts'
import { isConnectionTrouble } from '../store/trouble.ts'
import { createDecoder, type Heard, type Incoming } from './decode-message.ts'
import type { DecoderMemory } from './decoder-memory.ts'
import type { Sources } from './source-table.ts'

export interface Taken {
  readonly incoming: Incoming
  readonly message: Message | null
  readonly outcome: Outcome | null
}

export interface IntakeOptions {
  readonly pool: Pool
  readonly sources?: Sources
  readonly memory?: DecoderMemory
  readonly buttons?: EntryMemory
  /** Whether a message is one too many of its device: it is acknowledged in its turn, and nothing is made of it. */
  readonly isExcess?: (message: Message) => boolean
  /** After every commit: what changed, in change-log order. */
  readonly onCommitted: (changes: readonly Alarm[]) => void
  /** After every commit: the messages taken, for their receipts. */
  readonly onTaken: (taken: readonly Taken[]) => void
  /** The database has been away for this long; the broker should hold what it has. ms */
  readonly onStalled?: (ms: number) => void
  readonly onError: (error: Error, context: string) => void
}

interface Entry {
  /** Decoded in the order of arrival, at the latest when its batch is taken. */
  heard: Heard | null
  readonly incoming: Incoming
  readonly done: () => void
}

/** Messages of one transaction: more while it is quick, so that the embedded database is not held. Below 500 the round trips cost more than the rows. */
const BATCH = { least: 500, most: 2_000, quickMs: 100, slowMs: 150 } as const
/** Messages decoded at a turn of the event loop: some 2 ms. */
const AHEAD = 25
const RETRY_MS = [20, 50, 100, 250, 500, 1000] as const
/** After so long without a database the broker's connection is dropped, so that it keeps the messages. */
const STALLED_MS = 10_000

/**
 * Takes messages in the order given, many in one transaction, and calls `done` of each in that order after the commit: never before. While
 * the database is away it tries again in place; a message that the database refuses for what it says becomes a dead letter of its own.
 */
export class IntakeQueue {
  readonly #options: IntakeOptions
  readonly #decode: (incoming: Incoming) => Heard
  readonly #entries: Entry[] = []
  #decoded = 0
  #isAhead = false
  #running: Promise<void> | null = null
  #most: number = BATCH.least
  #stopped = false

  constructor(options: IntakeOptions) {
    this.#options = options
    this.#decode = createDecoder(options.sources, options.memory, options.onError)
  }

  /** Messages taken from the broker and not yet committed. */
  get backlog(): number {
    return this.#entries.length
  }

  push(incoming: Incoming, done: () => void): void {
    this.#entries.push({ heard: null, incoming, done })
    this.#running ??= this.#run()
    if (this.#isAhead) return
    this.#isAhead = true
    setImmediate(this.#decodeAhead)
  }

  /** Some at a turn of the event loop, while the database is at work on those before them: its answers are not kept waiting. */
  readonly #decodeAhead = (): void => {
    this.#decodeTo(Math.min(this.#decoded + AHEAD, this.#entries.length))
    this.#isAhead = this.#decoded < this.#entries.length
    if (this.#isAhead) setImmediate(this.#decodeAhead)
  }

  #decodeTo(end: number): void {
    for (; this.#decoded < end; this.#decoded++) {
      const entry = this.#entries[this.#decoded] as Entry
      entry.heard = this.#limit(this.#decode(entry.incoming))
    }
  }

  #limit(heard: Heard): Heard {
    if (!('message' in heard) || this.#options.isExcess?.(heard.message) !== true) return heard
    return { ...heard, message: { ...heard.message, decoded: { disposition: 'ignore', reason: FLOOD } } }
  }

  /** Forgets what is not yet committed: the broker will bring it again. For a connection that is gone. */
  clear(): void {
    this.#entries.length = 0
    this.#decoded = 0
  }

  /** Commits what it is at, takes no more. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  async #run(): Promise<void> {
    try {
      while (this.#entries.length > 0 && !this.#stopped) {
        // One turn of the event loop, so that what the same read of the socket brought goes into the same transaction.
        await new Promise(setImmediate)
        const batch = this.#nextBatch()
        const started = performance.now()
        await this.#take(batch)
        if (batch.length === this.#most) this.#adapt(performance.now() - started)
      }
    } finally {
      this.#running = null
    }
  }

  /** All that is decoded already, and of the rest no more than a small batch: the screens wait for no more. */
  #nextBatch(): Entry[] {
    const end = Math.min(this.#most, this.#entries.length, Math.max(this.#decoded, BATCH.least))
    this.#decodeTo(end)
    return this.#entries.slice(0, end)
  }

  /** @param tookMs of a full batch */
  #adapt(tookMs: number): void {
    const wanted = tookMs > BATCH.slowMs ? this.#most / 2 : tookMs < BATCH.quickMs ? this.#most * 1.5 : this.#most
    this.#most = Math.min(BATCH.most, Math.max(BATCH.least, Math.round(wanted)))
  }

  async #take(batch: Entry[]): Promise<void> {
    const heard = batch.map((entry) => entry.heard as Heard)
    const { outcomes, changes } = await this.#ingest(heard)
    // What was cleared meanwhile (its connection is gone) is committed all the same, and acknowledged to nobody.
    const current = batch.filter((entry, index) => this.#entries[index] === entry)
    this.#entries.splice(0, current.length)
    this.#decoded -= current.length
    this.#options.onCommitted(changes)
    for (const entry of current) entry.done()
    this.#options.onTaken(
      heard.map((one, index) => {
        const { incoming } = batch[index] as Entry
        return 'message' in one
          ? { incoming, message: one.message, outcome: outcomes.get(one.message.id) ?? null }
          : { incoming, message: null, outcome: null }
      }),
    )
  }

  async #ingest(heard: readonly Heard[]): Promise<Ingested> {
    const since = performance.now()
    for (let attempt = 0; ; attempt++) {
      try {
        return await ingestMessages(this.#options.pool, { ...request(heard), memory: this.#options.buttons })
      } catch (error) {
        const cause = error instanceof Error ? error : new Error(String(error))
        if (!isConnectionTrouble(cause)) return this.#oneByOne(heard, cause)
        if (attempt === 0) this.#options.onError(cause, 'intake: the database is away, trying again')
        if (this.#stopped) throw cause
        const stalledMs = performance.now() - since
        if (stalledMs > STALLED_MS) this.#options.onStalled?.(stalledMs)
        await delay(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)])
      }
    }
  }

  /** One of them the database refuses for what it says: it becomes a dead letter, and the others go their way. */
  async #oneByOne(heard: readonly Heard[], cause: Error): Promise<Ingested> {
    const only = heard[0]
    if (heard.length === 1 && only && 'message' in only) {
      this.#options.onError(cause, `intake: refused by the database: ${only.message.topic.slice(0, 200)}`)
      const letter = refused(only.message, cause)
      return letter ? this.#ingest([{ ...only, message: letter }]) : { outcomes: new Map(), changes: [] }
    }
    const outcomes = new Map<string, Outcome>()
    const changes: Alarm[] = []
    for (const one of heard) {
      const taken = await this.#ingest([one])
      for (const [id, outcome] of taken.outcomes) outcomes.set(id, outcome)
      changes.push(...taken.changes)
    }
    return { outcomes, changes }
  }
}

/**
 * The message as a dead letter that holds nothing of it but who spoke; what may have been a press still calls people. Null when it was one
 * already: then it cannot be stored at all, and must not stop the rest.
 */
function refused(message: Message, cause: Error): Message | null {
  const { decoded } = message
  if (decoded.disposition === 'dead-letter' && decoded.reason.startsWith('refused-by-database')) return null
  const { suspect, deviceId, bridgeId } = spokenOf(decoded)
  return {
    ...message,
    deviceId: message.deviceId ?? deviceId ?? null,
    bridgeId: message.bridgeId ?? bridgeId ?? null,
    decoded: {
      disposition: 'dead-letter',
      reason: `refused-by-database: ${clip(cause.message, 200)}`,
      ...(suspect === undefined ? {} : { suspect }),
    },
  }
}

/** Who spoke and what it may have been: of several events that of the first which may alarm. */
function spokenOf(decoded: Decoded): {
  suspect?: Suspect | undefined
  deviceId?: string | null | undefined
  bridgeId?: string | undefined
} {
  if (decoded.disposition === 'dead-letter') return decoded
  if (decoded.disposition === 'ignore') return {}
  const press = decoded.events.find((event) => mayRaise({ ...decoded, events: [event] }))
  return press ? { ...namesOf(press), suspect: 'unknown' } : namesOf(decoded.events[0])
}

const namesOf = (event: DecodedEvent | undefined) => ({ deviceId: event?.deviceId, bridgeId: event?.bridgeId })

function request(heard: readonly Heard[]): Parameters<typeof ingestMessages>[1] {
  const raws = new Map<string, RawBytes>()
  const messages: Message[] = []
  const probes = []
  for (const one of heard) {
    if ('probe' in one) {
      probes.push(one.probe)
      continue
    }
    const { message, incoming } = one
    messages.push(message)
    raws.set(message.id, {
      topic: message.topic,
      payload: incoming.payload,
      retained: message.retained,
      dialect: message.dialect,
      source: message.source,
      receivedAt: message.receivedAt,
    })
  }
  return { messages, probes, raw: (id) => raws.get(id) as RawBytes }
}
