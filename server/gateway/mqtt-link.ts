import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { REFUSED_TOPIC } from '#contracts/mqtt.ts'
import type { SourceRow } from '#contracts/source.ts'
import { carefulFilters, HEALTH_FILTERS } from '../dialects/sources.ts'
import type { BrokerLink, BrokerListener } from './broker-link.ts'
import type { Incoming } from './decode-message.ts'
import { readRefusedPublish } from './refused-publish.ts'

export interface MqttLinkOptions {
  readonly url: string
  readonly username?: string
  readonly password?: string
  /** Names the careful client's persistent session: one an instance. */
  readonly instance: string
}

const carefulId = (instance: string): string => `xiaowei-careful-${instance}`

const SESSION_EXPIRY_S = 2 * 86_400
const IN_FLIGHT = 5_000

/**
 * Two clients (norms E4): the careful one has a persistent session and acknowledges a message only when `done` is called; the health one
 * has a clean session and may lose beats. MQTT 5 is spoken where the broker does, for the session's expiry; nothing needs it.
 */
export class MqttLink implements BrokerLink {
  readonly #options: MqttLinkOptions
  readonly #listener: BrokerListener
  #careful: MqttClient | null = null
  #health: MqttClient | null = null
  #downlink: MqttClient | null = null
  #drops: number | null = null
  #filters: readonly string[] = carefulFilters()

  constructor(options: MqttLinkOptions, listener: BrokerListener) {
    this.#options = options
    this.#listener = listener
  }

  get connected(): boolean {
    return this.#careful?.connected === true
  }

  get hearsHealth(): boolean {
    return this.#health?.connected === true
  }

  get drops(): number | null {
    return this.#drops
  }

