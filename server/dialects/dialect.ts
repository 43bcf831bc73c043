import type { DialectName } from '#contracts/device.ts'
import type { Decoded } from '#contracts/event.ts'

/** One message as the gateway heard it; `base` is the configured prefix where the dialect's own tree begins ('' = the root). */
export interface RawMessage {
  readonly topic: string
  readonly payload: Uint8Array
  readonly retain: boolean
  readonly receivedAt: Date
  readonly base: string
}

/** Who speaks, as far as the topic alone tells; for messages that cannot be read. */
export interface TopicIdentity {
  readonly deviceId: string | null
  readonly bridgeId?: string
}

/** What a message says, and what the next one of its key must know of it. */
interface Decoding {
  readonly decoded: Decoded
  readonly memory?: unknown
  /** Of a decoder that threw; its message is a dead letter. */
  readonly bug?: Error
}

/**
 * One vendor family: bytes → events, or the reason for the dead-letter table. Pure: what it must remember between messages (births,
 * aliases, the last state of a contact) comes in and goes out; the gateway keeps it by `memoryKey`. Never throws.
 */
export interface Dialect {
  readonly name: DialectName
  /** MQTT topic filters of this dialect's tree below `base`. */
  filters(base: string): string[]
  topicIdentity(topic: string, base: string): TopicIdentity
  /** Which messages share a memory; null when the dialect needs none for this message. */
  memoryKey(message: RawMessage): string | null
  /** How many memories are kept at most, where one may be large. */
  readonly memories?: number
  /** Fields of a memory that change from message to message and mean nothing after a restart; the rest is kept over it. */
  readonly passing?: readonly string[]
  /** `memory` is what the last message with the same key returned; undefined at first. */
  decode(message: RawMessage, memory: unknown): Decoding
}
