// Results by school: written by the worker alone, read in the reader's scope.
import type { EvidenceRow, GapReason, MeasureResult, MeasureSchoolQuery, Period, SchoolResult } from '#contracts/measure.ts'
import { changeOf } from '#domain/measures/figure.ts'
import type { Principal } from '#domain/policy.ts'
import { decodeCursor, NAME, type Paged, pageOf } from './page.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'
import { schoolScope } from './scope.ts'

export interface NewResult {
  measureId: string
  schoolId: string
  schoolName: string
  townshipId: string
  version: number
  result: MeasureResult
  met: number
  required: number
  gaps: GapReason[]
  since: string | null
  basis: string
  exemptionId: string | null
}

const RECORD = `jsonb_to_recordset($2::jsonb) as r("measureId" text, "schoolId" text, "schoolName" text, "townshipId" text, version int, result text,
    met double precision, required double precision, gaps jsonb, since timestamptz, basis text, "exemptionId" uuid)`

/** Writes results of a period that runs; what came out as before keeps its moment, what is still not met keeps since when, and a fresh gap begins now. */
export async function saveResults(db: Queryable, period: Pick<Period, 'id' | 'kind' | 'from'>, rows: readonly NewResult[]): Promise<void> {
  await db.query(
    `insert into measure_result as t (period_id, measure_id, school_id, school_name, township_id, version, result, met, required, gaps, since, basis, exemption_id, changed_at)
     select $1, r."measureId", r."schoolId", r."schoolName", r."townshipId", r.version, r.result, r.met, r.required, r.gaps,
       case when r.result in ('met', 'notApplicable') then null
         when mine.result is null then coalesce(r.since, before.had, now())
         when mine.result in ('met', 'notApplicable') then coalesce(r.since, now())
         else least(coalesce(r.since, mine.since), mine.since) end, r.basis, r."exemptionId", now()
     from ${RECORD}
     left join measure_result mine on mine.period_id = $1 and mine.measure_id = r."measureId" and mine.school_id = r."schoolId"
     left join lateral (select p.since as had from measure_result p where p.school_id = r."schoolId" and p.measure_id = r."measureId"
       and p.period_id = (select id from period where kind = $3 and from_day < $4::date order by from_day desc limit 1)) before on true
     on conflict (period_id, measure_id, school_id) do update set school_name = excluded.school_name, township_id = excluded.township_id,
       version = excluded.version, result = excluded.result, met = excluded.met, required = excluded.required, gaps = excluded.gaps,
       since = excluded.since, basis = excluded.basis, exemption_id = excluded.exemption_id, changed_at = excluded.changed_at
     where (t.school_name, t.township_id, t.version, t.result, t.met, t.required, t.gaps, t.basis, t.exemption_id)
       is distinct from (excluded.school_name, excluded.township_id, excluded.version, excluded.result, excluded.met, excluded.required, excluded.gaps,
         excluded.basis, excluded.exemption_id)`,
    [period.id, JSON.stringify(rows), period.kind, period.from],
  )
}

/** Writes what later evidence would make of frozen results; the results themselves stay. */
export async function saveCorrections(db: Queryable, periodId: string, rows: readonly NewResult[]): Promise<void> {
  await db.query(
    `update measure_result t set
       corrected_result = case when same then null else r.result end, corrected_met = case when same then null else r.met end,
       corrected_required = case when same then null else r.required end, corrected_at = case when same then null else now() end
     from (select r.*, (o.result, o.met, o.required) = (r.result, r.met, r.required) as same
           from ${RECORD} join measure_result o on o.period_id = $1 and o.measure_id = r."measureId" and o.school_id = r."schoolId") r
     where t.period_id = $1 and t.measure_id = r."measureId" and t.school_id = r."schoolId"
       and (t.corrected_result, t.corrected_met, t.corrected_required)
         is distinct from (case when same then null else r.result end, case when same then null else r.met end, case when same then null else r.required end)`,
    [periodId, JSON.stringify(rows)],
  )
}

/** Results of schools that are not, or no more, in a running period. */
export async function removeResults(db: Queryable, periodId: string, schoolIds: readonly string[]): Promise<void> {
  await db.query('delete from measure_result where period_id = $1 and school_id = any($2::text[])', [periodId, schoolIds])
}

interface ResultRow {
  schoolId: string
  schoolName: string
  townshipId: string
  townshipName: string
  measureId: string
  version: number
  result: MeasureResult
  met: number
  required: number
  gaps: GapReason[]
  since: Date | null
  basis: string
  before: { result: MeasureResult; version: number; basis: string } | null
  correctedResult: MeasureResult | null
  correctedMet: number | null
  correctedRequired: number | null
  exemption: SchoolResult['exemption']
  computedAt: Date
}

