import { create } from 'zustand'
import type { Pulse } from '#contracts/push.ts'
import { type LinkFault, type LinkView, linkFaults } from '#domain/pulse-watch.ts'

/** How old the picture is, by this screen's own monotonic clock (R14): a wall clock can be set, this one cannot. */
export interface Link extends LinkView {
  pulse: Pulse | null
  connected: boolean
  /** how the pushes travel; null while they do not */
  transport: 'websocket' | 'polling' | null
  /** server time minus our monotonic time, ms; null before the first pulse */
  serverOffsetMs: number | null
  /** this machine's wall clock minus the server's, ms; 0 before the first pulse */
  clockSkewMs: number
  faults: LinkFault[]
  /** when the open alarms were last read by asking, while nothing is pushed; null = they are pushed, or not even that succeeded */
  listedAtMs: number | null
}

const begin = performance.now()

export const useLink = create<Link>(() => ({
  nowMs: begin,
  startedMs: begin,
  pulseAtMs: null,
  pulse: null,
  online: true,
  connected: false,
  transport: null,
  serverOffsetMs: null,
  clockSkewMs: 0,
  faults: [],
  listedAtMs: null,
}))

const sameFaults = (a: LinkFault[], b: LinkFault[]) => a.length === b.length && a.every((fault, i) => fault === b[i])

function update(change: Partial<Link>): void {
  useLink.setState((link) => {
    const next = { ...link, ...change, nowMs: performance.now(), online: navigator.onLine }
    const faults = linkFaults(next)
    return { ...next, faults: sameFaults(link.faults, faults) ? link.faults : faults }
  })
}

/** Looks at the clock: what has gone silent meanwhile is a fault from now on. */
export const lookAtClock = (): void => update({})

export function heardPulse(pulse: Pulse): void {
  const now = performance.now()
  const offset = Date.parse(pulse.at) - now
  const known = useLink.getState().serverOffsetMs
  // A pulse's journey varies by some ms; ages must not flicker with it.
  const serverOffsetMs = known !== null && Math.abs(known - offset) < 250 ? known : offset
  update({ pulse, pulseAtMs: now, listedAtMs: null, serverOffsetMs, clockSkewMs: Date.now() - Date.parse(pulse.at) })
}

/** Until the first pulse the server's clock is known by the second, from an answer's `Date`: a phone's own may be wrong by days. */
export function heardDate(date: string | null): void {
  const at = date === null ? Number.NaN : Date.parse(date)
  if (Number.isFinite(at) && useLink.getState().pulse === null) update({ serverOffsetMs: at + 500 - performance.now() })
}

export const setConnected = (connected: boolean): void => update({ connected, ...(connected ? {} : { transport: null }) })

/** @param askedMs when it was asked for: so old is the picture at most */
export const noteListed = (askedMs: number): void => update({ listedAtMs: askedMs })

const LISTED_LIMIT_MS = 30_000

/** When the open alarms were last read by asking, as long as that goes on: nothing is pushed, and three askings have not failed since. */
export const listedLately = ({ listedAtMs, nowMs }: Pick<Link, 'listedAtMs' | 'nowMs'>): number | null =>
  listedAtMs === null || nowMs - listedAtMs > LISTED_LIMIT_MS ? null : listedAtMs

export const setTransport = (transport: Link['transport']): void => update({ transport })

/** Starts the clock that all ages on the screen run by; a new page begins its own waiting times. */
export function startLinkClock(): () => void {
  const now = performance.now()
  update({ startedMs: now, pulse: null, pulseAtMs: null, listedAtMs: null })
  const timer = setInterval(lookAtClock, 250)
  addEventListener('online', lookAtClock)
  addEventListener('offline', lookAtClock)
  return () => {
    clearInterval(timer)
    removeEventListener('online', lookAtClock)
    removeEventListener('offline', lookAtClock)
  }
}

/** Now, by the server's clock as the pulses tell it, ms since the epoch. */
export const serverNow = ({ nowMs, serverOffsetMs }: Pick<Link, 'nowMs' | 'serverOffsetMs'>): number =>
  serverOffsetMs === null ? Date.now() : nowMs + serverOffsetMs

/** Whole seconds by the server's clock; components that show ages redraw once a second. */
export const useSecond = (): number => useLink((link) => Math.floor(serverNow(link) / 1000))
