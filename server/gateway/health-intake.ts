import { setTimeout as delay } from 'node:timers/promises'
import { NATIVE_ROOT } from '#contracts/mqtt.ts'
import { native, parseNativeTopic } from '../dialects/native.ts'
import { type Beat, saveBeats } from '../store/beat.ts'
import type { Pool } from '../store/pool.ts'
import { isConnectionTrouble } from '../store/trouble.ts'
import type { Incoming } from './decode-message.ts'

export interface HealthOptions {
  readonly pool: Pool
  /** Whether a beat is one too many of its device. */
  readonly isExcess?: (deviceId: string, at: Date) => boolean
  /** A message of the health topics that cannot be read, or of a device nobody knows: for the dead letters. */
  readonly onUnknown: (incoming: Incoming) => void
  /** The clocks of these devices were learned anew. */
  readonly onLearned?: (deviceIds: string[]) => void
  readonly onError: (error: Error, context: string) => void
}

const FLUSH_MS = 250
// Short transactions: a press that waits for the row of its own device waits for one of them at most.
const CHUNK = 250
const REST_MS = 10
/** A stranger's beats are one dead letter an hour, not one a minute. */
const STRANGER_MS = 3_600_000
const STRANGERS = 20_000

type Heard = Beat & { readonly incoming: Incoming }

/**
 * Beats of native devices, coalesced: many beats of a device between two writes are one row. They are not acknowledged after the commit
 * and may be lost with the process; the next one comes within a minute.
 */
export class HealthIntake {
  readonly #options: HealthOptions
  readonly #beats = new Map<string, Heard>()
  readonly #strangers = new Map<string, number>()
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> | null = null
  #stopping = false

  constructor(options: HealthOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#writing ??= this.#flush().finally(() => {
        this.#writing = null
      })
    }, FLUSH_MS)
  }

  async stop(): Promise<void> {
    this.#stopping = true
    if (this.#timer) clearInterval(this.#timer)
    await this.#writing
    await this.#flush()
  }

  take(incoming: Incoming): void {
    const { topic, payload, retain, receivedAt } = incoming
    const sender = parseNativeTopic(topic)?.deviceId
    if (sender !== undefined && this.#options.isExcess?.(sender, receivedAt)) return
    const { decoded } = native.decode({ topic, payload, retain, receivedAt, base: NATIVE_ROOT }, undefined)
    if (decoded.disposition === 'ignore') return
    const event = decoded.disposition === 'events' ? decoded.events[0] : undefined
    const deviceId = sender
    if (!event || deviceId === undefined) {
      this.#stranger(deviceId ?? topic, incoming)
      return
    }
    const offline = event.kind === 'offline'
    const offset =
      event.deviceTime !== null && event.timeTrusted !== false && !retain
        ? (receivedAt.getTime() - Date.parse(event.deviceTime)) / 1000
        : null
    const { battery = null } = event
    const retentionDays = readDays(event.values?.retentionDays)
    const known = this.#beats.get(deviceId)
    if (!known) {
      this.#beats.set(deviceId, {
        deviceId,
        heardAt: offline ? null : receivedAt,
        beats: offline ? 0 : 1,
        saidOffline: offline,
        offsets: offset === null ? [] : [offset],
        battery,
        retentionDays,
        incoming,
      })
      return
    }
    known.saidOffline = offline
    known.battery = battery ?? known.battery
    known.retentionDays = retentionDays ?? known.retentionDays
    if (!offline) {
      known.heardAt = receivedAt
      known.beats += 1
    }
    if (offset !== null) known.offsets = [...known.offsets, offset].slice(-20)
  }

  async #flush(): Promise<void> {
    if (this.#beats.size === 0) return
    const beats = [...this.#beats.values()]
    this.#beats.clear()
    for (let i = 0; i < beats.length; i += CHUNK) {
      const chunk = beats.slice(i, i + CHUNK)
      const started = performance.now()
      await this.#write(chunk)
      // It rests after its work: when 17,000 cameras come back at once, the database has time of its own for presses.
      if (!this.#stopping) await delay(Math.min(REST_MS, performance.now() - started))
    }
  }

  /** Of a chunk that the database refuses for what one of them says, all the others are written: it is halved down to the one, which becomes a dead letter. */
  async #write(chunk: readonly Heard[]): Promise<void> {
    try {
      const beats = chunk.map(({ incoming, ...beat }) => beat)
      const unknown = new Set(await saveBeats(this.#options.pool, beats))
      for (const { deviceId, incoming } of chunk) if (unknown.has(deviceId)) this.#stranger(deviceId, incoming)
      this.#options.onLearned?.(beats.filter(({ offsets }) => offsets.length > 0).map(({ deviceId }) => deviceId))
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error))
      if (isConnectionTrouble(cause)) {
        this.#options.onError(cause, `health: ${chunk.length} beats were not written`)
        return
      }
      const [one] = chunk
      if (chunk.length === 1 && one) {
        this.#options.onError(cause, `health: refused by the database: the beat of ${one.deviceId.slice(0, 100)}`)
        this.#stranger(one.deviceId, one.incoming)
        return
      }
      const half = Math.ceil(chunk.length / 2)
      await this.#write(chunk.slice(0, half))
      await this.#write(chunk.slice(half))
    }
  }

  #stranger(name: string, incoming: Incoming): void {
    const now = incoming.receivedAt.getTime()
    const last = this.#strangers.get(name)
    if (last !== undefined && now - last < STRANGER_MS) return
    if (this.#strangers.size >= STRANGERS) this.#strangers.clear()
    this.#strangers.set(name, now)
    this.#options.onUnknown(incoming)
  }
}

/** Days of pictures: a number from 0 to ten years; anything else was not said. */
const readDays = (value: unknown): number | null =>
  typeof value === 'number' && value >= 0 && value <= 3_660 ? Math.round(value * 100) / 100 : null
