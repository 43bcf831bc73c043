import type { ListenAction } from './session-policy.ts'

/** Who listens on which channel. The session listens for all; a LISTEN counts from the commit of its transaction. */
export class Notifications<Connection> {
  #listeners = new Map<string, Set<Connection>>()
  #pending = new Map<Connection, ListenAction[]>()
  #deserted = new Set<string>()

  /** A LISTEN or UNLISTEN was carried out, in a transaction that is still open. */
  note(connection: Connection, action: ListenAction): void {
    const actions = this.#pending.get(connection)
    if (actions) actions.push(action)
    else this.#pending.set(connection, [action])
  }

  commit(connection: Connection): void {
    for (const { listen, channel } of this.#pending.get(connection) ?? []) {
      if (channel === null) for (const name of [...this.#listeners.keys()]) this.#leave(connection, name)
      else if (listen) this.#join(connection, channel)
      else this.#leave(connection, channel)
    }
    this.#pending.delete(connection)
  }

  rollback(connection: Connection): void {
    this.#pending.delete(connection)
  }

  forget(connection: Connection): void {
    this.#pending.delete(connection)
    for (const name of [...this.#listeners.keys()]) this.#leave(connection, name)
  }

  listeners(channel: string): Iterable<Connection> {
    return this.#listeners.get(channel) ?? []
  }

  /** Channels on which the session listens for nobody any more; each is told once. */
  takeDeserted(): string[] {
    const channels = [...this.#deserted]
    this.#deserted.clear()
    return channels
  }

  #join(connection: Connection, channel: string): void {
    this.#deserted.delete(channel)
    const listeners = this.#listeners.get(channel)
    if (listeners) listeners.add(connection)
    else this.#listeners.set(channel, new Set([connection]))
  }

  #leave(connection: Connection, channel: string): void {
    const listeners = this.#listeners.get(channel)
    if (!listeners?.delete(connection) || listeners.size > 0) return
    this.#listeners.delete(channel)
    this.#deserted.add(channel)
  }
}
