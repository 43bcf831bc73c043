import type { BoardFault } from '#contracts/fault-board.ts'
import type { SchoolHealth } from '#contracts/school-health.ts'
import type { Principal } from '#domain/policy.ts'
import { readFaultBoard } from './fault-board.ts'
import type { Queryable } from './pool.ts'
import { deviceScope } from './scope.ts'

type CountRow = Pick<
  SchoolHealth,
  'schoolId' | 'devices' | 'online' | 'offline' | 'unknown' | 'maintenance' | 'buttons' | 'buttonsOnline'
> & {
  provenAt: Date | null
  reason: 'dead' | 'unheard' | 'noButton' | null
  since: Date | null
}

/** How each school's devices stand now, as the watch last saw them; a vendor's figure is of its own devices. */
export async function listSchoolHealth(db: Queryable, reader: Principal): Promise<SchoolHealth[]> {
  const scope = deviceScope(reader, 1)
  const { rows } = await db.query<CountRow>(
    `select device.school_id as "schoolId", count(*)::int as devices, count(*) filter (where i.state = 'online')::int as online,
       count(*) filter (where i.state = 'offline')::int as offline, count(*) filter (where coalesce(i.state, 'unknown') = 'unknown')::int as unknown,
       count(*) filter (where i.state = 'maintenance')::int as maintenance, count(*) filter (where kind = 'panicButton')::int as buttons,
       count(*) filter (where kind = 'panicButton' and i.state = 'online')::int as "buttonsOnline",
       max(t.proven_at) filter (where kind = 'panicButton') as "provenAt", min(g.reason) as reason, min(g.since) as since
     from device left join device_interval i on i.device_id = device.id and i.until = 'infinity' left join device_state t on t.device_id = device.id
       left join alarm_gap g on g.school_id = device.school_id and g.ended_at is null
     where ${scope.sql} group by device.school_id order by device.school_id`,
    scope.values,
  )
  const { items } = await readFaultBoard(db, reader)
  const bySchool = new Map<string, BoardFault[]>()
  for (const fault of items) if (fault.schoolId !== null) bySchool.set(fault.schoolId, [...(bySchool.get(fault.schoolId) ?? []), fault])
  return rows.map(({ reason, since, provenAt, ...counts }) => {
    const faults = bySchool.get(counts.schoolId) ?? []
    const counted = counts.devices - counts.maintenance
    return {
      ...counts,
      onlineRate: counted === 0 ? null : Math.floor((counts.online / counted) * 1_000) / 10,
      darkSince: faults.find(({ cause }) => cause === 'uplink')?.since ?? null,
      faults: faults.length,
      worstLoss: faults[0]?.loss ?? null,
      provenAt: provenAt?.toISOString() ?? null,
      cannotAlarm: reason === null ? null : { reason, since: since?.toISOString() ?? null },
    }
  })
}
