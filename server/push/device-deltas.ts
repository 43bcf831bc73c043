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

/**
 * Which devices' states have changed since the last look; nothing is looked at while `isWatched` says that nobody would be told.
 * @param from the first look only remembers when it comes before anybody is served; later a screen may already have read older states, and
 * everything is told once
 */
export function deviceDeltas(
  pool: Pool,
  screens: DeviceScreens,
  { from, isWatched = () => true }: { from: 'beforeAnybody' | 'everything'; isWatched?: () => boolean },
  onError: (error: Error) => void,
): Loop {
  const known = new Map<string, DeviceState>()
  let looked = false
  let devices: readonly Watched[] = []
  let positions: ReadonlyMap<string, LngLat> = new Map()
  let registerAtMs = Number.NEGATIVE_INFINITY
  return loop(
    EVERY_MS,
    async () => {
      if (looked && !isWatched()) return
      const now = new Date()
      if (now.getTime() - registerAtMs >= REGISTER_MS) {
        devices = await readWatched(pool)
        positions = await readCameraPositions(pool)
        registerAtMs = now.getTime()
      }
      const [heard, deaf] = [await readHeard(pool), await readDeafness(pool)]
      const untold = !looked && from === 'beforeAnybody'
      looked = true
      const deltas: PlacedDelta[] = []
      for (const { id, kind, schoolId, heartbeatS } of devices) {
        const last = heard.get(id)
        if (!last) continue
        const state = deviceState({ kind, heartbeatS, ...last }, now, deaf)
        if (known.get(id) === state) continue
        known.set(id, state)
        const lastHeardAt = last.lastHeardAt?.toISOString() ?? null
        if (!untold) deltas.push({ id, state, lastHeardAt, schoolId, isCamera: kind === 'camera', position: positions.get(id) ?? null })
      }
      if (deltas.length > 0) screens.emitDevices(deltas)
      screens.emitCameraCounts(countCameras(devices, known))
    },
    onError,
  )
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
