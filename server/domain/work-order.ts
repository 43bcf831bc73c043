// A work order's life: assigned 已派 → on the way 在途 → mended 已修 → verified 已验证. A tick proves nothing; a press, a look or a signal does.
import type { DeviceKind, DeviceState } from '#contracts/device.ts'
import type { OrderCommandName, OrderState, Proof } from '#contracts/work-order.ts'
import { isOwn } from './fault-change.ts'
import type { Principal } from './policy.ts'

export interface Order {
  readonly state: OrderState
  readonly proof: Proof
  readonly mendedAt: Date | null
  readonly pausedSince: Date | null
  readonly pauseReason: string | null
  readonly pausedS: number
  readonly version: number
}

/** What alone ends an order for such a fault. */
export function proofOf({ kind, deviceKind }: { kind: string; deviceKind: DeviceKind | null }): Proof {
  if (deviceKind === 'panicButton') return 'press'
  return kind.startsWith('video-') ? 'look' : 'signal'
}

interface Evidence {
  readonly faultOpen: boolean
  /** Nothing will ever say that the fault is over. */
  readonly faultMomentary: boolean
  /** When the fault was told last. */
  readonly faultLastAt: Date
  readonly provenAt: Date | null
  readonly lastHeardAt: Date | null
  /** Null where the fault is of no device. */
  readonly deviceState: DeviceState | null
}

/** What is still missing before a mended order counts as verified; null = nothing. A look is a person's, so it is always missing here. */
export function missingProof({ proof, mendedAt }: Pick<Order, 'proof' | 'mendedAt'>, evidence: Evidence): string | null {
  if (mendedAt === null) return 'it is not mended yet'
  if (proof === 'look') return 'a person must have looked at the picture'
  if (proof === 'press')
    return evidence.provenAt !== null && evidence.provenAt > mendedAt ? null : 'no press since has come through to a screen'
  if (evidence.faultOpen && !evidence.faultMomentary) return 'the fault is still open'
  if (evidence.faultOpen && evidence.faultLastAt > mendedAt) return 'the fault was told again since'
  if (evidence.deviceState === null) return evidence.faultOpen ? 'the fault is still open' : null
  return isHeardWell(mendedAt, evidence) ? null : 'the device has not been heard well since'
}

const isHeardWell = (since: Date, { lastHeardAt, deviceState }: Pick<Evidence, 'lastHeardAt' | 'deviceState'>): boolean =>
  lastHeardAt !== null && lastHeardAt > since && deviceState === 'online'

/** What the server itself measures ends by its measure and by nobody's word. */
const MEASURED: ReadonlySet<string> = new Set([
  'offline',
  'chattering',
  'flood',
  'clock-offset',
  'retention-short',
  'police-link',
  'off-the-map',
])

interface WordEvidence extends Evidence {
  readonly faultKind: string
  readonly faultDetail: string | null
  /** Who said that it is mended. */
  readonly mendedBy: string | null
}

/**
 * Whether this person's word, with a reason, may end a mended order that waits for a signal: a device that is heard well again and has not
 * told of its fault since may never tell its end. No vendor vouches for what he mended himself.
 */
export const mayTakeWord = (
  by: Pick<Principal, 'username' | 'role'>,
  { state, proof, mendedAt }: Pick<Order, 'state' | 'proof' | 'mendedAt'>,
  { faultKind, faultDetail, mendedBy, ...evidence }: WordEvidence,
): boolean =>
  (by.role === 'technician' || (mendedBy !== null && mendedBy !== by.username)) &&
  state === 'mended' &&
  proof === 'signal' &&
  mendedAt !== null &&
  evidence.faultOpen &&
  evidence.faultLastAt <= mendedAt &&
  !MEASURED.has(faultKind) &&
  !isOwn(faultDetail) &&
  isHeardWell(mendedAt, evidence)

type Stepped = { readonly ok: true; readonly order: Order } | { readonly ok: false; readonly reason: string }

const OPEN: readonly OrderState[] = ['assigned', 'onTheWay', 'mended']

/**
 * When something was done that is told later (R24): by the clock of the phone that had no network, as far as it can be.
 * @param doneAt null where it is told at once
 */
export function doneWithin(doneAt: Date | null, notBefore: Date, now: Date): Date {
  const at = Math.min((doneAt ?? now).getTime(), now.getTime())
  return new Date(Math.max(at, notBefore.getTime()))
}

/** Takes one step. Pure; whether a verification is proven the caller has asked before. */
export function stepOrder(order: Order, command: OrderCommandName, now: Date, reason?: string): Stepped {
  if (!OPEN.includes(order.state)) return { ok: false, reason: `the order is ${order.state}` }
  const next = { ...order, version: order.version + 1 }
  switch (command) {
    case 'start':
      return order.state === 'assigned' ? { ok: true, order: { ...running(next, now), state: 'onTheWay' } } : refused(order, command)
    case 'mend':
      return order.state === 'mended'
        ? refused(order, command)
        : { ok: true, order: { ...running(next, now), state: 'mended', mendedAt: now } }
    case 'verify':
      return order.state === 'mended' ? { ok: true, order: { ...running(next, now), state: 'verified' } } : refused(order, command)
    case 'cancel':
      return { ok: true, order: { ...running(next, now), state: 'cancelled' } }
    case 'pause':
      if (order.pausedSince !== null) return { ok: false, reason: 'its clock is paused already' }
      return reason
        ? { ok: true, order: { ...next, pausedSince: now, pauseReason: reason } }
        : { ok: false, reason: 'a pause needs a reason' }
    case 'resume':
      return order.pausedSince === null ? { ok: false, reason: 'its clock is running' } : { ok: true, order: running(next, now) }
    case 'note':
      return { ok: true, order: next }
  }
}

const refused = ({ state }: Order, command: OrderCommandName): Stepped => ({
  ok: false,
  reason: `cannot ${command} an order that is ${state}`,
})

/** Whoever goes on has ended the pause. */
function running(order: Order, now: Date): Order {
  if (order.pausedSince === null) return order
  const pausedS = order.pausedS + Math.max(0, Math.round((now.getTime() - order.pausedSince.getTime()) / 1000))
  return { ...order, pausedSince: null, pauseReason: null, pausedS }
}

/** Until when a fault is to be mended; null while its clock stands still. @param pauses of its open order, and of all that it has had */
export function dueAt(openedAt: Date, hours: number, { pausedSince, pausedS }: Pick<Order, 'pausedSince' | 'pausedS'>): Date | null {
  return pausedSince ? null : new Date(openedAt.getTime() + hours * 3_600_000 + pausedS * 1000)
}
