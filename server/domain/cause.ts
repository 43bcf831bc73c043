// One cause, one fault (design section 3): camera → recorder → switch → the school's uplink → the broker.
import type { DeviceKind } from '#contracts/device.ts'
import type { Condition } from './damping.ts'
import { isPrompt } from './device-state.ts'

/** A device in its place. */
export interface Placed {
  readonly id: string
  readonly schoolId: string
  readonly kind: DeviceKind
  readonly source: string
  readonly parentId: string | null
}

export interface Standing {
  readonly condition: Condition
  /** Whether it was ever heard: what was not tells nothing of what is above it. */
  readonly observed: boolean
  /** Whether it is silent now, long enough for a fault or not; default: as its condition says. */
  readonly silent?: boolean
}

/**
 * What has failed: a device; everything `below` a device that itself is well; or what no register holds: a school's uplink, a platform
 * that speaks for many devices, the broker.
 */
export interface Cause {
  readonly kind: 'offline' | 'chattering'
  /** device id, `/uplink/<school>`, `/platform/<source>` or `/broker`: no device's id begins with a slash */
  readonly node: string
  readonly below: boolean
  /** The devices that it darkens, itself left out, in id order. */
  readonly under: readonly string[]
}

const BROKER = '/broker'

/** Whether a cause is a device of the register. */
export const isDeviceNode = (node: string): boolean => !node.startsWith('/')

const WITNESSES = 2
/** So many devices below one that is well, and all of them dark, are one fault. */
const BELOW_AT_LEAST = 3

interface Node {
  readonly id: string
  readonly device: Placed | null
  readonly parent: string | null
  readonly children: string[]
}

/** The tree of everything that can fail. Built once for a register, asked for every look. */
export interface Topology {
  readonly nodes: ReadonlyMap<string, Node>
  /** Children before their parents. */
  readonly upwards: readonly string[]
}

/** The school's uplink is above whatever has no parent of its own; a mount that speaks for several devices is a platform between them. */
export function topologyOf(devices: readonly Placed[]): Topology {
  const known = new Map(devices.map((device) => [device.id, device]))
  const nodes = new Map<string, Node>()
  const add = (id: string, device: Placed | null, parent: string | null) => {
    if (!nodes.has(id)) nodes.set(id, { id, device, parent, children: [] })
  }
  add(BROKER, null, null)
  const schoolsOf = new Map<string, Set<string>>()
  for (const { source, schoolId } of devices) schoolsOf.set(source, (schoolsOf.get(source) ?? new Set()).add(schoolId))
  for (const device of devices) {
    const uplink = `/uplink/${device.schoolId}`
    add(uplink, null, BROKER)
    const parent = parentOf(device, known)
    if (parent !== null) add(device.id, device, parent)
    else if (device.source.startsWith('edge/')) {
      const platform = `/platform/${device.source}`
      add(platform, null, schoolsOf.get(device.source)?.size === 1 ? uplink : BROKER)
      add(device.id, device, platform)
    } else add(device.id, device, uplink)
  }
  for (const { id, parent } of nodes.values()) if (parent !== null) nodes.get(parent)?.children.push(id)
  const downwards: string[] = [BROKER]
  for (let i = 0; i < downwards.length; i++) downwards.push(...(nodes.get(downwards[i] as string)?.children ?? []))
  return { nodes, upwards: downwards.reverse() }
}

/** A parent that is not registered, or that would close a ring, is none. */
function parentOf(device: Placed, known: ReadonlyMap<string, Placed>): string | null {
  const seen = new Set([device.id])
  for (let above = device.parentId; above !== null; above = known.get(above)?.parentId ?? null) {
    if (seen.has(above)) return null
    seen.add(above)
  }
  return device.parentId !== null && known.has(device.parentId) ? device.parentId : null
}

/** How a subtree stands, from its devices that beat often enough to be witnesses. */
interface Tally {
  witnesses: number
  /** Dark, or silent and not yet called so: those that share a cause fall silent within one beat of each other, and come back so. */
  dark: number
  /** Dark for certain: without one of these nothing has failed. */
  certain: number
}

const isDark = (standing: Standing): boolean => standing.condition === 'dark' || standing.silent === true