/** $1 period, $2 the period before. */
const SELECT = `
  select r.school_id as "schoolId", r.school_name as "schoolName", r.township_id as "townshipId", coalesce(t.name, r.township_id) as "townshipName",
    r.measure_id as "measureId", r.version, r.result, r.met, r.required, r.gaps, r.since, r.basis,
    case when b.result is not null then jsonb_build_object('result', b.result, 'version', b.version, 'basis', b.basis) end as before,
    r.corrected_result as "correctedResult", r.corrected_met as "correctedMet", r.corrected_required as "correctedRequired",
    case when e.id is not null then jsonb_build_object('reason', e.reason, 'approvedBy', ${personName('e.approved_by')}, 'until', e.until_day) end as exemption,
    coalesce(p.frozen_at, c.computed_at, r.changed_at) as "computedAt"
  from measure_result r join period p on p.id = r.period_id
  left join township t on t.id = r.township_id
  left join measure_result b on b.period_id = $2 and b.measure_id = r.measure_id and b.school_id = r.school_id
  left join measure_exemption e on e.id = r.exemption_id
  left join measure_school c on c.period_id = r.period_id and c.school_id = r.school_id
  where r.period_id = $1`

const toResult =
  (periodId: string) =>
  ({ basis, before, correctedResult, correctedMet, correctedRequired, since, computedAt, ...row }: ResultRow): SchoolResult => ({
    ...row,
    periodId,
    since: since?.toISOString() ?? null,
    change: changeOf(before, { result: row.result, version: row.version, basis }),
    corrected: correctedResult === null ? null : { result: correctedResult, met: correctedMet ?? 0, required: correctedRequired ?? 0 },
    computedAt: computedAt.toISOString(),
  })

/** A measure's schools in the reader's scope. */
export async function listResults(
  db: Queryable,
  reader: Principal,
  { periodId, beforeId, measureId }: { periodId: string; beforeId: string | null; measureId: string },
  { result, township, cursor, limit }: Pick<MeasureSchoolQuery, 'result' | 'township' | 'cursor' | 'limit'>,
): Promise<Paged<SchoolResult>> {
  const [after = ''] = decodeCursor(cursor, NAME) ?? []
  const scope = schoolScope(reader, 8, 'r.school_id')
  const { rows } = await db.query<ResultRow>(
    `${SELECT} and r.measure_id = $3 and r.school_id > $4 and ($5::text is null or r.result = $5) and ($6::text is null or r.township_id = $6) and ${scope.sql}
     order by r.school_id limit $7`,
    [periodId, beforeId, measureId, after, result ?? null, township ?? null, limit + 1, ...scope.values],
  )
  return pageOf(rows, limit, ({ schoolId }) => [schoolId], toResult(periodId))
}

/** All results of one school, by measure; the caller has looked whether the school is in scope. */
export async function schoolResults(db: Queryable, schoolId: string, periodId: string, beforeId: string | null): Promise<SchoolResult[]> {
  const { rows } = await db.query<ResultRow>(
    `${SELECT} and r.school_id = $3 order by (select place from measure m where m.id = r.measure_id)`,
    [periodId, beforeId, schoolId],
  )
  return rows.map(toResult(periodId))
}

/** One school's result, in the reader's scope. */
export async function findResult(
  db: Queryable,
  reader: Principal,
  { periodId, beforeId, measureId }: { periodId: string; beforeId: string | null; measureId: string },
  schoolId: string,
): Promise<SchoolResult | null> {
  const scope = schoolScope(reader, 5, 'r.school_id')
  const { rows } = await db.query<ResultRow>(`${SELECT} and r.measure_id = $3 and r.school_id = $4 and ${scope.sql}`, [
    periodId,
    beforeId,
    measureId,
    schoolId,
    ...scope.values,
  ])
  return rows[0] ? toResult(periodId)(rows[0]) : null
}

/** Keeps the rows behind figures that are being frozen. */
export async function saveEvidence(
  db: Queryable,
  periodId: string,
  rows: readonly { measureId: string; schoolId: string; evidence: readonly EvidenceRow[] }[],
): Promise<void> {
  await db.query(
    `insert into measure_evidence (period_id, measure_id, school_id, evidence)
     select $1, "measureId", "schoolId", evidence from jsonb_to_recordset($2::jsonb) as r("measureId" text, "schoolId" text, evidence jsonb)
     on conflict (period_id, measure_id, school_id) do update set evidence = excluded.evidence`,
    [periodId, JSON.stringify(rows)],
  )
}

/** Whether somebody is freezing this period and has kept rows of one of these schools: then new figures need theirs, too. */
export async function hasKept(
  db: Queryable,
  periodId: string,
  measureIds: readonly string[],
  schoolIds: readonly string[],
): Promise<boolean> {
  const { rows } = await db.query(
    'select from measure_evidence where period_id = $1 and measure_id = any($2::text[]) and school_id = any($3::text[]) limit 1',
    [periodId, measureIds, schoolIds],
  )
  return rows.length > 0
}

/** The rows kept behind a frozen figure; null when none were. */
export async function keptEvidence(db: Queryable, periodId: string, measureId: string, schoolId: string): Promise<EvidenceRow[] | null> {
  const { rows } = await db.query<{ evidence: EvidenceRow[] }>(
    'select evidence from measure_evidence where period_id = $1 and measure_id = $2 and school_id = $3',
    [periodId, measureId, schoolId],
  )
  return rows[0]?.evidence ?? null
}
