// Native camera or recorder: one beat a minute, and what is wrong with the picture or the disk.
import { type Clock, systemClock } from './clock.ts'
import type { Link } from './link.ts'
import { alarmBytes, eventId, healthBytes, type NativeName, nativeTopic } from './native-message.ts'
import type { Tally } from './tally.ts'

export type CameraFault = 'video-loss' | 'video-blind' | 'storage-fault'

export class NativeCamera {
  readonly deviceId: string
  readonly #alarmTopic: string
  readonly #healthTopic: string
  readonly #link: Link
  readonly #tally: Tally
  readonly #clock: Clock

  constructor(name: NativeName, link: Link, tally: Tally, clock: Clock = systemClock) {
    this.deviceId = name.deviceId
    this.#alarmTopic = nativeTopic(name, 'alarm')
    this.#healthTopic = nativeTopic(name, 'health')
    this.#link = link
    this.#tally = tally
    this.#clock = clock
  }

  beat(): void {
    if (!this.#link.connected) return
    this.#link.send(this.#healthTopic, healthBytes(this.#clock.now()))
    this.#tally.beat()
  }

  fault(kind: CameraFault, phase: 'active' | 'cleared'): void {
    if (!this.#link.connected) return
    this.#link.send(this.#alarmTopic, alarmBytes({ id: eventId(this.deviceId), kind, phase, at: this.#clock.now().toISOString() }))
    this.#tally.fault()
  }
}
