import type { GapAction, ReportedFigure, SetGapAction, SetReportedFigure } from '#contracts/gap.ts'
import type { Fraction, MeasureFigure } from '#contracts/measure.ts'
import { findMeasure } from '#domain/measures/registry.ts'
import type { Principal } from '#domain/policy.ts'
import { figureOf, readDistrictSums, type Sums } from './measure-sum.ts'
import { personName } from './person-name.ts'
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
       to_char(due, 'YYYY-MM-DD') as due, ${personName('noted_by')} as by, noted_at as at
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

type ReportedRow = Kept<Pick<ReportedFigure, 'measureId' | 'periodId' | 'version' | 'words' | 'reason' | 'by'> & { at: string }> &
  Record<'met' | 'applicable' | 'rate' | 'computedMet' | 'computedApplicable' | 'computedRate', number | null>

const reportedValue = ({ met, applicable, rate }: ReportedRow): ReportedFigure['value'] =>
  met !== null && applicable !== null ? { met, applicable } : rate === null ? null : { rate }

const computedOf = ({ computedMet: met, computedApplicable: applicable, computedRate: rate }: ReportedRow): Fraction | null =>
  met === null || applicable === null ? null : { met, applicable, rate }

/** 系统数 of the whole district; null while it is not added up. */
function systemOf(measureId: string, sums: Map<string, Sums> | undefined): Fraction | null {
  const { met, applicable, rate, computedAt } = figureOf(findMeasure(measureId)?.counts ?? 'schools', sums?.get(measureId))
  return computedAt === null ? null : { met, applicable, rate }
}

/** 系统数 of one measure in a period, of the whole district; null while it is not added up. */
export async function readSystemFigure(db: Queryable, period: string, measureId: string): Promise<Fraction | null> {
  return systemOf(measureId, (await readDistrictSums(db, [period])).get(period))
}

/** Every version of what was reported, in a period or in all, the newest first, beside the system's figure as it is. */
export async function listReportedFigures(db: Queryable, period: string | null, measure: string | null): Promise<ReportedFigure[]> {
  const { rows } = await db.query<ReportedRow>(
    `select measure_id as "measureId", period_id as "periodId", version, words, met::float8 as met, applicable::float8 as applicable, rate::float8 as rate,
       computed_met::float8 as "computedMet", computed_applicable::float8 as "computedApplicable", computed_rate::float8 as "computedRate",
       reason, ${personName('reported_by')} as by, reported_at as at
     from reported_figure where ($1::text is null or period_id = $1) and ($2::text is null or measure_id = $2)
     order by period_id, measure_id, version desc`,
    [period, measure],
  )
  const sums = await readDistrictSums(db, [...new Set(rows.map(({ periodId }) => periodId))])
  return rows.map((row) => {
    const { measureId, periodId, version, words, reason, by, at } = row
    const system = systemOf(measureId, sums.get(periodId))
    return {
      measureId,
      periodId,
      version,
      value: reportedValue(row),
      words,
      reason,
      computed: computedOf(row),
      system,
      by,
      at: at.toISOString(),
    }
  })
}

/** What was reported last in a period, by measure. */
export async function readReported(db: Queryable, period: string): Promise<Map<string, NonNullable<MeasureFigure['reported']>>> {
  const found = new Map<string, NonNullable<MeasureFigure['reported']>>()
  for (const { measureId, value, words, reason, by, at } of await listReportedFigures(db, period, null))
    if (!found.has(measureId)) found.set(measureId, { value, words, reason, by, at })
  return found
}

/** Adds the next version. @returns false when `version` is not the newest */
export async function insertReportedFigure(
  db: Queryable,
  { measureId, by, computed }: { measureId: string; by: string; computed: Fraction | null },
  { periodId, version, value, reason }: SetReportedFigure,
): Promise<boolean> {
  const [met, applicable, rate] = 'rate' in value ? [null, null, value.rate] : [value.met, value.applicable, null]
  const { rows } = await db.query(
    `insert into reported_figure (measure_id, period_id, version, met, applicable, rate, reason, reported_by, computed_met, computed_applicable, computed_rate)
     select $1, $2, $3::int + 1, $4::numeric, $5::numeric, $6::numeric, $7, $8, $9::numeric, $10::numeric, $11::numeric
     where coalesce((select max(version) from reported_figure where measure_id = $1 and period_id = $2), 0) = $3::int
     on conflict do nothing returning version`,
    [
      measureId,
      periodId,
      version,
      met,
      applicable,
      rate,
      reason,
      by,
      computed?.met ?? null,
      computed?.applicable ?? null,
      computed?.rate ?? null,
    ],
  )
  return rows.length > 0
}
