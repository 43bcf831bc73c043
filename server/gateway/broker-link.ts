import type { RefusedPublish } from '#contracts/mqtt.ts'
import type { SourceRow } from '#contracts/source.ts'
import type { Incoming } from './decode-message.ts'

/** How the gateway hears and answers: a broker elsewhere, or the embedded one. Each message is acknowledged by calling its `done`, after the commit. */
export interface BrokerLink {
  start(): Promise<void>
  stop(): Promise<void>
  readonly connected: boolean
  /** Whether beats are heard too: they come over a connection of their own. */
  readonly hearsHealth: boolean
  /** Downlink, QoS 1; a command lost is asked for again by the device that waits for it. */
  publish(topic: string, payload: string): void
  /** Hears what is configured now, and no more what is not. */
  setSources(rows: readonly SourceRow[]): void
  /** Gives back to the broker what is not yet acknowledged. */
  drop(): void
  /** Messages the broker says it dropped; null when it does not say. */
  readonly drops: number | null
}

export interface BrokerListener {
  /** A press, a vendor's message, a probe: acknowledged by `done`, in order, after the commit. */
  readonly onCareful: (incoming: Incoming, done: () => void) => void
  /** A beat of a native device. */
  readonly onHealth: (incoming: Incoming) => void
  readonly onGone: () => void
  /** The broker says that it dropped messages: how many since it last said so. */
  readonly onDrops: (dropped: number) => void
  /** The broker refused a publish; `done` after the commit. */
  readonly onRefused: (refused: RefusedPublish, done: () => void) => void
  readonly onError: (error: Error, context: string) => void
}
