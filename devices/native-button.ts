// Native panic button 一键报警: presses until it is heard (R45), and has a lamp: 已收到, 已受理.
import { type Clock, systemClock } from './clock.ts'
import type { HeardCommand, Link } from './link.ts'
import { alarmBytes, eventId, healthBytes, type NativeEvent, type NativeName, nativeTopic } from './native-message.ts'
import { nativeWaits, type Receipt, Repeater } from './repeater.ts'
import type { Tally } from './tally.ts'

export type Lamp = 'dark' | 'waiting' | 'received' | 'refused' | 'answered'

export interface NativePress extends Partial<Omit<NativeEvent, 'phase'>> {
  retain?: boolean
}

export class NativeButton {
  readonly dialect = 'native'
  readonly name: NativeName
  lamp: Lamp = 'dark'
  battery = 100
  readonly #link: Link
  readonly #clock: Clock
  readonly #tally: Tally
  readonly #repeater: Repeater
  readonly #answered = new Set<() => void>()

  constructor(name: NativeName, link: Link, tally: Tally, clock: Clock = systemClock) {
    this.name = name
    this.#link = link
    this.#clock = clock
    this.#tally = tally
    this.#repeater = new Repeater(link, clock, tally, nativeWaits)
    link.listen(nativeTopic(name, 'command'), (command) => this.#obey(command))
  }

  get deviceId(): string {
    return this.name.deviceId
  }

  /** Resolves when `received` or `refused` names this press; until then the same bytes go out again and again. */
  press({ retain = false, ...said }: NativePress = {}): Promise<Receipt> {
    const event = { id: eventId(this.deviceId), kind: 'panic', at: this.#clock.now().toISOString(), ...said }
    this.lamp = 'waiting'
    return this.#repeater.send(event.id, nativeTopic(this.name, 'alarm'), alarmBytes(event), retain)
  }

  /** The button's own report that it lives. */
  report(): void {
    if (!this.#link.connected) return
    this.#link.send(nativeTopic(this.name, 'health'), healthBytes(this.#clock.now(), { battery: this.battery }))
    this.#tally.beat()
  }

  /** Whether somebody acknowledged within that time: the lamp 已受理 went on. */
  untilAnswered(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (answered: boolean) => {
        this.#answered.delete(hear)
        callOff()
        resolve(answered)
      }
      const hear = () => end(true)
      const callOff = this.#clock.after(ms, () => end(false))
      this.#answered.add(hear)
    })
  }

  close(): void {
    this.#repeater.close()
  }

  #obey({ type, id, alarmId, reason, expiresAt }: HeardCommand): void {
    if (type === 'received' || type === 'refused') {
      // A receipt is a fact about the past, so it does not expire; a lamp that goes on too late would tell of another press (R48).
      const mine = this.#repeater.hear(String(id), type, text(alarmId), text(reason))
      if (mine && this.lamp === 'waiting') this.lamp = type
    } else if (type === 'answered' && !isExpired(expiresAt)) {
      this.lamp = 'answered'
      for (const hear of [...this.#answered]) hear()
    }
  }
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** By the network's time, not by the device's own clock, which may be wrong by years. */
export const isExpired = (expiresAt: unknown): boolean => typeof expiresAt === 'string' && Date.parse(expiresAt) < Date.now()
