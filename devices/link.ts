import mqtt, { type MqttClient } from 'mqtt'

export interface SendOptions {
  qos?: 0 | 1
  retain?: boolean
}

/** A downlink command as a device takes it: nothing in it is certain before it was looked at. */
export interface HeardCommand {
  type?: unknown
  id?: unknown
  messageId?: unknown
  payloadSha256?: unknown
  alarmId?: unknown
  reason?: unknown
  expiresAt?: unknown
}

/** One MQTT connection as the models use it. */
export interface Link {
  readonly connected: boolean
  /** Dropped while there is no connection: whoever needs it sent says so again. */
  send(topic: string, payload: Buffer | string, options?: SendOptions): void
  /** Resolves when the broker has acknowledged it. */
  publish(topic: string, payload: Buffer | string, options?: SendOptions): Promise<void>
  /** Commands on exactly this topic, which one of the connection's filters must cover. */
  listen(topic: string, hear: (command: HeardCommand) => void): void
  /** Runs at each later connection; returns how to stop that. */
  onConnect(run: () => void): () => void
  close(): Promise<void>
}

export interface Broker {
  url: string
  username?: string
  password?: string
}

export interface LinkOptions extends Broker {
  clientId: string
  /** Where commands come in. */
  filters: readonly string[]
  will?: { topic: string; payload: string }
  /** What went wrong, in words for whoever started the simulator. */
  onTrouble?: (error: Error) => void
  /** Rejects when there is no connection by then, ms; 0 = never. */
  patienceMs?: number
}

/** A wrong name or password does not become right by trying again. */
export class RefusedByBroker extends Error {
  override readonly name = 'RefusedByBroker'
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000
/** MQTT 3.1.1 §3.2.2.3: 2 identifier rejected, 4 bad user name or password, 5 not authorized. */
const FINAL_CODES: ReadonlySet<unknown> = new Set([2, 4, 5])

/**
 * Connects with MQTT 3.1.1, subscribes, and goes on reconnecting with a growing pause.
 * @throws RefusedByBroker for a wrong account; after `patienceMs` the last error
 */
export async function connectLink(options: LinkOptions): Promise<Link> {
  const { url, username, password, clientId, filters, will, onTrouble = () => {}, patienceMs = 15_000 } = options
  const client = mqtt.connect(url, {
    clientId,
    clean: true,
    protocolVersion: 4,
    keepalive: 30,
    connectTimeout: 10_000,
    reconnectPeriod: FIRST_PAUSE_MS,
    resubscribe: false,
    queueQoSZero: false,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(will ? { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1 as const, retain: true } } : {}),
  })
  const link = new MqttJsLink(client, filters, onTrouble)
  try {
    await link.ready(patienceMs)
  } catch (error) {
    await client.endAsync(true)
    throw error
  }
  return link
}

class MqttJsLink implements Link {
  readonly #client: MqttClient
  readonly #hearers = new Map<string, ((command: HeardCommand) => void)[]>()
  readonly #connected = new Set<() => void>()
  #subscribed = false
  #pauseMs = FIRST_PAUSE_MS
  #lastError: Error = new Error('no answer from the broker')
  #fail: (error: Error) => void = () => {}

  constructor(client: MqttClient, filters: readonly string[], onTrouble: (error: Error) => void) {
    this.#client = client
    client.on('connect', () => {
      this.#pauseMs = FIRST_PAUSE_MS
      if (filters.length === 0) this.#open()
      else
        client.subscribe([...filters], { qos: 1 }, (error) => {
          if (error) onTrouble(error)
          else this.#open()
        })
    })
    client.on('close', () => {
      this.#subscribed = false
      this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2)
      // Many devices lose one broker at the same moment: none may come back at the same moment.
      client.options.reconnectPeriod = this.#pauseMs * (0.5 + Math.random())
    })
    client.on('error', (error) => {
      this.#lastError = inWords(error)
      onTrouble(this.#lastError)
      if (this.#lastError instanceof RefusedByBroker) this.#fail(this.#lastError)
    })
    client.on('message', (topic, payload) => this.#hear(topic, payload))
  }

  get connected(): boolean {
    return this.#client.connected && this.#subscribed
  }

  ready(patienceMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = patienceMs > 0 ? setTimeout(() => reject(this.#lastError), patienceMs) : undefined
      const end = (settle: () => void) => {
        clearTimeout(timer)
        this.#fail = () => {}
        stop()
        settle()
      }
      const stop = this.onConnect(() => end(resolve))
      this.#fail = (error) => end(() => reject(error))
    })
  }

  send(topic: string, payload: Buffer | string, { qos = 1, retain = false }: SendOptions = {}): void {
    if (this.connected) this.#client.publish(topic, payload, { qos, retain })
  }

  publish(topic: string, payload: Buffer | string, { qos = 1, retain = false }: SendOptions = {}): Promise<void> {
    return this.#client.publishAsync(topic, payload, { qos, retain }).then(() => undefined)
  }

  listen(topic: string, hear: (command: HeardCommand) => void): void {
    this.#hearers.set(topic, [...(this.#hearers.get(topic) ?? []), hear])
  }

  onConnect(run: () => void): () => void {
    this.#connected.add(run)
    return () => this.#connected.delete(run)
  }

  async close(): Promise<void> {
    this.#subscribed = false
    await this.#client.endAsync(!this.#client.connected)
  }

  #open(): void {
    this.#subscribed = true
    for (const run of [...this.#connected]) run()
  }

  #hear(topic: string, payload: Buffer): void {
    const hearers = this.#hearers.get(topic)
    const command = hearers && readCommand(payload)
    if (command) for (const hear of hearers) hear(command)
  }
}

/** A command that is no JSON object is nobody's command. */
function readCommand(payload: Buffer): HeardCommand | null {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

function inWords(error: Error & { code?: unknown }): Error {
  if (FINAL_CODES.has(error.code)) return new RefusedByBroker(`the broker refuses this user name or password (${error.message})`)
  return error.message === '' && error.code !== undefined ? new Error(String(error.code), { cause: error }) : error
}
