// What hears devices, from the broker to the commit and back to the button.
import type { Alarm } from '#contracts/alarm.ts'
import type { RefusedPublish } from '#contracts/mqtt.ts'
import { noteRefusedPublish } from '../commands/note-refused-publish.ts'
import type { Config } from '../config.ts'
import type { BrokerLink, BrokerListener } from '../gateway/broker-link.ts'
import { ButtonMemory } from '../gateway/button-memory.ts'
import { DecoderMemory } from '../gateway/decoder-memory.ts'
import { DeviceAccounts } from '../gateway/device-accounts.ts'
import { DynamicSecurity } from '../gateway/dynamic-security.ts'
import type { BrokerAccount } from '../gateway/embedded-broker.ts'
import { FloodWatch } from '../gateway/flood-watch.ts'
import { HealthIntake } from '../gateway/health-intake.ts'
import { IntakeQueue, type Taken } from '../gateway/intake-queue.ts'
import { listeningNote } from '../gateway/listening.ts'
import { MemoryKeeper } from '../gateway/memory-keeper.ts'
import { receiptsFor } from '../gateway/receipt.ts'
import { RefusedPublishes } from '../gateway/refused-publish.ts'
import { SourceTable } from '../gateway/source-table.ts'
import { SourceTraffic } from '../gateway/source-traffic.ts'
import { revokedNames } from '../store/credential.ts'
import { openFault } from '../store/fault.ts'
import { type Loop, loop } from '../worker/loop.ts'
import { probeClient } from '../worker/probe.ts'
import { brokerUrl, createLink, credentials, EMBEDDED_BROKER_HOST } from './broker.ts'
import type { SystemMetrics } from './metrics.ts'
import { type Part, stopInReverse } from './part.ts'
import type { Pools } from './pools.ts'
import { portRefusal } from './ports.ts'

export interface GatewayOptions {
  readonly config: Config
  readonly pools: Pools
  readonly metrics: SystemMetrics
  /** Accounts of the embedded broker besides our own. */
  readonly brokerAccounts: readonly BrokerAccount[]
  /** What was committed, for the screens. */
  readonly offer: (alarms: readonly Alarm[]) => void
  readonly onError: (error: Error, context: string) => void
}

/** A change of the sources is in force everywhere within this time. */
const SOURCES_EVERY_MS = 2_000

export class Gateway implements Part {
  /** Every process knows the sources: whoever serves people decodes for them. */
  readonly sources: SourceTable
  readonly memory = new DecoderMemory()
  readonly #options: GatewayOptions
  readonly #intake: IntakeQueue
  readonly #health: HealthIntake
  readonly #floods: FloodWatch
  readonly #buttons: ButtonMemory
  readonly #traffic: SourceTraffic
  readonly #rereading: Loop
  #link: BrokerLink | null = null
  #parts: Part[] = []

