// The figures of a monthly brief, in the reader's scope; each is one statement over the rows of its period.
import type { BriefFigures, StepTimes } from '#domain/draft-brief.ts'
import { NOT_MENDED_BY_SCHOOLS } from '#domain/fault-loss.ts'
import type { Principal } from '#domain/policy.ts'
import { listAvailability } from './availability.ts'
import type { Queryable } from './pool.ts'
import { alarmScope, faultScope } from './scope.ts'

type Period = { from: string; to: string }

/** Midnight in Shanghai at which a day begins. */
const midnight = (day: string): string => `${day}T00:00:00+08:00`
const MOST_SCHOOLS = 5
const MOST_KINDS = 50

/** Everything that a brief is drafted from but the measures, which their own module knows. `before`: the first day of what it is compared with. */
export async function readBriefFigures(
  db: Queryable,
  reader: Principal,
  { from, to, before }: Period & { before: string },
): Promise<Omit<BriefFigures, 'measures'>> {
  const { items } = await listAvailability(db, reader, { from, to, by: 'kind', limit: MOST_KINDS })
  return {
    from,
    to,
    ...(await readAlarms(db, reader, { from, to }, before)),
    dispositions: await readDispositions(db, reader, { from, to }),
    steps: await readSteps(db, reader, { from, to }),
    within: await readWithin(db, reader, { from, to }),
    schools: await readSchools(db, reader, { from, to }),
    availability: items.map(({ key, availability }) => ({ kind: key, percent: availability })),
    ...(await readFaults(db, reader, { from, to })),
  }
}

async function readAlarms(db: Queryable, reader: Principal, { from, to }: Period, before: string) {
  const scope = alarmScope(reader, 4)
  const { rows } = await db.query<Pick<BriefFigures, 'alarms' | 'alarmsBefore' | 'exercises' | 'open'>>(
    `select count(*) filter (where received_at >= $2 and not exercise_verified)::int as alarms,
       count(*) filter (where received_at < $2 and not exercise_verified)::int as "alarmsBefore",
       count(*) filter (where received_at >= $2 and exercise_verified)::int as exercises,
       count(*) filter (where received_at >= $2 and not exercise_verified and state <> 'closed')::int as open
     from alarm where received_at >= $1 and received_at < $3 and ${scope.sql}`,
    [midnight(before), midnight(from), midnight(to), ...scope.values],
  )
  return rows[0] ?? { alarms: 0, alarmsBefore: 0, exercises: 0, open: 0 }
}

async function readDispositions(db: Queryable, reader: Principal, { from, to }: Period): Promise<BriefFigures['dispositions']> {
  const scope = alarmScope(reader, 3)
  const { rows } = await db.query<{ disposition: string; alarms: number }>(
    `select disposition, count(*)::int as alarms from alarm
     where received_at >= $1 and received_at < $2 and not exercise_verified and disposition is not null and ${scope.sql}
     group by disposition order by alarms desc, disposition`,
    [midnight(from), midnight(to), ...scope.values],
  )
  return rows
}

/** The first time of each step of each alarm, by its own log. */
const FIRST_STEPS = (scope: string): string => `
  with own as (select id, received_at from alarm where received_at >= $1 and received_at < $2 and not exercise_verified and ${scope}),
       step as (select alarm_log.kind, greatest(0, extract(epoch from min(alarm_log.at) - own.received_at))::float8 as seconds
                from own join alarm_log on alarm_log.alarm_id = own.id
                where alarm_log.kind in ('shown', 'acknowledged', 'dispatched', 'arrived', 'resolved')
                group by own.id, own.received_at, alarm_log.kind)`

async function readSteps(db: Queryable, reader: Principal, { from, to }: Period): Promise<StepTimes[]> {
  const scope = alarmScope(reader, 3)
  const { rows } = await db.query<StepTimes>(
    `${FIRST_STEPS(scope.sql)}
     select kind as step, count(*)::int as alarms, percentile_disc(0.5) within group (order by seconds) as p50,
       percentile_disc(0.9) within group (order by seconds) as p90, percentile_disc(0.95) within group (order by seconds) as p95,
       max(seconds) as max
     from step group by kind order by array_position(array['shown', 'acknowledged', 'dispatched', 'arrived', 'resolved'], kind)`,
    [midnight(from), midnight(to), ...scope.values],
  )
  return rows
}

async function readWithin(db: Queryable, reader: Principal, { from, to }: Period): Promise<BriefFigures['within']> {
  const scope = alarmScope(reader, 3)
  const { rows } = await db.query<{ seconds: number; alarms: number }>(
    `${FIRST_STEPS(scope.sql)}
     select line as seconds, count(*) filter (where step.seconds <= line)::int as alarms
     from unnest(array[15, 20, 30, 60]) line left join step on step.kind = 'acknowledged' group by line order by line`,
    [midnight(from), midnight(to), ...scope.values],
  )
  return rows
}

async function readSchools(db: Queryable, reader: Principal, { from, to }: Period): Promise<BriefFigures['schools']> {
  const scope = alarmScope(reader, 4)
  const { rows } = await db.query<{ name: string; alarms: number }>(
    `select coalesce(school.name, '未登记学校') as name, count(*)::int as alarms
     from alarm left join school on school.id = alarm.school_id
     where received_at >= $1 and received_at < $2 and not exercise_verified and ${scope.sql}
     group by school.name having count(*) > 1 order by alarms desc, name limit $3`,
    [midnight(from), midnight(to), MOST_SCHOOLS, ...scope.values],
  )
  return rows
}

async function readFaults(db: Queryable, reader: Principal, { from, to }: Period): Promise<Pick<BriefFigures, 'faults' | 'faultKinds'>> {
  const scope = faultScope(reader, 4)
  const { rows } = await db.query<{ kind: string; opened: number; closed: number; open: number }>(
    `select kind, count(*) filter (where opened_at >= $1)::int as opened, count(*) filter (where closed_at >= $1 and closed_at < $2)::int as closed,
       count(*) filter (where closed_at is null)::int as open
     from fault where opened_at < $2 and (closed_at is null or closed_at >= $1) and merged_into is null
       and kind <> all($3::text[]) and ${scope.sql}
     group by kind order by opened desc, open desc, kind`,
    [midnight(from), midnight(to), NOT_MENDED_BY_SCHOOLS, ...scope.values],
  )
  const sum = (of: 'opened' | 'closed' | 'open') => rows.reduce((total, row) => total + row[of], 0)
  return { faults: { opened: sum('opened'), closed: sum('closed'), open: sum('open') }, faultKinds: rows }
}
