import { expect, it } from 'vitest'
import type { DeviceState } from '#contracts/device.ts'
import { topologyOf } from '#domain/cause.ts'
import { causesOf, compareCauses, judged, type OpenCause, type Standstill } from '#domain/device-watch.ts'

const BEAT_MS = 60_000
const MISSED_MS = 3 * BEAT_MS
const LOOK_MS = 2_000
const CAMERAS = 12
const CUT_MS = 600_000
const BACK_MS = 1_500_000
const END_MS = 2_100_000

/** A school's cameras, each with its own second of the minute; silent from the cut until the uplink is back, those in `dead` for ever. */
function course(parentOf: (n: number) => string | null, dead: readonly number[] = []) {
  const recorder = { id: 'nvr', schoolId: 's', kind: 'recorder' as const, source: 'native', parentId: null }
  const cameras = Array.from({ length: CAMERAS }, (_, n) => {
    return { id: `c${n}`, schoolId: 's', kind: 'camera' as const, source: 'native', parentId: parentOf(n) }
  })
  const devices = [recorder, ...cameras]
  const topology = topologyOf(devices)
  const phase = (n: number): number => (n * BEAT_MS) / devices.length
  const lastBeat = (n: number, now: number): number => {
    const isUp = (at: number) => at < CUT_MS || (at >= BACK_MS && !dead.includes(n - 1))
    let at = Math.floor((now - phase(n)) / BEAT_MS) * BEAT_MS + phase(n)
    while (!isUp(at)) at -= BEAT_MS
    return at
  }
  const known = new Map<string, Standstill>()
  let open: OpenCause[] = []
  const opened: string[] = []
  for (let now = 2 * BEAT_MS; now < END_MS; now += LOOK_MS) {
    for (const [n, { id }] of devices.entries()) {
      const state: DeviceState = now - lastBeat(n, now) > MISSED_MS ? 'offline' : 'online'
      const before: Standstill = known.get(id) ?? { state, sinceMs: 0, changes: [], condition: 'well' }
      const after = before.state === state ? before : { ...before, state, sinceMs: now, changes: [...before.changes, now] }
      known.set(id, judged(after, now))
    }
    const changes = compareCauses(causesOf(topology, known), open, (id) => known.get(id)?.state === 'offline')
    for (const { node } of changes.opened) opened.push(node)
    const gone = new Set(changes.closed.map(({ faultId }) => faultId))
    open = [
      ...open.filter(({ faultId }) => !gone.has(faultId)),
      ...changes.opened.map((cause) => ({ ...cause, faultId: `${cause.node}`, under: new Set(cause.under), mergedInto: null })),
    ]
  }
  return { opened, open: open.map(({ node }) => node) }
}

it('makes one fault of a school’s cut uplink, though its devices beat at different seconds, and none on the way back', () => {
  expect(course(() => null)).toEqual({ opened: ['/uplink/s'], open: [] })
})

it('makes the same of a school whose cameras hang on a recorder', () => {
  expect(course(() => 'nvr')).toEqual({ opened: ['/uplink/s'], open: [] })
})

it('names the one camera that did not come back, once the others are well', () => {
  expect(course(() => null, [4])).toEqual({ opened: ['/uplink/s', 'c4'], open: ['c4'] })
})
