// LoRaWAN button behind ChirpStack v4: integrations/events.md (JSON); frame: Milesight WS101 user guide, "Uplink Packet"
import { randomUUID } from 'node:crypto'
import { type Clock, systemClock } from './clock.ts'
import type { Link } from './link.ts'
import type { Receipt } from './repeater.ts'
import type { Tally } from './tally.ts'

const APPLICATION = '17c82e96-be03-4f38-aef3-f83d48582d97'
const PROFILE = '14855bf7-d10d-4aee-b618-ebfcb64dc7ad'
const TENANT = '52f14cd4-c6f1-4fbd-8f87-4025e1d49242'
const FPORT = 85

/** Channel 01 type 75: battery in %. */
const batteryBytes = (battery: number): number[] => [0x01, 0x75, battery]
/** Channel FF type 2E: 01 short, 02 long, 03 double. */
const SHORT_PRESS = [0xff, 0x2e, 0x01]

/** The gateway on the school's roof: its connection's state once a minute, by the gateway bridge's JSON marshaler. */
export class LoraGateway {
  readonly deviceId: string
  readonly #topic: string
  readonly #link: Link
  readonly #tally: Tally

  constructor(base: string, deviceId: string, link: Link, tally: Tally) {
    this.deviceId = deviceId
    this.#topic = `${base}/gateway/${deviceId}/state/conn`
    this.#link = link
    this.#tally = tally
  }

  beat(): void {
    if (!this.#link.connected) return
    this.#link.send(this.#topic, JSON.stringify({ gatewayId: this.deviceId, state: 'ONLINE' }))
    this.#tally.beat()
  }
}

export interface LoraName {
  base: string
  devEui: string
  gatewayId: string
  label: string
}

export class LoraButton {
  readonly dialect = 'chirpstack'
  readonly deviceId: string
  battery = 98
  readonly #name: LoraName
  readonly #link: Link
  readonly #tally: Tally
  readonly #clock: Clock
  #uplinks = 0

  constructor(name: LoraName, link: Link, tally: Tally, clock: Clock = systemClock) {
    this.deviceId = name.devEui
    this.#name = name
    this.#link = link
    this.#tally = tally
    this.#clock = clock
  }

  /** One unconfirmed uplink: the network server names it, nobody answers it. */
  async press(): Promise<Receipt> {
    this.#tally.pressed(false)
    const startedMs = performance.now()
    const id = randomUUID()
    // The vendor's codec invents msgid anew for each decoding, so it identifies nothing.
    const pressed = { button_event: { status: 'short press', msgid: Math.floor(Math.random() * 1_000_000) } }
    await this.#link.publish(this.#topic, this.#uplink(id, [...batteryBytes(this.battery), ...SHORT_PRESS], pressed))
    return { id, outcome: 'sent', alarmId: null, reason: null, ms: performance.now() - startedMs, attempts: 1 }
  }

  /** The device's own periodic report: battery alone. */
  report(): void {
    if (!this.#link.connected) return
    this.#link.send(this.#topic, this.#uplink(randomUUID(), batteryBytes(this.battery), {}))
    this.#tally.beat()
  }

  close(): void {}

  get #topic(): string {
    return `${this.#name.base}/application/${APPLICATION}/device/${this.#name.devEui}/event/up`
  }

  #uplink(deduplicationId: string, bytes: readonly number[], more: object): string {
    const { devEui, gatewayId, label } = this.#name
    return JSON.stringify({
      deduplicationId,
      // The network server writes nanoseconds and an offset.
      time: this.#clock.now().toISOString().replace('Z', '000000+00:00'),
      deviceInfo: {
        tenantId: TENANT,
        tenantName: 'ChirpStack',
        applicationId: APPLICATION,
        applicationName: 'school-safety',
        deviceProfileId: PROFILE,
        deviceProfileName: 'Milesight WS101',
        deviceName: label,
        devEui,
      },
      devAddr: devEui.slice(-8),
      adr: true,
      dr: 5,
      fCnt: ++this.#uplinks,
      fPort: FPORT,
      data: Buffer.from(bytes).toString('base64'),
      object: { battery: this.battery, ...more },
      rxInfo: [
        { gatewayId, uplinkId: this.#uplinks, rssi: -87, snr: 8.5, metadata: { region_name: 'cn470', region_common_name: 'CN470' } },
      ],
      txInfo: { frequency: 470_300_000, modulation: { lora: { bandwidth: 125_000, spreadingFactor: 7, codeRate: 'CR_4_5' } } },
    })
  }
}
