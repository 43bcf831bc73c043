import type { DeviceState } from '#contracts/device.ts'
import type { CameraCount } from '#contracts/push.ts'
import type { LngLat } from '#contracts/time.ts'
import { deviceState } from '#domain/device-state.ts'
import type { PlacedDelta } from '#domain/device-view.ts'
import type { Watched } from '#domain/device-watch.ts'
import { readCameraPositions, readHeard, readWatched } from '../store/device-watch.ts'
import { readDeafness } from '../store/hearing.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from '../worker/loop.ts'

const EVERY_MS = 5_000
/** The register is read anew so often, ms: a device registered meanwhile is told of then. */
const REGISTER_MS = 30_000

/** Who is told. */
export interface DeviceScreens {
  emitDevices(deltas: readonly PlacedDelta[]): void
  emitCameraCounts(bySchool: ReadonlyMap<string, CameraCount>): void
}

interface Look {
  readonly changed: PlacedDelta[]
  readonly cameras: ReadonlyMap<string, CameraCount>
}

/** Looks at the states of all devices. @returns how to look: what has changed since the last look, everything at the first */
function deviceLook(pool: Pool): () => Promise<Look> {
  const known = new Map<string, DeviceState>()
  let devices: readonly Watched[] = []
  let positions: ReadonlyMap<string, LngLat> = new Map()
  let registerAtMs = Number.NEGATIVE_INFINITY
  return async () => {
    const now = new Date()
    if (now.getTime() - registerAtMs >= REGISTER_MS) {
      devices = await readWatched(pool)
      positions = await readCameraPositions(pool)
      registerAtMs = now.getTime()
    }
    const [heard, deaf] = [await readHeard(pool), await readDeafness(pool)]
    const changed: PlacedDelta[] = []
    for (const { id, kind, schoolId, heartbeatS } of devices) {
      const last = heard.get(id)
      if (!last) continue
      const state = deviceState({ kind, heartbeatS, ...last }, now, deaf)
      if (known.get(id) === state) continue
      known.set(id, state)
      const lastHeardAt = last.lastHeardAt?.toISOString() ?? null
      changed.push({ id, state, lastHeardAt, schoolId, isCamera: kind === 'camera', position: positions.get(id) ?? null })
    }
    return { changed, cameras: countCameras(devices, known) }
  }
}

/** Tells of every state at first, then of what changes; nothing is looked at while `isWatched` says that nobody would be told. */
export function deviceDeltas(pool: Pool, screens: DeviceScreens, isWatched: () => boolean, onError: (error: Error) => void): Loop {
  const look = deviceLook(pool)
  return loop(
    EVERY_MS,
    async () => {
      if (!isWatched()) return
      const { changed, cameras } = await look()
      if (changed.length > 0) screens.emitDevices(changed)
      screens.emitCameraCounts(cameras)
    },
    onError,
  )
}

/**
 * Passes on only what differs from what screens may have read since the start of this process: whoever looks may have begun later, or anew,
 * and a restart is no change of any device.
 */
export function onlyNews(pool: Pool, screens: DeviceScreens, onError: (error: Error) => void): DeviceScreens {
  const atStart = deviceLook(pool)().then(
    ({ changed }) => new Map(changed.map(({ id, state }) => [id, state])),
    (error: Error) => {
      onError(error)
      return new Map<string, DeviceState>() // everything is told once
    },
  )
  return {
    emitDevices(deltas) {
      void atStart.then((told) => {
        const news = deltas.filter(({ id, state }) => told.get(id) !== state)
        for (const { id, state } of news) told.set(id, state)
        if (news.length > 0) screens.emitDevices(news)
      })
    },
    emitCameraCounts: (bySchool) => screens.emitCameraCounts(bySchool),
  }
}

function countCameras(devices: readonly Watched[], known: ReadonlyMap<string, DeviceState>): Map<string, CameraCount> {
  const bySchool = new Map<string, CameraCount>()
  for (const { id, kind, schoolId } of devices) {
    if (kind !== 'camera') continue
    const count = bySchool.get(schoolId) ?? { online: 0, total: 0 }
    count.total++
    if (known.get(id) === 'online') count.online++
    bySchool.set(schoolId, count)
  }
  return bySchool
}
