import type { DeviceService, SchoolVisit, ServiceRecords } from '#contracts/work-order.ts'
import type { Principal } from '#domain/policy.ts'
import type { Queryable } from './pool.ts'
import { deviceScope, placeScope } from './scope.ts'

/** What is written down of devices and schools in scope; those of whom nothing is written are not in it. */
export async function readServiceRecords(db: Queryable, reader: Principal): Promise<ServiceRecords> {
  const devices = deviceScope(reader, 1)
  const { rows: ofDevices } = await db.query<DeviceService & { deviceId: string }>(
    `select s.device_id as "deviceId", model, parts, warranty_until::text as "warrantyUntil" from device_service s join device on device.id = s.device_id
     where ${devices.sql} order by s.device_id limit 20000`,
    devices.values,
  )
  const schools = placeScope(reader, 1, 'v.school_id')
  const { rows: ofSchools } = await db.query<SchoolVisit & { schoolId: string }>(
    `select v.school_id as "schoolId", hours, note from school_visit v where ${schools.sql} order by v.school_id`,
    schools.values,
  )
  return { devices: ofDevices, schools: ofSchools }
}

export async function saveDeviceService(
  db: Queryable,
  deviceId: string,
  { model, parts, warrantyUntil }: DeviceService,
  by: string,
): Promise<void> {
  await db.query(
    `insert into device_service (device_id, model, parts, warranty_until, changed_by) values ($1, $2, $3, $4, $5)
     on conflict (device_id) do update set model = excluded.model, parts = excluded.parts, warranty_until = excluded.warranty_until,
       changed_by = excluded.changed_by, changed_at = now()`,
    [deviceId, model, parts, warrantyUntil, by],
  )
}

export async function saveSchoolVisit(db: Queryable, schoolId: string, { hours, note }: SchoolVisit, by: string): Promise<void> {
  await db.query(
    `insert into school_visit (school_id, hours, note, changed_by) values ($1, $2, $3, $4)
     on conflict (school_id) do update set hours = excluded.hours, note = excluded.note, changed_by = excluded.changed_by, changed_at = now()`,
    [schoolId, hours, note, by],
  )
}