/** What has failed, each cause once, with what is under it. Pure. */
export function roots(topology: Topology, standingOf: (id: string) => Standing | undefined): Cause[] {
  const tallies = tally(topology, standingOf)
  const fate = new Map<string, 'down' | 'below' | null>()
  for (const id of topology.upwards) fate.set(id, fateOf(id, topology, standingOf, tallies))
  const found = new Map<string, Cause & { under: string[] }>()
  const noted = (kind: Cause['kind'], node: string, below: boolean) => {
    const key = `${kind} ${node}`
    const cause = found.get(key) ?? { kind, node, below, under: [] }
    found.set(key, cause)
    return cause
  }
  const chatter = chatterers(topology, standingOf)
  for (const [id, { device }] of topology.nodes) {
    if (!device) continue
    const condition = standingOf(id)?.condition
    if (condition === 'chattering') {
      const node = chatter(id)
      const cause = noted('chattering', node, node !== id && topology.nodes.get(node)?.device !== null)
      if (node !== id) cause.under.push(id)
    }
    if (condition !== 'dark') continue
    const node = highest(id, topology, fate)
    const cause = noted('offline', node, fate.get(node) === 'below')
    if (node !== id) cause.under.push(id)
  }
  for (const cause of found.values()) cause.under.sort()
  return [...found.values()].sort((a, b) => (a.node < b.node ? -1 : a.node > b.node ? 1 : a.kind < b.kind ? -1 : 1))
}

function tally({ nodes, upwards }: Topology, standingOf: (id: string) => Standing | undefined): Map<string, Tally> {
  const tallies = new Map<string, Tally>()
  for (const id of upwards) {
    const node = nodes.get(id) as Node
    const own = node.device && isPrompt(node.device.kind) ? standingOf(id) : undefined
    const seen = own?.observed ? own : undefined
    const sum: Tally = { witnesses: seen ? 1 : 0, dark: seen && isDark(seen) ? 1 : 0, certain: seen?.condition === 'dark' ? 1 : 0 }
    for (const child of node.children) {
      const below = tallies.get(child) as Tally
      sum.witnesses += below.witnesses
      sum.dark += below.dark
      sum.certain += below.certain
    }
    tallies.set(id, sum)
  }
  return tallies
}

/** Down by its own silence; or, where nobody hears it directly, because everything below it is dark at once. */
function fateOf(
  id: string,
  { nodes }: Topology,
  standingOf: (id: string) => Standing | undefined,
  tallies: ReadonlyMap<string, Tally>,
): 'down' | 'below' | null {
  const { device, children } = nodes.get(id) as Node
  const own = device ? standingOf(id) : undefined
  if (own?.observed) {
    const below = sum(children, tallies)
    if (own.condition === 'dark' || (own.silent === true && below.certain > 0)) return 'down'
    return below.witnesses >= BELOW_AT_LEAST && below.dark === below.witnesses && below.certain > 0 ? 'below' : null
  }
  const all = tallies.get(id) as Tally
  if (all.witnesses < WITNESSES || all.dark < all.witnesses || all.certain === 0) return null
  // One school alone says nothing of the broker.
  if (id === BROKER && children.filter((child) => (tallies.get(child)?.witnesses ?? 0) > 0).length < WITNESSES) return null
  return 'down'
}

const sum = (children: readonly string[], tallies: ReadonlyMap<string, Tally>): Tally =>
  children.reduce(
    (so, child) => {
      const below = tallies.get(child) as Tally
      return { witnesses: so.witnesses + below.witnesses, dark: so.dark + below.dark, certain: so.certain + below.certain }
    },
    { witnesses: 0, dark: 0, certain: 0 },
  )

/** The highest failed node above a dark device with no well one between; the device itself where there is none. */
function highest(id: string, { nodes }: Topology, fate: ReadonlyMap<string, 'down' | 'below' | null>): string {
  let found = id
  for (let above = nodes.get(id)?.parent ?? null; above !== null; above = nodes.get(above)?.parent ?? null) {
    const how = fate.get(above)
    if (!how) break
    found = above
    if (how === 'below') break
  }
  return found
}

/** Two that flicker below one and the same are one line, as far up as a school's uplink. */
function chatterers({ nodes, upwards }: Topology, standingOf: (id: string) => Standing | undefined): (id: string) => string {
  const flickers = new Set<string>()
  const stopsAt = new Set<string>()
  for (const id of upwards) {
    const { device, children } = nodes.get(id) as Node
    const own = device !== null && standingOf(id)?.condition === 'chattering'
    const together = id !== BROKER && children.filter((child) => flickers.has(child)).length >= 2
    if (together) stopsAt.add(id)
    if (own || together) flickers.add(id)
  }
  return (id) => {
    let found = id
    for (let above = nodes.get(id)?.parent ?? null; above !== null && flickers.has(above); above = nodes.get(above)?.parent ?? null)
      if (stopsAt.has(above) || standingOf(above)?.condition === 'chattering') found = above
    return found
  }
}
