import type { Day } from '#contracts/day.ts'
import type { Principal } from '#domain/policy.ts'
import type { Queryable } from './pool.ts'
import { alarmScope, deviceScope, faultScope, schoolScope } from './scope.ts'

type Happened = { at: string; schoolId: string | null }

/** Today's figures in the reader's scope; the day begins at midnight in Shanghai. */
export async function readDay(db: Queryable, reader: Principal, now = new Date()): Promise<Day> {
  const from = new Date(Math.floor((now.getTime() + SHANGHAI_MS) / DAY_MS) * DAY_MS - SHANGHAI_MS)
  const [alarms, faults, lastDrill, lastProven] = [
    await readAlarms(db, reader, from),
    await readFaults(db, reader),
    await readDrill(db, reader),
    await readProven(db, reader),
  ]
  return { from: from.toISOString(), ...alarms, ...faults, lastDrill, lastProven }
}

const DAY_MS = 86_400_000
const SHANGHAI_MS = 8 * 3_600_000 // no summer time since 1991

async function readAlarms(db: Queryable, reader: Principal, from: Date): Promise<Pick<Day, 'alarms' | 'exercises' | 'genuine'>> {
  const scope = alarmScope(reader, 2)
  const { rows } = await db.query<Pick<Day, 'alarms' | 'exercises' | 'genuine'>>(
    `select count(*) filter (where not exercise_verified)::int as alarms, count(*) filter (where exercise_verified)::int as exercises,
       count(*) filter (where disposition = 'genuine')::int as genuine
     from alarm where received_at >= $1 and ${scope.sql}`,
    [from, ...scope.values],
  )
  return rows[0] ?? { alarms: 0, exercises: 0, genuine: 0 }
}

async function readFaults(db: Queryable, reader: Principal): Promise<Pick<Day, 'openFaults' | 'devicesToMend'>> {
  const scope = faultScope(reader, 1)
  const { rows } = await db.query<Pick<Day, 'openFaults' | 'devicesToMend'>>(
    `select count(*)::int as "openFaults", count(distinct device_id)::int as "devicesToMend" from fault where closed_at is null and merged_into is null and ${scope.sql}`,
    scope.values,
  )
  return rows[0] ?? { openFaults: 0, devicesToMend: 0 }
}

async function readDrill(db: Queryable, reader: Principal): Promise<Happened | null> {
  const scope = schoolScope(reader, 1, 'school_id')
  const { rows } = await db.query<{ at: Date; schoolId: string | null }>(
    `select opened_at as at, school_id as "schoolId" from exercise where kind = 'drill' and ${scope.sql} order by opened_at desc limit 1`,
    scope.values,
  )
  return rows[0] ? { ...rows[0], at: rows[0].at.toISOString() } : null
}

async function readProven(db: Queryable, reader: Principal): Promise<Happened | null> {
  const scope = deviceScope(reader, 1)
  const { rows } = await db.query<{ at: Date; schoolId: string | null }>(
    `select proven_at as at, device.school_id as "schoolId" from device_state join device on device.id = device_state.device_id
     where proven_at is not null and ${scope.sql} order by proven_at desc limit 1`,
    scope.values,
  )
  return rows[0] ? { ...rows[0], at: rows[0].at.toISOString() } : null
}
