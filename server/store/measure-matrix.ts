import type { MeasureResult } from '#contracts/measure.ts'
import type { Principal } from '#domain/policy.ts'
import { CORRECTED_SUMS } from './measure-sum.ts'
import type { Queryable } from './pool.ts'
import { schoolScope } from './scope.ts'

export interface SchoolResults {
  schoolId: string
  schoolName: string
  townshipId: string
  results: Record<string, MeasureResult>
  /** The same with what came after the freezing; null where nothing did. */
  corrected: Record<string, MeasureResult> | null
}

/** Each school in the reader's scope with its results by measure. */
export async function readSchoolResults(db: Queryable, reader: Principal, periodId: string): Promise<SchoolResults[]> {
  const scope = schoolScope(reader, 2, 'school_id')
  const { rows } = await db.query<SchoolResults>(
    `select school_id as "schoolId", max(school_name) as "schoolName", max(township_id) as "townshipId", jsonb_object_agg(measure_id, result) as results,
       case when bool_or(corrected_result is not null) then jsonb_object_agg(measure_id, coalesce(corrected_result, result)) end as corrected
     from measure_result where period_id = $1 and ${scope.sql} group by school_id order by school_id`,
    [periodId, ...scope.values],
  )
  return rows
}

export interface TownshipSum {
  townshipId: string
  townshipName: string
  measureId: string
  metSchools: number
  applicableSchools: number
  metUnits: number
  requiredUnits: number
  /** whether later evidence changed a result of these schools; then what the sums come to with it */
  corrected: boolean
  correctedMet: number
  correctedApplicable: number
  correctedMetUnits: number
  correctedRequiredUnits: number
}

/** Sums by township and measure, of the schools in the reader's scope. */
export async function readTownshipSums(db: Queryable, reader: Principal, periodId: string): Promise<TownshipSum[]> {
  const scope = schoolScope(reader, 2, 'school_id')
  const { rows } = await db.query<TownshipSum>(
    `select township_id as "townshipId", coalesce(max(t.name), township_id) as "townshipName", measure_id as "measureId",
       (count(*) filter (where result = 'met'))::int as "metSchools", (count(*) filter (where result <> 'notApplicable'))::int as "applicableSchools",
       coalesce(sum(met) filter (where result <> 'notApplicable'), 0) as "metUnits",
       coalesce(sum(required) filter (where result <> 'notApplicable'), 0) as "requiredUnits",
       ${CORRECTED_SUMS}
     from measure_result r left join township t on t.id = r.township_id
     where period_id = $1 and ${scope.sql} group by township_id, measure_id order by township_id`,
    [periodId, ...scope.values],
  )
  return rows
}

/** When the newest result of a period was computed. */
export async function readComputedAt(db: Queryable, periodId: string): Promise<Date | null> {
  const { rows } = await db.query<{ at: Date | null }>(
    'select coalesce((select frozen_at from period where id = $1), max(computed_at)) as at from measure_school where period_id = $1',
    [periodId],
  )
  return rows[0]?.at ?? null
}
