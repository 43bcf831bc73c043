import type { GapAction, ReportedFigure, SetGapAction, SetReportedFigure } from '#contracts/gap.ts'
import type { Principal } from '#domain/policy.ts'
import type { Queryable } from './pool.ts'
import { schoolScope } from './scope.ts'

type Kept<T> = Omit<T, 'at'> & { at: Date }
const dated = <T extends { at: Date }>({ at, ...row }: T) => ({ ...row, at: at.toISOString() })

/** What is undertaken against gaps of schools in scope, the newest version of each; `until` looks back. */
export async function listGapActions(
  db: Queryable,
  reader: Principal,
  { measure, school, until }: { measure?: string | undefined; school?: string | undefined; until?: string | undefined },
): Promise<GapAction[]> {
  const scope = schoolScope(reader, 4, 'school_id')
  const { rows } = await db.query<Kept<GapAction>>(
    `select distinct on (measure_id, school_id) measure_id as "measureId", school_id as "schoolId", version, action, responsible,
       to_char(due, 'YYYY-MM-DD') as due, noted_by as by, noted_at as at
     from gap_action where ($1::text is null or measure_id = $1) and ($2::text is null or school_id = $2)
       and ($3::timestamptz is null or noted_at <= $3) and ${scope.sql}
     order by measure_id, school_id, version desc`,
    [measure ?? null, school ?? null, until ?? null, ...scope.values],
  )
  return rows.map(dated)
}

/** Adds the next version. @returns false when `version` is not the newest */
export async function insertGapAction(
  db: Queryable,
  { measureId, schoolId, by }: { measureId: string; schoolId: string; by: string },
  { version, action, responsible, due }: SetGapAction,
): Promise<boolean> {
  const { rows } = await db.query(
    `insert into gap_action (measure_id, school_id, version, action, responsible, due, noted_by)
     select $1, $2, $3::int + 1, $4, $5, $6::date, $7
     where coalesce((select max(version) from gap_action where measure_id = $1 and school_id = $2), 0) = $3::int
     on conflict do nothing returning version`,
    [measureId, schoolId, version, action, responsible, due, by],
  )
  return rows.length > 0
}

/** Every version of what was reported in a period, the newest first. */
export async function listReportedFigures(db: Queryable, period: string, measure: string | null): Promise<ReportedFigure[]> {
  const { rows } = await db.query<Kept<ReportedFigure>>(
    `select measure_id as "measureId", period_id as "periodId", version, value, reason, reported_by as by, reported_at as at
     from reported_figure where period_id = $1 and ($2::text is null or measure_id = $2) order by measure_id, version desc`,
    [period, measure],
  )
  return rows.map(dated)
}

/** What was reported last in a period, by measure. */
export async function readReported(
  db: Queryable,
  period: string,
): Promise<Map<string, Omit<ReportedFigure, 'measureId' | 'periodId' | 'version'>>> {
  const found = new Map<string, Omit<ReportedFigure, 'measureId' | 'periodId' | 'version'>>()
  for (const { measureId, value, reason, by, at } of await listReportedFigures(db, period, null))
    if (!found.has(measureId)) found.set(measureId, { value, reason, by, at })
  return found
}

/** Adds the next version. @returns false when `version` is not the newest */
export async function insertReportedFigure(
  db: Queryable,
  { measureId, by }: { measureId: string; by: string },
  { periodId, version, value, reason }: SetReportedFigure,
): Promise<boolean> {
  const { rows } = await db.query(
    `insert into reported_figure (measure_id, period_id, version, value, reason, reported_by)
     select $1, $2, $3::int + 1, $4, $5, $6
     where coalesce((select max(version) from reported_figure where measure_id = $1 and period_id = $2), 0) = $3::int
     on conflict do nothing returning version`,
    [measureId, periodId, version, value, reason, by],
  )
  return rows.length > 0
}
