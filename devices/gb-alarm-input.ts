// Wired panic button on an alarm input of a GB/T 28181 device: annex A.2.5.3 (Alarm, method 2), A.2.3.1.6 (ResetAlarm)
import { type Clock, systemClock } from './clock.ts'
import { gbAlarmBytes, gbCommandTopic, gbKeepaliveBytes, gbTopic, newMessageId } from './gb-message.ts'
import type { HeardCommand, Link } from './link.ts'
import { isExpired } from './native-button.ts'
import { type Receipt, Repeater, sipWaits } from './repeater.ts'
import type { Tally } from './tally.ts'

export interface GbInputName {
  /** `edge/<school>/<name>` */
  base: string
  deviceId: string
  /** The SIP device that the input is wired to. */
  sipDevice: string
}

export class GbAlarmInput {
  readonly dialect = 'gb28181'
  readonly deviceId: string
  readonly #name: GbInputName
  readonly #link: Link
  readonly #clock: Clock
  readonly #tally: Tally
  readonly #repeater: Repeater
  /** The press that waits for its ResetAlarm: until then the input reports nothing (R43). */
  #standing: { messageId: string; receipt: Promise<Receipt> } | null = null
  #sn = 0

  constructor(name: GbInputName, link: Link, tally: Tally, clock: Clock = systemClock) {
    this.deviceId = name.deviceId
    this.#name = name
    this.#link = link
    this.#clock = clock
    this.#tally = tally
    this.#repeater = new Repeater(link, clock, tally, sipWaits)
    link.listen(gbCommandTopic(name.base, name.sipDevice), (command) => this.#obey(command))
  }

  get isMute(): boolean {
    return this.#standing !== null
  }

  /** Resolves with the answer; a press while the input is mute is swallowed and has the answer of the one before. */
  press(): Promise<Receipt> {
    if (this.#standing) {
      this.#tally.muted()
      return this.#standing.receipt
    }
    const messageId = newMessageId()
    const at = this.#clock.now()
    const payload = gbAlarmBytes({ sn: ++this.#sn, deviceId: this.deviceId, priority: 1, method: 2, at, description: '一键报警' })
    const receipt = this.#repeater.send(messageId, gbTopic(this.#name.base, this.#name.sipDevice, messageId), payload)
    this.#standing = { messageId, receipt }
    return receipt
  }

  /** Keepalive, each 60 s. */
  report(): void {
    if (!this.#link.connected) return
    this.#link.send(gbTopic(this.#name.base, this.deviceId), gbKeepaliveBytes(++this.#sn, this.deviceId))
    this.#tally.beat()
  }

  close(): void {
    this.#repeater.close()
  }

  #obey({ type, messageId, alarmId, reason, expiresAt }: HeardCommand): void {
    if (type === 'received' || type === 'refused')
      this.#repeater.hear(String(messageId), type, typeof alarmId === 'string' ? alarmId : null, typeof reason === 'string' ? reason : null)
    if (type === 'resetAlarm' && messageId === this.#standing?.messageId && !isExpired(expiresAt)) this.#standing = null
  }
}
