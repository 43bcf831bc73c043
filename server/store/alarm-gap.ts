// 无报警能力: which schools could not call for help, since when, and who at the school knows it.
import type { AlarmGap } from '#contracts/school-health.ts'
import type { IncapableReason } from '#domain/alarm-capability.ts'
import type { Principal } from '#domain/policy.ts'
import type { Queryable } from './pool.ts'
import { placeScope } from './scope.ts'

export interface GapFound {
  readonly schoolId: string
  readonly reason: IncapableReason
  readonly since: Date
}

/** Makes the open gaps what was found: new ones begin, others end. A gap that only changes its reason goes on. */
export async function saveGaps(db: Queryable, found: readonly GapFound[], at: Date): Promise<void> {
  await db.query(
    `with found as (select * from jsonb_to_recordset($1::jsonb) as g("schoolId" text, reason text, since timestamptz)),
       ended as (update alarm_gap set ended_at = $2 where ended_at is null and school_id not in (select "schoolId" from found))
     insert into alarm_gap as g (school_id, reason, since) select "schoolId", reason, since from found
     on conflict (school_id) where ended_at is null do update set reason = excluded.reason where g.reason <> excluded.reason`,
    [JSON.stringify(found), at],
  )
}

type GapRow = Omit<AlarmGap, 'since' | 'confirmedAt'> & { since: Date; confirmedAt: Date | null }

const COLUMNS = `alarm_gap.id, alarm_gap.school_id as "schoolId", school.name as "schoolName", alarm_gap.reason, alarm_gap.since, confirmed_at as "confirmedAt",
  confirmed_by as "confirmedBy", confirmed_with as "confirmedWith"`

/** The open gaps in the reader's scope; those nobody at the school has confirmed stand first. */
export async function listGaps(db: Queryable, reader: Principal): Promise<AlarmGap[]> {
  const scope = placeScope(reader, 1, 'alarm_gap.school_id')
  const { rows } = await db.query<GapRow>(
    `select ${COLUMNS} from alarm_gap join school on school.id = alarm_gap.school_id
     where ended_at is null and ${scope.sql} order by confirmed_at is not null, since, school_id`,
    scope.values,
  )
  return rows.map(toGap)
}

/** Notes who confirmed; the first one stays. @returns null when there is no such open gap in scope */
export async function confirmGap(
  db: Queryable,
  reader: Principal,
  id: string,
  { by, spokenWith }: { by: string; spokenWith: string | null },
): Promise<AlarmGap | null> {
  const scope = placeScope(reader, 4, 'alarm_gap.school_id')
  const { rows } = await db.query<GapRow>(
    `update alarm_gap set confirmed_at = coalesce(confirmed_at, now()), confirmed_by = coalesce(confirmed_by, $2),
       confirmed_with = case when confirmed_at is null then $3 else confirmed_with end
     from school where alarm_gap.id = $1 and school.id = alarm_gap.school_id and ended_at is null and ${scope.sql} returning ${COLUMNS}`,
    [id, by, spokenWith, ...scope.values],
  )
  return rows[0] ? toGap(rows[0]) : null
}

const toGap = (row: GapRow): AlarmGap => ({
  ...row,
  since: row.since.toISOString(),
  confirmedAt: row.confirmedAt?.toISOString() ?? null,
})
