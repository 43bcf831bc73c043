import { timingSafeEqual } from 'node:crypto'
import net from 'node:net'
import tls from 'node:tls'
import { Aedes, type AuthenticateError, type Client } from 'aedes'
import type { SourceRow } from '#contracts/source.ts'
import { carefulFilters, HEALTH_FILTERS } from '../dialects/sources.ts'
import { matchesAny, topicMatcher } from '../dialects/topic-filter.ts'
import { type Loop, loop } from '../worker/loop.ts'
import type { BrokerLink, BrokerListener } from './broker-link.ts'
import type { Incoming } from './decode-message.ts'
import { aclOf, type DeviceAccounts } from './device-accounts.ts'

/** Who may connect and what it may publish and hear: topic filters, `%u` stands for the user name. */
export interface BrokerAccount {
  readonly username: string
  readonly password: string
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
}

export interface EmbeddedBrokerOptions {
  readonly host: string
  readonly port: number
  readonly accounts: readonly BrokerAccount[]
  /** Devices and bridges with a credential of their own. */
  readonly devices?: DeviceAccounts
  /** A second listener, for devices and bridges that show a certificate. */
  readonly tls?: BrokerTls
}

/** PEM texts: the broker's own pair, the authority that signs devices, and its revocations. */
export interface BrokerTls {
  readonly host: string
  readonly port: number
  readonly cert: Buffer
  readonly key: Buffer
  readonly ca: Buffer
  readonly crl?: Buffer
}

/**
 * The demo's broker (MQTT 3.1.1). It holds a device's PUBACK until our hook calls back, so "accepted" means "committed" here; the same
 * intake takes its messages as takes Mosquitto's. Sessions live in memory.
 */
export class EmbeddedBroker implements BrokerLink {
  readonly #options: EmbeddedBrokerOptions
  readonly #listener: BrokerListener
  readonly #users = new WeakMap<Client, Omit<BrokerAccount, 'password'>>()
  /** Connections of devices, with the hash that let them in. */
  readonly #admitted = new Map<Client, { name: string; hash: string }>()
  readonly #watch: Loop
  #isCareful = topicMatcher(carefulFilters())
  #broker: Aedes | null = null
  #server: net.Server | null = null
  #secure: tls.Server | null = null

