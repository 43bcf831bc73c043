import pg from 'pg'
import type { Alarm } from '#contracts/alarm.ts'
import { audienceOf } from '#domain/policy.ts'
import { CHANGE_CHANNEL, readHead } from '../store/alarm.ts'
import { type Change, type Head, readChanges, readHeads } from '../store/outbox.ts'
import type { Pool } from '../store/pool.ts'
import { loop } from '../worker/loop.ts'

export interface RelayOptions {
  readonly pool: Pool
  /** For LISTEN: a client of its own, which reconnects and then reads from its cursor. */
  readonly connectionString: string
  readonly emit: (rooms: string[], alarm: Alarm) => void
  /** Whether a backend serves this process: what it commits is offered, and need not be read again. */
  readonly isOwn: (backend: number) => boolean
  /** Every change once, after it was pushed; for what else must follow a commit. */
  readonly onChange?: (change: Change) => void
  readonly onError: (error: Error, context: string) => void
}

const POLL_MS = 1_000

/**
 * Feeds the rooms with what is committed, in change-log order. A change offered by this very process goes out at once when it is the next
 * number; with a gap, or a notification from another process, the outbox is read from the last number. Nothing depends on a notification
 * being heard: the outbox is also read once a second.
 */
export class Relay {
  readonly #options: RelayOptions
  readonly #heads = new Map<string, number>()
  readonly #reader
  #listener: pg.Client | null = null
  #cursor = 0
  #stopped = false

  constructor(options: RelayOptions) {
    this.#options = options
    this.#reader = loop(
      POLL_MS,
      () => this.#read(),
      (error) => options.onError(error, 'relay: the outbox cannot be read'),
    )
  }

  async start(): Promise<void> {
    // The log's own number, not that of an alarm: retention may have dropped the last one that changed. Read first, so that nothing is left out.
    this.#cursor = await readHead(this.#options.pool)
    for (const head of await readHeads(this.#options.pool)) this.#raise(head)
    this.#reader.start()
    this.#listen()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#reader.stop()
    await this.#listener?.end().catch(() => {}) // it may be down already
  }

  /** The last change that went out. */
  get cursor(): number {
    return this.#cursor
  }

  /** Highest change number that a socket in these rooms should have. */
  headOf(rooms: Iterable<string>): number {
    let head = 0
    for (const room of rooms) head = Math.max(head, this.#heads.get(room) ?? 0)
    return head
  }

  /** What this process has just committed. */
  offer(alarms: readonly Alarm[]): void {
    for (const alarm of alarms) {
      if (alarm.cursor === this.#cursor + 1) this.#push({ cursor: alarm.cursor, alarm })
      else if (alarm.cursor > this.#cursor) this.#reader.wake() // a gap: what is missing is in the outbox
    }
  }

  async #read(): Promise<void> {
    for (;;) {
      const changes = await readChanges(this.#options.pool, this.#cursor)
      for (const change of changes) if (change.cursor > this.#cursor) this.#push(change)
      if (changes.length < 1_000) return
    }
  }

  #push(change: Change): void {
    this.#cursor = change.cursor
    this.#raise(change.alarm)
    this.#options.emit(audienceOf(change.alarm), change.alarm)
    this.#options.onChange?.(change)
  }

  #raise(head: Head): void {
    for (const room of audienceOf(head)) this.#heads.set(room, Math.max(this.#heads.get(room) ?? 0, head.cursor))
  }

  #listen(): void {
    if (this.#stopped) return
    const client = new pg.Client({ connectionString: this.#options.connectionString, application_name: 'xiaowei-listen', keepAlive: true })
    this.#listener = client
    let gone = false
    const again = (error?: Error) => {
      if (gone || this.#stopped) return
      gone = true
      if (error) this.#options.onError(error, 'relay: not listening')
      client.end().catch(() => {}) // it is broken already
      setTimeout(() => this.#listen(), POLL_MS)
    }
    client.on('error', again)
    client.on('end', () => again())
    client.on('notification', ({ payload, processId }) => {
      if (Number(payload) >= this.#cursor && !this.#options.isOwn(processId)) this.#reader.wake()
    })
    client
      .connect()
      .then(() => client.query(`listen ${CHANGE_CHANNEL}`))
      .then(() => this.#reader.wake(), again)
  }
}
