// Fingers and keys on the guard's page: nothing is taken from under them, and what they meant for one alarm tells nothing of another.

/** A click comes after the finger has left; on old phones a moment later. */
const CLICK_MS = 350
/** A tap this soon after an alarm has come was meant for what was there before: nobody can have read it. Counted from before it is painted. */
const SETTLE_MS = 600

export interface Hands {
  /** Whether no finger and no key is down, nor a click still to come. */
  areOff: () => boolean
  whenOff: (then: () => void) => void
  /** What they pressed is said: they may stay where they are. */
  letGo: () => void
  stop: () => void
}

/**
 * Knows whether a finger or a key is on the page.
 * @param onOff hears of each time the last one has left @param mostMs whose leaving was not told within this counts as gone
 */
export function watchHands(onOff: () => void = () => {}, mostMs = Number.POSITIVE_INFINITY): Hands {
  const down = new Map<number | string, number>()
  let presses = 0
  let waiting: (() => void) | null = null
  const settle = () => {
    if (down.size > 0) return
    const then = waiting
    waiting = null
    then?.()
    onOff()
  }
  const forget = (id: number | string, press: number | undefined) => {
    if (press === undefined || down.get(id) !== press) return // pressed again meanwhile
    down.delete(id)
    settle()
  }
  const idOf = (event: PointerEvent | KeyboardEvent) => ('pointerId' in event ? event.pointerId : event.code)
  const onDown = (event: PointerEvent | KeyboardEvent) => {
    const [id, press] = [idOf(event), ++presses]
    down.set(id, press)
    if (mostMs < Number.POSITIVE_INFINITY) setTimeout(forget, mostMs, id, press)
  }
  const onUp = (event: PointerEvent | KeyboardEvent) => {
    const id = idOf(event)
    setTimeout(forget, CLICK_MS, id, down.get(id))
  }
  const marks = [
    ['pointerdown', onDown],
    ['keydown', onDown],
    ['pointerup', onUp],
    ['pointercancel', onUp],
    ['keyup', onUp],
  ] as const
  for (const [name, listener] of marks) addEventListener(name, listener as EventListener, true)
  return {
    areOff: () => down.size === 0,
    whenOff: (then) => {
      waiting = then
      settle()
    },
    letGo: () => {
      down.clear()
      settle()
    },
    stop: () => {
      for (const [name, listener] of marks) removeEventListener(name, listener as EventListener, true)
    },
  }
}

/** Disables for a moment an alarm that has come before the guard by no hand of his. @param row what is drawn of it */
export function markSwap(row: Element | null | undefined): void {
  if (!row) return
  row.setAttribute('aria-disabled', 'true')
  setTimeout(() => row.removeAttribute('aria-disabled'), SETTLE_MS)
}

/** Keeps taps that were meant for what was there before from the alarms in `list`. @returns how to stop */
export function ignoreTapsAfterSwap(list: HTMLElement): () => void {
  const onClick = (event: Event) => {
    if (!(event.target instanceof Element) || !event.target.closest('[data-row][aria-disabled]')) return
    event.preventDefault()
    event.stopPropagation()
  }
  list.addEventListener('click', onClick, true)
  return () => list.removeEventListener('click', onClick, true)
}
