import { type Hold, type HoldEvent, heldShare, hold, idle } from './hold.ts'

const TICK_MS = 50

interface Listener {
  onStart: () => void
  /** once for each hold */
  onHold: () => void
  /** @param share how far the hold has come, 0–1 */
  onView: (state: Hold['is'], share: number) => void
}

/** Feeds the recogniser with a button's fingers and keys. @returns how to stop */
export function watchHold(button: HTMLElement, { onStart, onHold, onView }: Listener): () => void {
  let current: Hold = idle
  let ticking: ReturnType<typeof setInterval> | undefined
  const fingers = new Set<number>()
  const feed = (event: HoldEvent) => {
    const before = current
    current = hold(before, event)
    onView(current.is, heldShare(current, event.at))
    if (before.is === 'idle' && current.is === 'held') onStart()
    if (before.is !== 'fired' && current.is === 'fired') onHold()
    if (current.is !== 'idle') ticking ??= setInterval(() => feed({ name: 'tick', at: performance.now() }), TICK_MS)
    else {
      clearInterval(ticking)
      ticking = undefined
    }
  }
  const up = () => feed({ name: 'up', at: performance.now() })
  const isHoldKey = ({ key }: KeyboardEvent) => key === ' ' || key === 'Enter'
  const pointIn = ({ clientX, clientY }: PointerEvent) => [clientX, clientY] as const

  const onDown = (event: PointerEvent) => {
    button.setPointerCapture(event.pointerId)
    const isFirst = fingers.size === 0
    fingers.add(event.pointerId)
    if (isFirst) feed({ name: 'down', at: performance.now(), point: pointIn(event) })
  }
  const onMove = (event: PointerEvent) => {
    if (fingers.size === 1 && fingers.has(event.pointerId)) feed({ name: 'move', at: performance.now(), point: pointIn(event) })
  }
  const onLift = (event: PointerEvent) => {
    // A palm beside the finger is a pointer too: the hand is off when all of it is.
    fingers.delete(event.pointerId)
    if (fingers.size === 0) up()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isHoldKey(event) || event.repeat) return
    event.preventDefault()
    feed({ name: 'down', at: performance.now(), point: [0, 0] })
  }
  const onKeyUp = (event: KeyboardEvent) => {
    if (isHoldKey(event)) up()
  }
  const onMenu = (event: Event) => event.preventDefault()

  button.addEventListener('pointerdown', onDown)
  button.addEventListener('pointermove', onMove)
  button.addEventListener('pointerup', onLift)
  button.addEventListener('pointercancel', onLift)
  button.addEventListener('keydown', onKeyDown)
  button.addEventListener('keyup', onKeyUp)
  button.addEventListener('blur', up)
  button.addEventListener('contextmenu', onMenu)
  return () => {
    clearInterval(ticking)
    button.removeEventListener('pointerdown', onDown)
    button.removeEventListener('pointermove', onMove)
    button.removeEventListener('pointerup', onLift)
    button.removeEventListener('pointercancel', onLift)
    button.removeEventListener('keydown', onKeyDown)
    button.removeEventListener('keyup', onKeyUp)
    button.removeEventListener('blur', up)
    button.removeEventListener('contextmenu', onMenu)
  }
}
