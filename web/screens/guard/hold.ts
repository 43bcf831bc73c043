// The hold of the SOS button: two seconds, by a hand that may be gloved, wet or shaking. Pure: who calls brings events and clock.

/** How long it is held, ms. */
export const HOLD_MS = 2000
/** How long the finger may be off the glass in between, ms. */
export const GAP_MS = 400
/** How far from where it began it may be, CSS px. */
export const SLIP_PX = 40

type Point = readonly [x: number, y: number]

export type Hold =
  | { readonly is: 'idle' }
  /** Since `downAt`; `upAt` is when the finger left the glass, null while it is on it. */
  | { readonly is: 'held'; readonly downAt: number; readonly from: Point; readonly upAt: number | null }
  /** It has slipped away: nothing counts until the finger is lifted. */
  | { readonly is: 'lost' }
  /** It has fired, once; the next one begins after the finger was off for longer than a gap. */
  | { readonly is: 'fired'; readonly upAt: number | null }

/** Times in ms of one monotonic clock, never running back. */
export type HoldEvent =
  | { readonly name: 'down' | 'move'; readonly at: number; readonly point: Point }
  | { readonly name: 'up' | 'tick'; readonly at: number }

export const idle: Hold = { is: 'idle' }

const near = ([x, y]: Point, [fromX, fromY]: Point): boolean => Math.hypot(x - fromX, y - fromY) <= SLIP_PX
const isOver = (upAt: number | null, at: number): boolean => upAt !== null && at - upAt > GAP_MS

/** Takes one event. @returns the next state; the hold fires where this turns `fired` */
export function hold(state: Hold, event: HoldEvent): Hold {
  const now = isExpired(state, event.at) ? idle : state
  switch (event.name) {
    case 'down':
      return onDown(now, event.at, event.point)
    case 'move':
      if (now.is !== 'held' || now.upAt !== null) return now
      return near(event.point, now.from) ? ripen(now, event.at) : { is: 'lost' }
    case 'up':
      return onUp(now, event.at)
    case 'tick':
      return ripen(now, event.at)
  }
}

const isExpired = (state: Hold, at: number): boolean => (state.is === 'held' || state.is === 'fired') && isOver(state.upAt, at)

function onDown(state: Hold, at: number, point: Point): Hold {
  if (state.is === 'fired') return { is: 'fired', upAt: null }
  // Down again within the gap: the same hold, unless the hand has moved on meanwhile.
  if (state.is === 'held' && near(point, state.from)) return ripen({ ...state, upAt: null }, at)
  return { is: 'held', downAt: at, from: point, upAt: null }
}

function onUp(state: Hold, at: number): Hold {
  if (state.is === 'lost') return idle
  if (state.is === 'held') return state.upAt === null ? liftedAt(ripen(state, at), at) : state
  return state.is === 'fired' && state.upAt === null ? { is: 'fired', upAt: at } : state
}

const liftedAt = (state: Hold, at: number): Hold => (state.is === 'held' || state.is === 'fired' ? { ...state, upAt: at } : state)

/** Fires only while the finger is on the glass: a lift at the last moment can still be a change of mind. */
const ripen = (state: Hold, at: number): Hold =>
  state.is === 'held' && state.upAt === null && at - state.downAt >= HOLD_MS ? { is: 'fired', upAt: null } : state

/** How far the hold has come, 0–1. */
export function heldShare(state: Hold, at: number): number {
  if (state.is === 'fired') return 1
  return state.is === 'held' ? Math.min(1, Math.max(0, (at - state.downAt) / HOLD_MS)) : 0
}
