// Entry of the worker's process: what runs by the clock and may wait has an event loop and connections of its own, so that a press never
// waits for it.
// It lives no longer than its parent.
import { once } from 'node:events'
import { setPriority } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { CameraCount } from '#contracts/push.ts'
import type { PlacedDelta } from '#domain/device-view.ts'
import { type DeviceScreens, deviceDeltas } from './push/device-deltas.ts'
import { appPool } from './store/pool.ts'
import { type WorkerSettings, workerLoops } from './system/worker.ts'

/** What the parent is told. */
export type WorkerMessage =
  | { readonly kind: 'error'; readonly message: string; readonly code: unknown; readonly context: string }
  | { readonly kind: 'load'; readonly busy: number; readonly residentBytes: number }
  | { readonly kind: 'devices'; readonly deltas: readonly PlacedDelta[] }
  | { readonly kind: 'cameraCounts'; readonly bySchool: readonly (readonly [school: string, count: CameraCount])[] }

const LOAD_EVERY_MS = 5_000
/** Changes of so many devices are one message: the parent reads it between two presses. */
const CHUNK = 500
const STOP_MS = 8_000
/** Below the processes of the alarm's path. */
const BELOW_NORMAL = 10

const tell = (message: WorkerMessage): void => {
  if (process.connected) process.send?.(message)
}
const onError = (error: Error, context: string): void =>
  tell({ kind: 'error', message: error.message, code: 'code' in error ? error.code : undefined, context })

// Ctrl+C and a service manager's SIGTERM reach the whole group: the parent decides when its worker stops.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
process.once('disconnect', () => process.exit(0))
setPriority(BELOW_NORMAL)

// Not on the command line, which every user of the machine can read: the database's password is among them.
const [settings] = (await once(process, 'message')) as [WorkerSettings]
const pool = appPool(settings.databaseUrl, {
  max: 6,
  name: 'xiaowei-worker',
  onError: (error) => onError(error, 'database connection'),
})
const screens: DeviceScreens = {
  emitDevices(deltas) {
    for (let i = 0; i < deltas.length; i += CHUNK) tell({ kind: 'devices', deltas: deltas.slice(i, i + CHUNK) })
  },
  emitCameraCounts: (bySchool) => tell({ kind: 'cameraCounts', bySchool: [...bySchool] }),
}
const loops = workerLoops(pool, settings, onError)
if (settings.tellsScreens) {
  const isWatched = () => true
  loops.push(deviceDeltas(pool, screens, isWatched, (error) => onError(error, 'device states')))
}
for (const one of loops) one.start()

let since = performance.eventLoopUtilization()
setInterval(() => {
  const now = performance.eventLoopUtilization()
  tell({ kind: 'load', busy: performance.eventLoopUtilization(now, since).utilization, residentBytes: process.memoryUsage.rss() })
  since = now
}, LOAD_EVERY_MS)

// The next word is to stop. What is cut off after STOP_MS is a transaction that rolls back.
await once(process, 'message')
const stopped = Promise.all(loops.map((one) => one.stop())).then(() => pool.end())
await Promise.race([stopped, delay(STOP_MS)])
process.exit(0)
