import type { MaintenanceWindow } from '#contracts/maintenance.ts'
import type { Principal } from '#domain/policy.ts'
import { decodeCursor, INSTANT, instantKey, type Paged, pageOf, UUID } from './page.ts'
import type { Queryable } from './pool.ts'
import { placeScope } from './scope.ts'

type WindowRow = Omit<MaintenanceWindow, 'startsAt' | 'endsAt'> & { startsAt: Date; endsAt: Date }

const SELECT = `select maintenance.id, device_id as "deviceId", school_id as "schoolId", starts_at as "startsAt", ends_at as "endsAt", reason,
    opened_by as "openedBy", ended_by as "endedBy", (select count(*)::int from maintenance_device m where m.maintenance_id = maintenance.id) as devices,
    ${instantKey('ends_at')} as key
  from maintenance`

/** Windows in the reader's scope, those that end last first. */
export async function listMaintenance(
  db: Queryable,
  reader: Principal,
  {
    school,
    state,
    cursor,
    limit,
  }: { school?: string | undefined; state?: 'open' | 'ended' | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<MaintenanceWindow>> {
  const [endsAt, id] = decodeCursor(cursor, INSTANT, UUID) ?? [null, null]
  const scope = placeScope(reader, 6, 'maintenance.school_id')
  const { rows } = await db.query<WindowRow & { key: string }>(
    `${SELECT} where ($1::text is null or school_id = $1) and ($2::text is null or (ends_at > now()) = ($2 = 'open'))
       and ($3::timestamptz is null or (ends_at <= $3 and (ends_at < $3 or id > $4::uuid))) and ${scope.sql}
     order by ends_at desc, id limit $5`,
    [school ?? null, state ?? null, endsAt, id, limit + 1, ...scope.values],
  )
  return pageOf(rows, limit, (row) => [row.key, row.id], toWindow)
}

export async function findMaintenance(db: Queryable, reader: Principal, id: string): Promise<MaintenanceWindow | null> {
  const scope = placeScope(reader, 2, 'maintenance.school_id')
  const { rows } = await db.query<WindowRow & { key: string }>(`${SELECT} where id = $1 and ${scope.sql}`, [id, ...scope.values])
  return rows[0] ? toWindow(rows[0]) : null
}

export interface WindowFound {
  readonly deviceId: string | null
  readonly schoolId: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly reason: string
  readonly openedBy: string
}

/** Opens a window over a device and everything below it, or over all devices of a school. @returns its id */
export async function insertMaintenance(db: Queryable, window: WindowFound): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into maintenance (device_id, school_id, starts_at, ends_at, reason, opened_by) values ($1, $2, $3, $4, $5, $6) returning id`,
    [window.deviceId, window.schoolId, window.startsAt, window.endsAt, window.reason, window.openedBy],
  )
  const id = rows[0]?.id as string
  await db.query(
    `with recursive covered as (
       select id from device where case when $2::text is null then school_id = $3 else id = $2 end
       union select device.id from device join covered on device.parent_id = covered.id)
     insert into maintenance_device (device_id, maintenance_id) select id, $1 from covered`,
    [id, window.deviceId, window.schoolId],
  )
  return id
}

/** @returns false when it had ended already */
export async function endMaintenance(db: Queryable, id: string, by: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'update maintenance set ends_at = greatest(starts_at, now()), ended_by = $2 where id = $1 and ends_at > now()',
    [id, by],
  )
  return rowCount === 1
}

const toWindow = ({ key, ...row }: WindowRow & { key: string }): MaintenanceWindow => ({
  ...row,
  startsAt: row.startsAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
})
