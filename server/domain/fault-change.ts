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
  /** Said before other words that are known by now, perhaps; `at` is when it was said, by our clock. */
  readonly late: boolean
  /** An end that has ended what its batch began: it ends no fault of another place. */
  readonly exact?: boolean
}

/** What the details of the faults that the server finds by itself say before a colon: no word of a device ends one. */
export const OWN_DETAILS = [
  'measured',
  'retained-press',
  'certificate-expires',
  'refused-by-broker',
  'broker-dropped-messages',
  'orphaned-session',
  'off-the-map',
] as const

/** Whether the server found a fault by itself. */
export const isOwn = (detail: string | null): boolean => OWN_DETAILS.some((own) => own === detail?.split(':')[0])

/** Where at its device a fault is; '' where the register knows that place as a device of its own. */
export function faultPointOf(event: DecodedEvent, device: { readonly point: string }): string {
  const point = pointOf(event)
  return [point === device.point ? '' : point, event.disk === undefined ? '' : `disk-${event.disk}`].filter((part) => part !== '').join('/')
}

const isAbout = (end: FaultChange, fault: FaultChange): boolean =>
  end.deviceId === fault.deviceId &&
  end.kind === fault.kind &&
  (end.detail === null || fault.detail === null || end.detail === fault.detail) &&
  !isOwn(fault.detail)

/**
 * The faults that a word is about that something is over: those of its own place. Where none is, one that was told of no place, or, where the
 * end is of no place, those of the only place there is.
 */
export function endedBy(end: FaultChange, open: readonly FaultChange[]): FaultChange[] {
  const about = open.filter((fault) => isAbout(end, fault))
  const here = about.filter(({ point }) => point === end.point)
  if (here.length > 0) return here
  if (end.point !== '') return about.filter(({ point }) => point === '')
  return about.every(({ point }) => point === about[0]?.point) ? about : []
}

const isSame = (a: FaultChange, b: FaultChange): boolean =>
  a.deviceId === b.deviceId && a.kind === b.kind && a.point === b.point && (a.detail ?? '') === (b.detail ?? '')

/**
 * What a batch leaves of its words in the order they were said: what begins, no fault twice, and what is over, whatever began again since
 * then left out. An end that ended one of the batch is of that place, and ends no other.
 */
export function foldFaults(changes: readonly FaultChange[]): FaultChange[] {
  let left: FaultChange[] = []
  for (const change of [...changes].sort((a, b) => a.at.getTime() - b.at.getTime())) {
    left = left.filter((before) => !(before.active === change.active && isSame(before, change)))
    if (change.active) left.push(change)
    else {
      const ended = endedBy(
        change,
        left.filter(({ active }) => active),
      )
      left = left.filter((before) => !ended.includes(before))
      left.push(ended[0] ? { ...change, point: ended[0].point, exact: true } : change)
    }
  }
  return left
}
