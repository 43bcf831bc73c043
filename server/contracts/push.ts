import * as z from 'zod'
import { Alarm } from './alarm.ts'
import { DeviceState } from './device.ts'
import { AlarmId } from './ids.ts'
import type { Problem } from './problem.ts'
import { Instant, LngLat } from './time.ts'

/** client → server: what did I miss since my cursor? */
export const Subscribe = z.strictObject({ since: z.int().min(0).optional() })
export const Subscribed = z.object({
  cursor: z.int().meta({ description: 'head of the change log when the answer was read' }),
  alarms: z.array(Alarm),
  reset: z.boolean().meta({ description: 'true: `alarms` is everything open; forget what you had' }),
})
export type Subscribed = z.infer<typeof Subscribed>

/** client → server: this version of this alarm is painted on a person's visible screen. */
export const Shown = z.strictObject({ id: AlarmId, version: z.int().min(1) })

/** client → server: what of the map this screen draws; of cameras elsewhere it is told when it looks there. */
export const View = z.strictObject({
  box: z
    .tuple([LngLat, LngLat])
    .nullable()
    .meta({ description: 'south-west and north-east corner, WGS-84; null: no camera is drawn at this zoom' }),
})
export type View = z.infer<typeof View>

/** server → client, once a second. */
export const Pulse = z
  .object({
    at: Instant,
    cursor: z.int().meta({ description: 'highest change number in this socket’s scope' }),
    probeAgeMs: z.number().nullable().meta({ description: 'ms since the newest probe that came back was sent; null: none yet' }),
    probeMs: z.number().nullable().meta({ description: 'journey of that probe, ms' }),
    gateway: z.boolean().meta({ description: 'connected to the broker' }),
    database: z.boolean(),
    backlog: z.int().meta({ description: 'messages taken but not yet committed' }),
    loopLagMs: z.number(),
    brokerDrops: z.int().nullable(),
    escalationLagMs: z.number().meta({ description: 'how far the escalation timer is behind its oldest due step, ms' }),
    unmannedSince: Instant.nullable().meta({ description: '值班台无人: since when nobody is at the desk during duty hours (R15)' }),
    version: z.string().meta({ description: 'of the server and its pages; another one than before: load the page anew at a quiet moment' }),
  })
  .meta({ id: 'Pulse' })
export type Pulse = z.infer<typeof Pulse>

export const DeviceDelta = z.object({ id: z.string(), state: DeviceState, lastHeardAt: Instant.nullable() })
export type DeviceDelta = z.infer<typeof DeviceDelta>

/** Answer to `view`: the cameras in it whose state changed while the screen looked elsewhere. */
export const Viewed = z.object({ devices: z.array(DeviceDelta) })
export type Viewed = z.infer<typeof Viewed>

/** server → client, to whoever has said a view: how many cameras of its scope are online, in view or not. */
export const CameraCount = z.object({ online: z.int(), total: z.int() })
export type CameraCount = z.infer<typeof CameraCount>

export type Reply<T> = (answer: T | { problem: z.infer<typeof Problem> }) => void
export interface ServerEvents {
  alarm: (alarm: Alarm) => void
  devices: (devices: DeviceDelta[]) => void
  cameraCount: (count: CameraCount) => void
  pulse: (pulse: Pulse) => void
}
export interface ClientEvents {
  subscribe: (request: z.input<typeof Subscribe> | null, reply: Reply<Subscribed>) => void
  shown: (request: z.infer<typeof Shown>, reply: Reply<{ ok: true }>) => void
  view: (request: View, reply: Reply<Viewed>) => void
}
