import type { Clock } from '../../devices/clock.ts'
import type { HeardCommand, Link } from '../../devices/link.ts'

/** A connection that keeps what was sent, and brings the commands that a test speaks. */
export class FakeLink implements Link {
  connected = true
  readonly sent: { topic: string; payload: Buffer; qos: number; retain: boolean }[] = []
  readonly #hearers = new Map<string, ((command: HeardCommand) => void)[]>()
  readonly #connected = new Set<() => void>()

  send(topic: string, payload: Buffer | string, { qos = 1, retain = false }: { qos?: 0 | 1; retain?: boolean } = {}): void {
    if (this.connected) this.sent.push({ topic, payload: Buffer.from(payload), qos, retain })
  }

  async publish(topic: string, payload: Buffer | string, options: { qos?: 0 | 1; retain?: boolean } = {}): Promise<void> {
    this.send(topic, payload, options)
  }

  listen(topic: string, hear: (command: HeardCommand) => void): void {
    this.#hearers.set(topic, [...(this.#hearers.get(topic) ?? []), hear])
  }

  onConnect(run: () => void): () => void {
    this.#connected.add(run)
    return () => this.#connected.delete(run)
  }

  async close(): Promise<void> {}

  command(topic: string, command: HeardCommand): void {
    for (const hear of this.#hearers.get(topic) ?? []) hear(command)
  }

  reconnect(): void {
    this.connected = true
    for (const run of [...this.#connected]) run()
  }
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  ms = Date.parse('2026-03-02T00:00:00Z')
  #timers: { atMs: number; run: () => void }[] = []

  now(): Date {
    return new Date(this.ms)
  }

  after(ms: number, run: () => void): () => void {
    const timer = { atMs: this.ms + ms, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  advance(ms: number): void {
    const untilMs = this.ms + ms
    for (;;) {
      const next = this.#timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (!next) break
      this.#timers = this.#timers.filter((other) => other !== next)
      this.ms = next.atMs
      next.run()
    }
    this.ms = untilMs
  }
}
