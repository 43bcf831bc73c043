// Zigbee panic button behind Zigbee2MQTT: guide/usage/mqtt_topics_and_messages.html; guide/configuration/mqtt.html (legacy empty action)
import { type Clock, systemClock } from './clock.ts'
import type { Link } from './link.ts'
import type { Receipt } from './repeater.ts'
import type { Tally } from './tally.ts'

/** The bridge itself: its state is retained, its health report comes every minute (`health.interval: 1`). */
export class ZigbeeBridge {
  readonly deviceId: string
  readonly #base: string
  readonly #link: Link
  readonly #tally: Tally
  readonly #clock: Clock

  constructor(base: string, deviceId: string, link: Link, tally: Tally, clock: Clock = systemClock) {
    this.deviceId = deviceId
    this.#base = base
    this.#link = link
    this.#tally = tally
    this.#clock = clock
  }

  birth(): void {
    this.#link.send(`${this.#base}/bridge/state`, JSON.stringify({ state: 'online' }), { retain: true })
  }

  beat(): void {
    if (!this.#link.connected) return
    const report = {
      response_time: this.#clock.now().getTime(),
      process: { uptime_sec: Math.round(process.uptime()) },
      mqtt: { connected: true, queued: 0 },
    }
    this.#link.send(`${this.#base}/bridge/health`, JSON.stringify(report))
    this.#tally.beat()
  }
}

export class ZigbeeButton {
  readonly dialect = 'zigbee2mqtt'
  /** Friendly name, or the IEEE address. */
  readonly deviceId: string
  battery = 100
  linkquality = 120
  readonly #topic: string
  readonly #link: Link
  readonly #tally: Tally
  readonly #clock: Clock

  constructor(base: string, deviceId: string, link: Link, tally: Tally, clock: Clock = systemClock) {
    this.deviceId = deviceId
    this.#topic = `${base}/${deviceId}`
    this.#link = link
    this.#tally = tally
    this.#clock = clock
  }

  /** Zigbee2MQTT says the action and, in its legacy mode, takes it back at once; it has no ear for a receipt. */
  async press(): Promise<Receipt> {
    this.#tally.pressed(false)
    const startedMs = performance.now()
    const at = this.#clock.now()
    const taken = this.#link.publish(this.#topic, this.#state(at, 'emergency'))
    await Promise.all([taken, this.#link.publish(this.#topic, this.#state(at, ''))])
    return {
      id: `${this.deviceId}/${at.toISOString()}`,
      outcome: 'sent',
      alarmId: null,
      reason: null,
      ms: performance.now() - startedMs,
      attempts: 1,
    }
  }

  /** Attribute report after a poll, and availability, which is retained. */
  report(): void {
    if (!this.#link.connected) return
    this.#link.send(`${this.#topic}/availability`, JSON.stringify({ state: 'online' }), { retain: true })
    this.#link.send(this.#topic, this.#state(this.#clock.now(), null))
    this.#tally.beat()
  }

  close(): void {}

  #state(at: Date, action: string | null): string {
    return JSON.stringify({ action, battery: this.battery, last_seen: shanghai(at), linkquality: this.linkquality })
  }
}

/** `last_seen: ISO_8601_local` of a host in Asia/Shanghai. */
const shanghai = (at: Date): string => `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`
