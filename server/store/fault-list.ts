import type { Fault } from '#contracts/device.ts'
import type { Principal } from '#domain/policy.ts'
import { decodeCursor, INSTANT, instantKey, type Paged, pageOf, UUID } from './page.ts'
import type { Queryable } from './pool.ts'
import { faultScope } from './scope.ts'

export interface FaultFilter {
  school?: string | undefined
  device?: string | undefined
  state?: 'open' | 'closed' | undefined
  cursor?: string | undefined
  limit: number
}

type FaultRow = Omit<Fault, 'openedAt' | 'closedAt' | 'since'> & { openedAt: Date; closedAt: Date | null; since: Date | null; key: string }

/** Faults in the reader's scope, the newest first. */
export async function listFaults(
  db: Queryable,
  reader: Principal,
  { school, device, state, cursor, limit }: FaultFilter,
): Promise<Paged<Fault>> {
  const [openedAt, id] = decodeCursor(cursor, INSTANT, UUID) ?? [null, null]
  const scope = faultScope(reader, 7)
  const { rows } = await db.query<FaultRow>(
    `select id, kind, detail, point, device_id as "deviceId", school_id as "schoolId", opened_at as "openedAt", closed_at as "closedAt", count,
       since, merged_into as "mergedInto", (select count(*)::int from fault_under u where u.fault_id = fault.id) as under,
       ${instantKey('opened_at')} as key
     from fault
     where ($1::text is null or school_id = $1) and ($2::text is null or (closed_at is null) = ($2 = 'open'))
       and ($6::text is null or device_id = $6)
       and ($3::timestamptz is null or (opened_at <= $3 and (opened_at < $3 or id > $4::uuid))) and ${scope.sql}
     order by opened_at desc, id limit $5`,
    [school ?? null, state ?? null, openedAt, id, limit + 1, device ?? null, ...scope.values],
  )
  return pageOf(
    rows,
    limit,
    (row) => [row.key, row.id],
    ({ key, ...row }) => ({
      ...row,
      openedAt: row.openedAt.toISOString(),
      closedAt: row.closedAt?.toISOString() ?? null,
      since: row.since?.toISOString() ?? null,
    }),
  )
}
