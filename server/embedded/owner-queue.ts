/** Status of a session after a batch: ReadyForQuery's letter, or null when the batch ended in a Flush and the session waits for more. */
export type SessionStatus = 'I' | 'T' | 'E' | null

/**
 * Who may use the single session next. In order of arrival; but who is inside a transaction (or between Flush and Sync)
 * owns the session until ReadyForQuery 'I', and everybody else waits.
 */
export class OwnerQueue<Connection, Job> {
  #waiting: { connection: Connection; job: Job }[] = []
  #owner: Connection | null = null

  get owner(): Connection | null {
    return this.#owner
  }

  get length(): number {
    return this.#waiting.length
  }

  add(connection: Connection, job: Job): void {
    this.#waiting.push({ connection, job })
  }

  /** The next job that may run, or undefined when there is none or the owner has not sent its next. */
  take(): { connection: Connection; job: Job } | undefined {
    if (this.#owner === null) return this.#waiting.shift()
    const at = this.#waiting.findIndex(({ connection }) => connection === this.#owner)
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0]
  }

  /** Says how the connection's batch left the session. */
  settle(connection: Connection, status: SessionStatus): void {
    this.#owner = status === 'I' ? null : connection
  }

  /** Takes the session from its owner, whose transaction the caller has rolled back. */
  release(): void {
    this.#owner = null
  }

  /** Forgets what a connection that is gone still had waiting. */
  drop(connection: Connection): void {
    this.#waiting = this.#waiting.filter((entry) => entry.connection !== connection)
  }
}
