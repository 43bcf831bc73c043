import { alarmCapability, type ButtonStanding } from '#domain/alarm-capability.ts'
import { type Cause, isDeviceNode, type Topology, topologyOf } from '#domain/cause.ts'
import {
  afterTransition,
  causesOf,
  compareCauses,
  judged,
  type OpenCause,
  type Standstill,
  transitions,
  type Watched,
} from '#domain/device-watch.ts'
import { type GapFound, saveGaps } from '../store/alarm-gap.ts'
import { type FoundCause, readOpenCauses, saveCauses } from '../store/cause-fault.ts'
import { readHeard, readStandstills, readWatched, saveTransitions } from '../store/device-watch.ts'
import { GAP_MS, type Lease, leaveWatch, noteListened, readDeafness, takeWatch } from '../store/hearing.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { readOpenSchoolIds } from '../store/school.ts'

/** The register is read anew so often; a device registered meanwhile is watched then. ms */
const REGISTER_MS = 30_000
/** Buttons that were only just registered have so long to speak for the first time. ms */
const FIRST_WORD_MS = 15 * 60_000
// Short transactions: on the embedded database one keeps everybody else waiting.
const CHUNK = 500

interface Memory {
  devices: Watched[]
  topology: Topology
  schools: string[]
  readAtMs: number
  known: Map<string, Standstill>
  open: OpenCause[]
}

/**
 * The watch over all devices: intervals of states, written on transitions alone, and one fault a cause. Of several workers one keeps it;
 * what it remembers is read from the database when it takes over, and again after any error, so that its death loses nothing.
 */
export class DeviceWatch {
  readonly #pool: Pool
  readonly #name: string
  #memory: Memory | null = null
  #gaps = ''

  constructor(pool: Pool, name: string) {
    this.#pool = pool
    this.#name = name
  }

