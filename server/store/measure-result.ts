// Results and their sums: written by the worker alone, read in the reader's scope.
import type {
  EvidenceRow,
  Fraction,
  GapReason,
  MeasureFigure,
  MeasureResult,
  MeasureSchoolQuery,
  Period,
  SchoolResult,
} from '#contracts/measure.ts'
import { changeOf, rateOf } from '#domain/measures/figure.ts'
import type { Principal } from '#domain/policy.ts'
import { decodeCursor, NAME, type Paged, pageOf } from './page.ts'
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

/** Writes results of a period that runs; what came out as before keeps its moment, what is still not met keeps since when. */
export async function saveResults(db: Queryable, period: Pick<Period, 'id' | 'kind' | 'from'>, rows: readonly NewResult[]): Promise<void> {
  await db.query(
    `insert into measure_result as t (period_id, measure_id, school_id, school_name, township_id, version, result, met, required, gaps, since, basis, exemption_id, changed_at)
     select $1, "measureId", "schoolId", "schoolName", "townshipId", version, result, met, required, gaps,
       case when result in ('met', 'notApplicable') then null else coalesce(since, before.had, now()) end, basis, "exemptionId", now()
     from ${RECORD}
     left join lateral (select p.since as had from measure_result p where p.school_id = r."schoolId" and p.measure_id = r."measureId"
       and p.period_id = (select id from period where kind = $3 and from_day < $4::date order by from_day desc limit 1)) before on true
     on conflict (period_id, measure_id, school_id) do update set school_name = excluded.school_name, township_id = excluded.township_id,
       version = excluded.version, result = excluded.result, met = excluded.met, required = excluded.required, gaps = excluded.gaps,
       since = case when excluded.result in ('met', 'notApplicable') then null when t.since is null or excluded.since < t.since then excluded.since else t.since end,
       basis = excluded.basis, exemption_id = excluded.exemption_id, changed_at = excluded.changed_at
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

const NOW = { result: 'result', met: 'met', required: 'required' }
const LATER = {
  result: 'coalesce(corrected_result, result)',
  met: 'coalesce(corrected_met, met)',
  required: 'coalesce(corrected_required, required)',
}
const sums = ({ result, met, required }: typeof NOW) => ({
  metSchools: `(count(*) filter (where ${result} = 'met'))::int`,
  applicable: `(count(*) filter (where ${result} <> 'notApplicable'))::int`,
  metUnits: `coalesce(sum(${met}) filter (where ${result} <> 'notApplicable'), 0)`,
  requiredUnits: `coalesce(sum(${required}) filter (where ${result} <> 'notApplicable'), 0)`,
})
const [HELD, CORRECTED] = [sums(NOW), sums(LATER)]
const only = (result: string) => `(count(*) filter (where result = '${result}'))::int`
const SUMS = `${HELD.metSchools}, ${only('notMet')}, ${only('expired')}, ${only('noEvidence')}, ${only('notApplicable')}, ${HELD.metUnits}, ${HELD.requiredUnits},
  coalesce(bool_or(corrected_result is not null), false), ${CORRECTED.metSchools}, ${CORRECTED.applicable}, ${CORRECTED.metUnits}, ${CORRECTED.requiredUnits}`

/** Adds a period's results up by measure and township, and for the whole district, whose row has '' for a township. */
export async function saveSums(db: Queryable, periodId: string, at: Date): Promise<void> {
  await db.query(
    `with fresh as (select measure_id, coalesce(township_id, '') as township_id, ${SUMS} from measure_result where period_id = $1
         group by grouping sets ((measure_id, township_id), (measure_id))),
       gone as (delete from measure_sum s where s.period_id = $1 and not exists (select from fresh f where f.measure_id = s.measure_id and f.township_id = s.township_id))
     insert into measure_sum select $1, fresh.*, $2::timestamptz from fresh
     on conflict (period_id, measure_id, township_id) do update set met_schools = excluded.met_schools, not_met_schools = excluded.not_met_schools,
       expired_schools = excluded.expired_schools, no_evidence_schools = excluded.no_evidence_schools,
       not_applicable_schools = excluded.not_applicable_schools, met_units = excluded.met_units, required_units = excluded.required_units,
       corrected = excluded.corrected, corrected_met_schools = excluded.corrected_met_schools,
       corrected_applicable_schools = excluded.corrected_applicable_schools, corrected_met_units = excluded.corrected_met_units,
       corrected_required_units = excluded.corrected_required_units, computed_at = excluded.computed_at`,
    [periodId, at],
  )
}

/** What the trend shows of a measure in a period. */
interface TrendRow {
  periodId: string
  met: number
  applicable: number
  metUnits: number
  requiredUnits: number
}

interface SumRow extends TrendRow {
  notMet: number
  expired: number
  noEvidence: number
  notApplicable: number
  corrected: boolean
  correctedMet: number
  correctedApplicable: number
  correctedMetUnits: number
  correctedRequiredUnits: number
  computedAt: string
}

/** A measure's sums in a period, null where it has none yet, and its trend up to and with that period, the oldest first. */
export interface Sums {
  own: SumRow | null
  trend: TrendRow[]
}

const TREND_FIELDS = ['periodId', 'met', 'applicable', 'metUnits', 'requiredUnits'] as const satisfies readonly (keyof TrendRow)[]
const SUM_FIELDS = [
  ...TREND_FIELDS,
  'notMet',
  'expired',
  'noEvidence',
  'notApplicable',
  'corrected',
  'correctedMet',
  'correctedApplicable',
  'correctedMetUnits',
  'correctedRequiredUnits',
  'computedAt',
] as const satisfies readonly (keyof SumRow)[]
const columns = (fields: readonly string[]): string => fields.map((field) => `s."${field}"`).join(', ')

const FROM_SUMS = `met_schools as met, met_schools + not_met_schools + expired_schools + no_evidence_schools as applicable, not_met_schools as "notMet", expired_schools as expired, no_evidence_schools as "noEvidence",
  not_applicable_schools as "notApplicable", met_units as "metUnits", required_units as "requiredUnits", corrected,
  corrected_met_schools as "correctedMet", corrected_applicable_schools as "correctedApplicable", corrected_met_units as "correctedMetUnits",
  corrected_required_units as "correctedRequiredUnits", computed_at as "computedAt"`
const FROM_RESULTS = `${HELD.metSchools} as met, ${HELD.applicable} as applicable, ${only('notMet')} as "notMet", ${only('expired')} as expired, ${only('noEvidence')} as "noEvidence",
  ${only('notApplicable')} as "notApplicable", ${HELD.metUnits} as "metUnits", ${HELD.requiredUnits} as "requiredUnits",
  coalesce(bool_or(corrected_result is not null), false) as corrected, ${CORRECTED.metSchools} as "correctedMet",
  ${CORRECTED.applicable} as "correctedApplicable", ${CORRECTED.metUnits} as "correctedMetUnits", ${CORRECTED.requiredUnits} as "correctedRequiredUnits",
  max(changed_at) as "computedAt"`

const TREND = 13

/** Sums of a period in the reader's scope, by measure, with the trend of up to 13 periods of its kind. */
export async function readSums(
  db: Queryable,
  reader: Principal,
  { kind, from }: Pick<Period, 'kind' | 'from'>,
): Promise<Map<string, Sums>> {
  const scope = schoolScope(reader, 4, 'school_id')
  const whole = reader.schoolIds === null
  // As one JSON value without names: hundreds of rows of fifteen columns take several times as long.
  const { rows } = await db.query<{ sums: [measureId: string, own: unknown[] | null, trend: unknown[][]][] }>(
    `with shown as materialized (select id, from_day from period where kind = $1 and from_day <= $2::date order by from_day desc limit $3),
       s as (
         select t.measure_id as "measureId", t.period_id as "periodId", shown.from_day as day, ${whole ? FROM_SUMS : FROM_RESULTS}
         from shown join ${whole ? 'measure_sum' : 'measure_result'} t on t.period_id = shown.id and ${whole ? "t.township_id = ''" : 'true'} and ${scope.sql}
         ${whole ? '' : 'group by t.measure_id, t.period_id, shown.from_day'}),
       m as (
         select "measureId", json_agg(json_build_array(${columns(SUM_FIELDS)})) filter (where day = $2::date) -> 0 as own,
           json_agg(json_build_array(${columns(TREND_FIELDS)}) order by day) as trend
         from s group by "measureId")
     select coalesce(json_agg(json_build_array("measureId", own, trend)), '[]') as sums from m`,
    [kind, from, TREND, ...scope.values],
  )
  return new Map(
    rows[0]?.sums.map(([measureId, own, trend]) => [
      measureId,
      {
        own: own && (named(SUM_FIELDS, own) as unknown as SumRow),
        trend: trend.map((row) => named(TREND_FIELDS, row) as unknown as TrendRow),
      },
    ]),
  )
}

const named = (fields: readonly string[], values: readonly unknown[]): Record<string, unknown> =>
  Object.fromEntries(fields.map((field, n) => [field, values[n]]))

type Figures = Pick<MeasureFigure, 'met' | 'applicable' | 'rate' | 'schools' | 'trend' | 'corrected' | 'computedAt'>

/** A measure's figure in a period, from its sums there; undefined when it has none in any. */
export function figureOf(counts: 'schools' | 'units', sums: Sums | undefined, now: Date): Figures {
  const fractionOf = (row: TrendRow): Fraction => {
    const [met, of] = counts === 'schools' ? [row.met, row.applicable] : [row.metUnits, row.requiredUnits]
    return { met, applicable: of, rate: rateOf(met, of, row.met === row.applicable) }
  }
  const own = sums?.own ?? null
  const [correctedMet, correctedOf] =
    own && counts === 'units'
      ? [own.correctedMetUnits, own.correctedRequiredUnits]
      : [own?.correctedMet ?? 0, own?.correctedApplicable ?? 0]
  return {
    ...(own ? fractionOf(own) : { met: 0, applicable: 0, rate: null }),
    schools: {
      met: own?.met ?? 0,
      notMet: own?.notMet ?? 0,
      expired: own?.expired ?? 0,
      noEvidence: own?.noEvidence ?? 0,
      notApplicable: own?.notApplicable ?? 0,
    },
    trend: (sums?.trend ?? []).map((row) => ({ periodId: row.periodId, ...fractionOf(row) })),
    corrected: own?.corrected
      ? {
          met: correctedMet,
          applicable: correctedOf,
          rate: rateOf(correctedMet, correctedOf, own.correctedMet === own.correctedApplicable),
        }
      : null,
    computedAt: (own ? new Date(own.computedAt) : now).toISOString(),
  }
}

/** Time plans 时间表 by measure. */
export async function readDue(db: Queryable): Promise<Map<string, { by: string; percent: number }[]>> {
  const { rows } = await db.query<{ measureId: string; by: string; percent: number }>(
    'select measure_id as "measureId", by_day::text as by, percent from measure_due order by measure_id, by_day',
  )
  const found = new Map<string, { by: string; percent: number }[]>()
  for (const { measureId, ...due } of rows) found.set(measureId, [...(found.get(measureId) ?? []), due])
  return found
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
    case when e.id is not null then jsonb_build_object('reason', e.reason, 'approvedBy', e.approved_by, 'until', e.until_day) end as exemption,
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

/** The rows kept behind a frozen figure; null when none were. */
export async function keptEvidence(db: Queryable, periodId: string, measureId: string, schoolId: string): Promise<EvidenceRow[] | null> {
  const { rows } = await db.query<{ evidence: EvidenceRow[] }>(
    'select evidence from measure_evidence where period_id = $1 and measure_id = $2 and school_id = $3',
    [periodId, measureId, schoolId],
  )
  return rows[0]?.evidence ?? null
}
