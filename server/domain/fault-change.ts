// What devices say of their faults, told by kind, place and detail. What one of two words leaves unsaid does not part them.
import type { DecodedEvent } from '#contracts/event.ts'
import { pointOf } from './kind.ts'

/** A fault that begins (or is told again), or one that is over. */
export interface FaultChange {
  readonly kind: string
  readonly detail: string | null
  /** Channel, input, zone or disk; '' = the device as a whole. */
  readonly point: string
  readonly deviceId: string
  readonly schoolId: string | null
  readonly at: Date
  readonly active: boolean
  /** Its end will never be told. */
  readonly momentary: boolean
}

/** Details of the faults that the server finds by itself: no word of a device ends one. */
export const OWN_DETAILS = ['measured', 'retained-press', 'certificate-expires'] as const

/** Where at its device a fault is; '' where the register knows that place as a device of its own. */
export function faultPointOf(event: DecodedEvent, device: { readonly point: string }): string {
  const point = pointOf(event)
  return [point === device.point ? '' : point, event.disk === undefined ? '' : `disk-${event.disk}`].filter((part) => part !== '').join('/')
}

/** Whether a word that something is over is about this fault. */
export const endsFault = (end: FaultChange, fault: FaultChange): boolean =>
  end.deviceId === fault.deviceId &&
  end.kind === fault.kind &&
  (end.point === '' || fault.point === '' || end.point === fault.point) &&
  (end.detail === null || fault.detail === null || end.detail === fault.detail) &&
  !OWN_DETAILS.some((own) => own === fault.detail)

const isSame = (a: FaultChange, b: FaultChange): boolean =>
  a.deviceId === b.deviceId && a.kind === b.kind && a.point === b.point && (a.detail ?? '') === (b.detail ?? '')

/** What a batch leaves of its words: what begins, no fault twice, and what is over, whatever began again since then left out. */
export function foldFaults(changes: readonly FaultChange[]): FaultChange[] {
  let left: FaultChange[] = []
  for (const change of changes) {
    left = left.filter((before) => !(before.active === change.active && isSame(before, change)))
    if (!change.active) left = left.filter((before) => !(before.active && endsFault(change, before)))
    left.push(change)
  }
  return left
}