  constructor(options: GatewayOptions) {
    const { pools, onError } = options
    this.#options = options
    this.sources = new SourceTable(pools.main, (rows) => this.#link?.setSources(rows))
    this.#traffic = new SourceTraffic(pools.main, this.sources.current, this.#told('source traffic'))
    this.#rereading = loop(SOURCES_EVERY_MS, () => this.sources.refresh(), this.#told('sources'))
    this.#floods = new FloodWatch(pools.main, this.#told('floods'))
    this.#buttons = new ButtonMemory(pools.main, this.#told('buttons'))
    this.#intake = new IntakeQueue({
      pool: pools.intake,
      isExcess: (message) => this.#floods.isExcess(message),
      sources: this.sources.current,
      memory: this.memory,
      buttons: this.#buttons,
      onCommitted: options.offer,
      onTaken: (taken) => this.#follow(taken),
      onStalled: () => this.#link?.drop(),
      onError,
    })
    this.#health = new HealthIntake({
      pool: pools.beats,
      isExcess: (deviceId, at) => this.#floods.isExcessOf('native', deviceId, at),
      onUnknown: (incoming) => this.#intake.push(incoming, () => {}),
      onLearned: (deviceIds) => this.#buttons.forget(deviceIds),
      onError,
    })
    options.metrics.countFloods(() => this.#floods.dropped)
  }

  /** The connection to the broker; null in a process that hears no devices. */
  get link(): BrokerLink | null {
    return this.#link
  }

  /** Messages taken from the broker and not yet committed. */
  get backlog(): number {
    return this.#intake.backlog
  }

  /** To a device, QoS 1. */
  readonly publish = (topic: string, payload: string): void => this.#link?.publish(topic, payload)

  /** Knows the sources and writes what is counted; it hears no devices yet. */
  async start(): Promise<void> {
    this.#parts.push(this.#rereading, this.#traffic, this.#intake, this.#health, this.#floods)
    await this.sources.refresh()
    this.#rereading.start()
    this.#traffic.start()
    this.#health.start()
    this.#floods.start()
  }

  /** Begins to hear devices. @throws when the embedded broker's port is taken */
  async listen(): Promise<void> {
    const { config, pools, brokerAccounts, onError } = this.#options
    this.#parts.push(this.#buttons)
    this.#buttons.start()
    const memories = new MemoryKeeper(pools.main, this.memory, this.#told('what dialects remember'))
    await memories.restore()
    memories.start()
    const link = createLink(config, brokerAccounts, this.#listener(), new DeviceAccounts(pools.main))
    link.setSources(this.sources.current())
    this.#link = link
    this.#parts.push(memories, link)
    await link.start().catch((error: Error) => {
      throw portRefusal('MQTT_PORT', EMBEDDED_BROKER_HOST, config.MQTT_PORT, error)
    })
    if (config.MQTT_URL !== undefined) {
      const revoked = () => revokedNames(pools.main)
      const security = new DynamicSecurity({ url: config.MQTT_URL, ...credentials(config), revoked, onError })
      this.#parts.push(security)
      security.start()
    }
    const probe = probeClient({ url: brokerUrl(config), instance: config.INSTANCE, ...credentials(config), onError })
    const listening = listeningNote(pools.main, config.INSTANCE, link, this.#told('listening'))
    this.#parts.push(probe, listening)
    probe.start()
    listening.start()
  }

  stop(): Promise<void> {
    return stopInReverse(this.#parts, this.#options.onError)
  }

  #told(context: string): (error: Error) => void {
    return (error) => this.#options.onError(error, context)
  }

  #listener(): BrokerListener {
    const { pools, offer, onError } = this.#options
    const refusals = new RefusedPublishes((refused, at) => noteRefusedPublish(pools.main, refused, at, this.sources.current(), offer))
    return {
      onCareful: (incoming, done) => this.#intake.push(incoming, done),
      onHealth: (incoming) => {
        this.#traffic.count({ source: 'native', topic: incoming.topic, deadLetter: false, at: incoming.receivedAt })
        this.#health.take(incoming)
      },
      onGone: () => this.#intake.clear(),
      onDrops: (dropped) => this.#noteDrops(dropped),
      onRefused: (refused: RefusedPublish, done) => {
        refusals.take(refused).then(done, this.#told('refused publish'))
      },
      onError,
    }
  }

  #noteDrops(dropped: number): void {
    this.#options.onError(new Error(`${dropped} messages`), 'the broker dropped messages')
    const fault = { kind: 'comms-fault', detail: 'broker-dropped-messages', externalId: null, source: null, at: new Date() } as const
    openFault(this.#options.pools.main, fault).catch(this.#told('fault'))
  }

  /** After the commit: receipts to the buttons, and what is counted. */
  #follow(taken: readonly Taken[]): void {
    const { metrics } = this.#options
    const now = new Date()
    const outcomes = { probe: 0, accepted: 0, refused: 0 }
    for (const one of taken) {
      outcomes[one.message === null ? 'probe' : one.outcome?.accepted ? 'accepted' : 'refused']++
      metrics.intake.observe((now.getTime() - one.incoming.receivedAt.getTime()) / 1000)
      if (one.message) {
        const { source, topic, receivedAt: at } = one.message
        this.#traffic.count({ source, topic, deadLetter: one.outcome?.accepted === false, at })
      }
      for (const { topic, command } of receiptsFor(one, now)) this.publish(topic, JSON.stringify(command))
    }
    for (const [outcome, count] of Object.entries(outcomes)) if (count > 0) metrics.messages.inc({ outcome }, count)
  }
}
