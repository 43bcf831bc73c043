/**
 * Times how long the owner of the session says nothing.
 * What the others ask for meanwhile is no word of the owner's: were the clock set back by it, a silent owner would keep them waiting for ever.
 */
export class OwnerSilence<Owner> {
  readonly #limit: number
  readonly #onSilent: (owner: Owner) => void
  #owner: Owner | null = null
  #timer: NodeJS.Timeout | null = null
  #spoke = false

  /** @param limit ms */
  constructor(limit: number, onSilent: (owner: Owner) => void) {
    this.#limit = limit
    this.#onSilent = onSilent
  }

  /** A client said something, or its batch ran. */
  heard(client: Owner): void {
    if (client !== this.#owner) return
    this.#spoke = true
    this.#timer?.refresh()
  }

  /** The answers have left, and this is the owner now. An answer may have waited for the disk, so the time of who spoke begins here. */
  watch(owner: Owner | null): void {
    const spoke = this.#spoke
    this.#spoke = false
    if (owner === this.#owner) {
      if (spoke) this.#timer?.refresh()
      return
    }
    if (this.#timer) clearTimeout(this.#timer)
    this.#owner = owner
    this.#timer = owner === null ? null : setTimeout(() => this.#onSilent(owner), this.#limit)
  }
}