  constructor(options: EmbeddedBrokerOptions, listener: BrokerListener) {
    this.#options = options
    this.#listener = listener
    this.#watch = loop(
      WATCH_MS,
      () => this.#dropEnded(),
      (error) => listener.onError(error, 'broker: credentials'),
    )
  }

  get connected(): boolean {
    return this.#server?.listening === true
  }

  get hearsHealth(): boolean {
    return this.connected
  }

  get drops(): number {
    return 0
  }

  /** @throws when the port is taken */
  async start(): Promise<void> {
    const broker = await Aedes.createBroker({ concurrency: 10_000, heartbeatInterval: 60_000 })
    this.#broker = broker
    broker.authenticate = (client, username, password, done) => {
      void this.#admit(client, username, password).then(
        (admitted) => done(admitted ? null : NOT_AUTHORISED, admitted),
        (error: Error) => {
          this.#listener.onError(error, 'broker: a credential could not be read')
          done(NOT_AUTHORISED, false)
        },
      )
    }
    broker.on('clientDisconnect', (client) => this.#admitted.delete(client))
    this.#watch.start()
    broker.authorizePublish = (client, packet, callback) => this.#hear(client, packet, callback)
    broker.authorizeSubscribe = (client, subscription, callback) => {
      const account = this.#users.get(client)
      callback(
        null,
        account &&
          matchesAny(
            account.subscribe.map((filter) => filter.replaceAll('%u', account.username)),
            subscription.topic,
          )
          ? subscription
          : null,
      )
    }
    const server = net.createServer((socket) => {
      socket.setNoDelay(true)
      broker.handle(socket)
    })
    this.#server = server
    await listen(server, this.#options)
    if (this.#options.tls) await this.#listenSecurely(broker, this.#options.tls)
  }

  /** Whoever has no certificate of our authority ends at the handshake. */
  async #listenSecurely(broker: Aedes, { host, port, ...pem }: BrokerTls): Promise<void> {
    const server = tls.createServer({ ...pem, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' }, (socket) => {
      socket.setNoDelay(true)
      broker.handle(socket)
    })
    server.on('tlsClientError', (error) => this.#listener.onError(error, 'broker: a certificate was refused'))
    this.#secure = server
    await listen(server, { host, port })
  }

  async stop(): Promise<void> {
    await this.#watch.stop()
    await new Promise<void>((resolve) => (this.#broker ? this.#broker.close(() => resolve()) : resolve()))
    for (const server of [this.#server, this.#secure])
      await new Promise<void>((resolve) => (server?.listening ? server.close(() => resolve()) : resolve()))
  }

  publish(topic: string, payload: string): void {
    const packet = { cmd: 'publish', topic, payload: Buffer.from(payload), qos: 1, retain: false, dup: false } as const
    this.#broker?.publish(packet, (error) => {
      if (error) this.#listener.onError(error, 'broker: a command was not published')
    })
  }

  setSources(rows: readonly SourceRow[]): void {
    this.#isCareful = topicMatcher(carefulFilters(rows))
  }

  /** Nothing to give back: a device that waits for its PUBACK sends again by itself. */
  drop(): void {}

  async #admit(client: Client, username: Readonly<string | undefined>, password: Readonly<Buffer | undefined>): Promise<boolean> {
    const certified = certifiedName(client)
    if (certified !== null) return this.#take(client, certified, await this.#options.devices?.admitCertificate(certified))
    const account = this.#account(username, password)
    if (account) {
      this.#users.set(client, account)
      return true
    }
    // A name of our own accounts is never looked for among the devices.
    if (!username || !password || this.#options.accounts.some((known) => known.username === username)) return false
    return this.#take(client, username, await this.#options.devices?.admit(username, password))
  }

  /** @param hash by what it is known later; without one it stays outside */
  #take(client: Client, username: string, hash: string | null | undefined): boolean {
    if (!hash) return false
    this.#users.set(client, { username, ...aclOf(username) })
    this.#admitted.set(client, { name: username, hash })
    return true
  }

  /** Ends the connections of those whose credential was revoked or made anew. */
  async #dropEnded(): Promise<void> {
    const hashes = new Map([...this.#admitted.values()].map(({ name, hash }) => [name, hash]))
    const ended = new Set(await this.#options.devices?.ended(hashes))
    for (const [client, { name, hash }] of this.#admitted) if (ended.has(name) || hashes.get(name) !== hash) client.close()
  }

  #account(username: Readonly<string | undefined>, password: Readonly<Buffer | undefined>): BrokerAccount | null {
    const account = this.#options.accounts.find((known) => known.username === username)
    if (!account || !password) return null
    const expected = Buffer.from(account.password)
    return password.length === expected.length && timingSafeEqual(password, expected) ? account : null
  }

  #hear(
    client: Client | null,
    packet: { topic: string; payload: Buffer | string; retain: boolean; dup: boolean },
    callback: (error?: Error | null) => void,
  ): void {
    const { topic } = packet
    const account = client && this.#users.get(client)
    if (
      !account ||
      !matchesAny(
        account.publish.map((filter) => filter.replaceAll('%u', account.username)),
        topic,
      )
    ) {
      this.#listener.onRefused({ username: account?.username ?? '', topic }, () => {})
      callback(new Error('not authorised'))
      return
    }
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload)
    // A live publish is not a replay, whatever its retain flag: a subscriber that is already there gets it unmarked too. Nothing at all under
    // that flag says nothing: it takes the retained message away.
    const incoming: Incoming = { topic, payload, retain: packet.retain && payload.length === 0, dup: packet.dup, receivedAt: new Date() }
    if (this.#isCareful(topic)) this.#listener.onCareful(incoming, () => callback(null))
    else {
      if (matchesAny(HEALTH_FILTERS, topic)) this.#listener.onHealth(incoming)
      callback(null)
    }
  }
}

/** The common name of the certificate that a connection showed; null on a listener without. Whatever user name it says is not asked. */
function certifiedName({ conn }: Client): string | null {
  if (!(conn instanceof tls.TLSSocket)) return null
  const name: unknown = conn.getPeerCertificate().subject?.CN
  return typeof name === 'string' ? name : ''
}

const listen = (server: net.Server, { host, port }: { host: string; port: number }): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })

/** A revoked device is out within this time. */
const WATCH_MS = 5_000

const NOT_AUTHORISED: AuthenticateError = Object.assign(new Error('user name or password is wrong'), { returnCode: 5 })
