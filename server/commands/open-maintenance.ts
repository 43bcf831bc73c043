import type { MaintenanceWindow, NewMaintenance } from '#contracts/maintenance.ts'
import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { findDevice, findPlace } from '../store/device-list.ts'
import { endMaintenance as end, findMaintenance, insertMaintenance } from '../store/maintenance.ts'
import { type Pool, transaction } from '../store/pool.ts'

const LONGEST_MS = 30 * 86_400_000

/** Opens a maintenance window over a device with everything below it, or over a school; what it covers must be in scope. */
export async function openMaintenance(
  pool: Pool,
  by: Principal,
  { deviceId, schoolId, startsAt, endsAt, reason }: NewMaintenance,
): Promise<{ ok: true; window: MaintenanceWindow } | Refusal> {
  const now = new Date()
  const window = { startsAt: startsAt === undefined ? now : new Date(startsAt), endsAt: new Date(endsAt), reason, openedBy: by.username }
  const lasts = window.endsAt.getTime() - Math.max(now.getTime(), window.startsAt.getTime())
  if (lasts <= 0 || lasts > LONGEST_MS) {
    const message = 'expected an instant to come, within 30 days of the start'
    return refuse('refused-input', `endsAt: ${message}`, { errors: [{ path: 'body.endsAt', message }] })
  }
  const place = await placeOf(pool, by, deviceId, schoolId)
  if (place === null) return refuse('not-found', `there is no ${deviceId === undefined ? `school ${schoolId}` : `device ${deviceId}`}`)
  const id = await transaction(pool, (db) => insertMaintenance(db, { ...window, deviceId: deviceId ?? null, schoolId: place }))
  return { ok: true, window: (await findMaintenance(pool, by, id)) as MaintenanceWindow }
}

async function placeOf(pool: Pool, by: Principal, deviceId?: string, schoolId?: string): Promise<string | null> {
  if (deviceId !== undefined) return (await findDevice(pool, by, deviceId))?.schoolId ?? null
  return schoolId !== undefined && (await findPlace(pool, by, { schoolId })).school ? schoolId : null
}

/** Ends a window before its time. */
export async function endMaintenance(pool: Pool, by: Principal, id: string): Promise<{ ok: true; window: MaintenanceWindow } | Refusal> {
  if (!(await findMaintenance(pool, by, id))) return refuse('not-found', `there is no maintenance window ${id}`)
  if (!(await end(pool, id, by.username))) return refuse('conflict', 'the window has ended already')
  return { ok: true, window: (await findMaintenance(pool, by, id)) as MaintenanceWindow }
}