  /** One look. @returns how many transitions it found; null while another worker keeps the watch */
  async look(): Promise<number | null> {
    const lease = await takeWatch(this.#pool, this.#name)
    if (!lease) {
      this.#memory = null
      this.#gaps = ''
      return null
    }
    try {
      await this.#listen(lease)
      return await this.#look(lease.now)
    } catch (error) {
      this.#memory = null
      throw error
    }
  }

  async leave(): Promise<void> {
    await leaveWatch(this.#pool, this.#name)
  }

  /** Somebody listens when a gateway said so and heard its own probe within the last looks. */
  async #listen({ now, listenedUntil, heardAt }: Lease): Promise<void> {
    if (heardAt && now.getTime() - heardAt.getTime() < GAP_MS) await noteListened(this.#pool, listenedUntil, heardAt)
  }

  async #look(now: Date): Promise<number> {
    const memory = await this.#remember(now.getTime())
    const heard = await readHeard(this.#pool)
    const found = transitions(memory.devices, (id) => heard.get(id), memory.known, now, await readDeafness(this.#pool))
    for (let i = 0; i < found.length; i += CHUNK) {
      const chunk = found.slice(i, i + CHUNK)
      await transaction(this.#pool, (db) => saveTransitions(db, chunk))
      for (const step of chunk) memory.known.set(step.deviceId, afterTransition(memory.known.get(step.deviceId), step))
    }
    if (this.#judge(memory, now) || found.length > 0 || memory.readAtMs === now.getTime()) await this.#saveCauses(memory, now)
    await this.#saveGaps(memory, now)
    return found.length
  }

  async #remember(nowMs: number): Promise<Memory> {
    const before = this.#memory
    if (before && nowMs - before.readAtMs < REGISTER_MS) return before
    const devices = await readWatched(this.#pool)
    const schools = await readOpenSchoolIds(this.#pool, null)
    const open = await readOpenCauses(this.#pool)
    const known = before?.known ?? (await readStandstills(this.#pool, faulty(open)))
    const registered = new Set(devices.map(({ id }) => id))
    for (const id of known.keys()) if (!registered.has(id)) known.delete(id)
    this.#memory = { devices, topology: topologyOf(devices), schools, readAtMs: nowMs, known, open }
    return this.#memory
  }

  #judge({ known }: Memory, now: Date): boolean {
    let changed = false
    for (const [id, before] of known) {
      const after = judged(before, now.getTime())
      if (after === before) continue
      known.set(id, after)
      changed = true
    }
    return changed
  }

  async #saveCauses(memory: Memory, now: Date): Promise<void> {
    const causes = causesOf(memory.topology, memory.known)
    const { opened, ...changes } = compareCauses(causes, memory.open, (id) => memory.known.get(id)?.state === 'offline')
    if (opened.length + changes.closed.length + changes.merged.length + changes.widened.length === 0) return
    const schoolOf = new Map(memory.devices.map(({ id, schoolId }) => [id, schoolId]))
    const described = opened.map((cause) => describe(cause, memory.known, schoolOf, now))
    await transaction(this.#pool, (db) => saveCauses(db, changes, described, now))
    memory.open = await readOpenCauses(this.#pool)
  }

  /** Which schools cannot alarm; written only when it changed. */
  async #saveGaps(memory: Memory, now: Date): Promise<void> {
    const gaps = gapsOf(memory, now)
    const said = gaps.map(({ schoolId, reason }) => `${schoolId} ${reason}`).join()
    if (said === this.#gaps) return
    await saveGaps(this.#pool, gaps, now)
    this.#gaps = said
  }
}

/** Which condition each device had, from the faults that name it: what a worker that takes over goes on from. */
function faulty(open: readonly OpenCause[]): Map<string, 'dark' | 'chattering'> {
  const found = new Map<string, 'dark' | 'chattering'>()
  for (const { kind, node, below, under } of open) {
    const condition = kind === 'offline' ? 'dark' : 'chattering'
    if (!below && isDeviceNode(node)) found.set(node, condition)
    for (const id of under) found.set(id, condition)
  }
  return found
}

/** Which schools cannot alarm by their buttons: what lies behind a dead uplink reaches nobody, whatever it last said. */
function gapsOf({ devices, schools, known, topology, open }: Memory, now: Date): GapFound[] {
  const cut = new Set(open.filter(({ kind, below }) => kind === 'offline' && !below).map(({ node }) => node))
  const standings = new Map<string, ButtonStanding[]>(schools.map((id) => [id, []]))
  for (const { id, kind, schoolId } of devices) {
    if (kind !== 'panicButton') continue
    const standing = known.get(id)
    if (!standing) continue
    const blink = standing.state === 'offline' && standing.condition === 'well'
    const state = isCutOff(id, topology, cut) ? 'offline' : blink ? 'online' : standing.state
    standings.get(schoolId)?.push({ state, since: new Date(standing.sinceMs), provenAt: null })
  }
  return [...standings].flatMap(([schoolId, buttons]): GapFound[] => {
    const { cannotAlarm } = alarmCapability(buttons)
    if (!cannotAlarm) return []
    const { reason } = cannotAlarm
    const since = cannotAlarm.since ?? buttons[0]?.since ?? now
    return reason === 'unheard' && now.getTime() - since.getTime() < FIRST_WORD_MS ? [] : [{ schoolId, reason, since }]
  })
}

function isCutOff(id: string, { nodes }: Topology, cut: ReadonlySet<string>): boolean {
  for (let above = nodes.get(id)?.parent ?? null; above !== null; above = nodes.get(above)?.parent ?? null) if (cut.has(above)) return true
  return false
}

/** Where a cause is, and since when it is: by its own silence, or by the middle one of those it darkens. */
function describe(cause: Cause, known: ReadonlyMap<string, Standstill>, schoolOf: ReadonlyMap<string, string>, now: Date): FoundCause {
  const deviceId = isDeviceNode(cause.node) ? cause.node : null
  const schools = new Set(cause.under.map((id) => schoolOf.get(id)))
  const schoolId = deviceId ? (schoolOf.get(deviceId) ?? null) : schools.size === 1 ? ([...schools][0] ?? null) : null
  const own = deviceId && !cause.below ? known.get(deviceId)?.sinceMs : undefined
  const sinces = cause.under.flatMap((id) => known.get(id)?.sinceMs ?? []).sort((a, b) => a - b)
  return { ...cause, deviceId, schoolId, since: new Date(own ?? sinces[sinces.length >> 1] ?? now.getTime()) }
}
