// GB/T 28181 recorder or camera, a SIP device of its own: Keepalive each 60 s (9.6), video loss (annex A.2.5.3 method 2 type 1, A.2.5.5)
import { type Clock, systemClock } from './clock.ts'
import { gbAlarmBytes, gbCatalogBytes, gbKeepaliveBytes, gbTopic, newMessageId } from './gb-message.ts'
import type { Link } from './link.ts'
import type { Tally } from './tally.ts'

export class Recorder {
  readonly deviceId: string
  readonly #base: string
  readonly #link: Link
  readonly #tally: Tally
  readonly #clock: Clock
  #sn = 0

  constructor(base: string, deviceId: string, link: Link, tally: Tally, clock: Clock = systemClock) {
    this.deviceId = deviceId
    this.#base = base
    this.#link = link
    this.#tally = tally
    this.#clock = clock
  }

  beat(): void {
    if (!this.#link.connected) return
    this.#link.send(gbTopic(this.#base, this.deviceId), gbKeepaliveBytes(++this.#sn, this.deviceId))
    this.#tally.beat()
  }

  /** An alarm when the picture goes; what ends it is only in the catalogue: the standard has no alarm for a recovery. */
  videoLoss(channelId: string, phase: 'active' | 'cleared'): void {
    if (!this.#link.connected) return
    if (phase === 'active') {
      const at = this.#clock.now()
      const alarm = gbAlarmBytes({ sn: ++this.#sn, deviceId: channelId, priority: 4, method: 2, type: 1, at, description: '视频丢失' })
      this.#link.send(gbTopic(this.#base, this.deviceId, newMessageId()), alarm)
    }
    const event = phase === 'active' ? 'VLOST' : 'ON'
    this.#link.send(gbTopic(this.#base, this.deviceId), gbCatalogBytes(++this.#sn, this.deviceId, channelId, event))
    this.#tally.fault()
  }
}
