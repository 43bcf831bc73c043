/** How often each of many devices speaks, spread evenly over the period: one timer for all of them. */
export class Pulse<T> {
  readonly #devices: readonly T[]
  readonly #periodMs: number
  readonly #speak: (device: T) => void
  #spoken = 0

  /** @param periodMs between two beats of the same device */
  constructor(devices: readonly T[], periodMs: number, speak: (device: T) => void) {
    this.#devices = devices
    this.#periodMs = periodMs
    this.#speak = speak
  }

  /** Lets everybody speak whose turn came up to `elapsedMs` since the start; whoever was missed for a whole period is not made up for. */
  tick(elapsedMs: number): void {
    const due = Math.floor((elapsedMs / this.#periodMs) * this.#devices.length)
    this.#spoken = Math.max(this.#spoken, due - this.#devices.length)
    for (; this.#spoken < due; this.#spoken++) {
      const device = this.#devices[this.#spoken % this.#devices.length]
      if (device !== undefined) this.#speak(device)
    }
  }
}
