// One look at all devices: who changed its state, who is at fault by now, and what that comes to. Pure; the worker keeps the memory.
import type { DeviceState } from '#contracts/device.ts'
import { type Cause, type Placed, roots, type Standing, type Topology } from './cause.ts'
import { CHATTER_WINDOW_MS, type Condition, conditionOf } from './damping.ts'
import { type Deaf, deviceStateSince, type Heard } from './device-state.ts'

/** A device as the register has it. */
export interface Watched extends Placed {
  readonly heartbeatS: number | null
}

/** What was last heard of a device. */
export type LastHeard = Pick<Heard, 'lastHeardAt' | 'saidOffline' | 'saidOfflineAt' | 'maintenance'>

/** The state that a device is in, and how it stands. */
export interface Standstill {
  readonly state: DeviceState
  readonly sinceMs: number
  /** Instants of its latest changes between online and offline, ms. */
  readonly changes: readonly number[]
  readonly condition: Condition
}

export interface Transition {
  readonly deviceId: string
  readonly state: DeviceState
  readonly since: Date
}

const NEVER: LastHeard = { lastHeardAt: null, saidOffline: false }

/** Whose state is no longer what it was. A device seen for the first time makes its first transition. */
export function transitions(
  devices: readonly Watched[],
  heardOf: (id: string) => LastHeard | undefined,
  known: ReadonlyMap<string, Standstill>,
  now: Date,
  deaf: readonly Deaf[],
): Transition[] {
  const found: Transition[] = []
  for (const { id, kind, heartbeatS } of devices) {
    const { state, sinceMs } = deviceStateSince({ kind, heartbeatS, ...(heardOf(id) ?? NEVER) }, now, deaf)
    const before = known.get(id)
    if (before?.state === state) continue
    // Online from the moment of the beat that brought it back; offline from its deadline: never before it was something else.
    const earliest = before ? before.sinceMs + 1 : Number.NEGATIVE_INFINITY
    const since = new Date(Math.max(earliest, Math.min(sinceMs ?? now.getTime(), now.getTime())))
    found.push({ deviceId: id, state, since })
  }
  return found
}

/** What a device is known to be after a transition. */
export function afterTransition(before: Standstill | undefined, { state, since }: Transition): Standstill {
  const sinceMs = since.getTime()
  const flips = before !== undefined && SAYS.has(before.state) && SAYS.has(state)
  const recent = (before?.changes ?? []).filter((at) => sinceMs - at <= CHATTER_WINDOW_MS)
  return { state, sinceMs, changes: flips ? [...recent, sinceMs] : recent, condition: before?.condition ?? 'well' }
}

const SAYS: ReadonlySet<DeviceState> = new Set(['online', 'offline'])

/** The same with its condition as of now; the same object where nothing changed. */
export function judged(known: Standstill, nowMs: number): Standstill {
  const condition = conditionOf(known, known.condition, nowMs)
  return condition === known.condition ? known : { ...known, condition }
}

/** What has failed, by the conditions of all devices. */
export function causesOf(topology: Topology, known: ReadonlyMap<string, Standstill>): Cause[] {
  return roots(topology, (id): Standing | undefined => {
    const device = known.get(id)
    return (
      device && {
        condition: device.condition,
        observed: device.state === 'online' || device.state === 'offline',
        silent: device.state === 'offline',
      }
    )
  })
}

/** An open fault that a look has made. */
export interface OpenCause {
  readonly faultId: string
  readonly kind: Cause['kind']
  readonly node: string
  readonly below: boolean
  readonly under: ReadonlySet<string>
  readonly mergedInto: string | null
}

export interface CauseChanges {
  readonly opened: readonly Cause[]
  readonly closed: readonly OpenCause[]
  /** Still there, but behind a larger cause now (its node), or in sight again (null). */
  readonly merged: readonly { readonly fault: OpenCause; readonly into: Cause | null }[]
  readonly widened: readonly { readonly fault: OpenCause; readonly added: readonly string[]; readonly removed: readonly string[] }[]
}

const nameOf = ({ kind, node, below }: Pick<Cause, 'kind' | 'node' | 'below'>): string => `${kind} ${node} ${below}`

/**
 * What must be written for the open faults to say what the causes say.
 * @param isSilent whether a device is silent now: one that is back and not yet called well keeps its fault, and is the cause of no new one
 */
export function compareCauses(
  causes: readonly Cause[],
  open: readonly OpenCause[],
  isSilent: (id: string) => boolean = () => true,
): CauseChanges {
  const wanted = new Map(causes.map((cause) => [nameOf(cause), cause]))
  const standing = new Map(open.map((fault) => [nameOf(fault), fault]))
  const darkens = new Map<string, Cause>()
  for (const cause of causes) for (const id of cause.under) darkens.set(`${cause.kind} ${id}`, cause)
  const changes = {
    opened: causes.filter(
      (cause) => !standing.has(nameOf(cause)) && (cause.kind === 'chattering' || [cause.node, ...cause.under].some(isSilent)),
    ),
    closed: [] as OpenCause[],
    merged: [] as { fault: OpenCause; into: Cause | null }[],
    widened: [] as { fault: OpenCause; added: string[]; removed: string[] }[],
  }
  for (const fault of open) {
    const cause = wanted.get(nameOf(fault))
    const larger = cause ? null : (darkens.get(`${fault.kind} ${fault.node}`) ?? null)
    if (!cause && !larger) changes.closed.push(fault)
    else if (larger ? true : fault.mergedInto !== null) changes.merged.push({ fault, into: larger })
    if (!cause) continue
    const now = new Set(cause.under)
    const added = cause.under.filter((id) => !fault.under.has(id))
    const removed = [...fault.under].filter((id) => !now.has(id))
    if (added.length > 0 || removed.length > 0) changes.widened.push({ fault, added, removed })
  }
  return changes
}