  /** Begins to connect and goes on trying; it does not wait for the broker. */
  async start(): Promise<void> {
    const { instance } = this.#options
    this.#careful = this.#connect(carefulId(instance), false, () => [...this.#filters, REFUSED_TOPIC])
    this.#health = this.#connect(`xiaowei-health-${instance}-${process.pid}`, true, () => [
      ...HEALTH_FILTERS,
      '$SYS/broker/publish/messages/dropped',
    ])
    // A connection of its own: the broker's PUBACK to a command, not yet acknowledged by TCP, would hold up the next press for 40 ms (Nagle).
    this.#downlink = this.#connect(`xiaowei-downlink-${instance}-${process.pid}`, true, () => [])
    this.#acknowledgeAfterCommit(this.#careful)
    this.#health.on('message', (topic, payload, packet) => {
      if (topic.startsWith('$SYS/')) this.#countDrops(Number(payload.toString()) || 0)
      else this.#listener.onHealth({ topic, payload, retain: packet.retain, dup: packet.dup, receivedAt: new Date() })
    })
  }

  #hearRefused({ payload }: Incoming, done: () => void): void {
    const refused = readRefusedPublish(payload)
    if (refused) {
      this.#listener.onRefused(refused, done)
      return
    }
    this.#listener.onError(
      new Error(`${REFUSED_TOPIC}: expected { username, topic } or a line of Mosquitto's log`),
      'broker: refused publish',
    )
    done()
  }

  #countDrops(total: number): void {
    const before = this.#drops
    this.#drops = total
    // The first figure is what it dropped before we came, and a smaller one is of a broker that was restarted.
    if (before !== null && total > before) this.#listener.onDrops(total - before)
  }

  async stop(): Promise<void> {
    await Promise.all([this.#careful, this.#health, this.#downlink].map((client) => client?.endAsync(true)))
  }

  setSources(rows: readonly SourceRow[]): void {
    const before = this.#filters
    this.#filters = carefulFilters(rows)
    const client = this.#careful
    if (!client?.connected) return // subscribed as soon as it is
    this.#subscribe(
      client,
      this.#filters.filter((filter) => !before.includes(filter)),
    )
    const gone = before.filter((filter) => !this.#filters.includes(filter))
    if (gone.length > 0) client.unsubscribe(gone, (error) => error && this.#listener.onError(error, 'broker: cannot unsubscribe'))
  }

  #subscribe(client: MqttClient, filters: readonly string[]): void {
    if (filters.length === 0) return
    const context = `broker: ${client.options.clientId} cannot subscribe`
    client.subscribe([...filters], { qos: 1 }, (error, granted) => {
      const refused = granted?.find(({ qos }) => qos > 2)
      if (error) this.#listener.onError(error, context)
      else if (refused) this.#listener.onError(new Error(`the broker's ACL refuses ${refused.topic}`), context)
    })
  }

  publish(topic: string, payload: string): void {
    this.#downlink?.publish(topic, payload, { qos: 1 })
  }

  drop(): void {
    this.#careful?.stream.destroy()
  }

  #connect(clientId: string, clean: boolean, filters: () => readonly string[]): MqttClient {
    const { url, username, password } = this.#options
    const options: IClientOptions = {
      clientId,
      clean,
      ...(username === undefined ? {} : { username, password }),
      protocolVersion: 5,
      properties: { receiveMaximum: IN_FLIGHT, ...(clean ? {} : { sessionExpiryInterval: SESSION_EXPIRY_S }) },
      reconnectPeriod: 500,
      connectTimeout: 5_000,
      keepalive: 15,
      resubscribe: false,
      queueQoSZero: false,
      // Its debug log costs an object for each line that nobody reads, several a message.
      log: () => {},
    }
    const client = mqtt.connect(url, options)
    client.on('connect', () => {
      if ('setNoDelay' in client.stream && typeof client.stream.setNoDelay === 'function') client.stream.setNoDelay(true)
      this.#subscribe(client, filters())
    })
    client.on('error', (error) => {
      // A broker that speaks only 3.1.1 says so; then a session that is not clean lasts as long as its configuration says.
      if ('code' in error && (error.code === 1 || error.code === 132)) client.options.protocolVersion = 4
      this.#listener.onError(error, `broker: ${clientId}`)
    })
    return client
  }

  // MQTT.js sends the PUBACK when handleMessage calls back, one message at a time: with a commit each that is 465/s. Called back with an
  // error it stays silent and goes on, and we send the PUBACK ourselves after the group commit: 48,700/s. The version is pinned, and
  // test/gateway/mqtt-link.test.ts holds it.
  #acknowledgeAfterCommit(client: MqttClient): void {
    let session = 0
    let waiting = 0
    let resume = () => {}
    const acknowledgements = new Acknowledgements(client)
    client.on('close', () => {
      session++
      waiting = 0
      resume = () => {}
      acknowledgements.clear()
      this.#listener.onGone()
    })
    client.handleMessage = (packet, callback) => {
      const mine = session
      const { topic, qos, messageId, retain, dup } = packet
      const incoming: Incoming = { topic, payload: Buffer.from(packet.payload), retain, dup, receivedAt: new Date() }
      const done = () => {
        // A packet number means nothing on the next connection, where the broker sends again what was not acknowledged.
        if (mine !== session) return
        if (qos === 1 && messageId !== undefined) acknowledgements.add(messageId)
        if (--waiting < IN_FLIGHT) resume()
      }
      if (topic === REFUSED_TOPIC) this.#hearRefused(incoming, done)
      else this.#listener.onCareful(incoming, done)
      const next = () => callback(qos === 1 ? DEFERRED : undefined)
      // Mosquitto 2.0 sends more than it was asked for once acknowledgements come in bursts (200,000 were held at once, in 1.1 GB), and what
      // is published at QoS 0 knows no window: beyond so many the socket is read no further.
      if (++waiting < IN_FLIGHT) next()
      else
        resume = () => {
          resume = () => {}
          // The broker's answer to a ping stands behind what is not yet read: a reading that goes on is a sign of life as good.
          client.reschedulePing(true)
          next()
        }
    }
  }
}

const DEFERRED = new Error('acknowledged after the commit')

const PUBACK = 0x40

/** The acknowledgements of a batch leave in one write: packet by packet they cost 14 µs each, a tenth of all that a message costs. */
class Acknowledgements {
  readonly #client: MqttClient
  #waiting: number[] = []

  constructor(client: MqttClient) {
    this.#client = client
  }

  add(messageId: number): void {
    if (this.#waiting.push(messageId) === 1) process.nextTick(() => this.#send())
  }

  /** For a connection that is gone. */
  clear(): void {
    this.#waiting = []
  }

  #send(): void {
    const { stream } = this.#client
    const waiting = this.#waiting
    this.#waiting = []
    if (waiting.length === 0 || !stream.writable) return
    // Four bytes in 3.1.1 and in 5 alike: there a reason left out is success.
    const packets = Buffer.allocUnsafe(waiting.length * 4)
    let end = 0
    for (const messageId of waiting) end = packets.writeUInt32BE(((PUBACK << 24) | (2 << 16) | messageId) >>> 0, end)
    stream.write(packets)
  }
}

/** Ends the careful session of a gateway that will not come back, with everything that waits in it. @throws when the broker cannot be reached */
export async function endCarefulSession({ url, instance, username, password }: MqttLinkOptions): Promise<void> {
  const account = username === undefined ? {} : { username, password }
  const client = await mqtt.connectAsync(url, {
    ...account,
    clientId: carefulId(instance),
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: 5_000,
  })
  await client.endAsync()
}
