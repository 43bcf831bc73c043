// Results added up by measure and township: written by the worker alone, read in the reader's scope.
import type { Computing, Fraction, MeasureFigure, Period } from '#contracts/measure.ts'
import { rateOf } from '#domain/measures/figure.ts'
import type { Principal } from '#domain/policy.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import type { Queryable } from './pool.ts'
import { schoolScope } from './scope.ts'

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
const SUMS = `${HELD.metSchools} as met_schools, ${only('notMet')} as not_met_schools, ${only('expired')} as expired_schools,
  ${only('noEvidence')} as no_evidence_schools, ${only('notApplicable')} as not_applicable_schools, ${HELD.metUnits} as met_units,
  ${HELD.requiredUnits} as required_units, coalesce(bool_or(corrected_result is not null), false) as corrected,
  ${CORRECTED.metSchools} as corrected_met_schools, ${CORRECTED.applicable} as corrected_applicable_schools,
  ${CORRECTED.metUnits} as corrected_met_units, ${CORRECTED.requiredUnits} as corrected_required_units`

/**
 * Adds a period's results up by measure and township, and for the whole district, whose row has '' for a township. The first time it waits
 * until every school was computed: the figure of four schools looks like one of a hundred.
 */
export async function saveSums(db: Queryable, periodId: string, at: Date): Promise<void> {
  await db.query(
    `with fresh as (select measure_id, coalesce(township_id, '') as township_id, ${SUMS} from measure_result where period_id = $1
           and (exists (select from measure_sum where period_id = $1)
             or not exists (select from measure_school where period_id = $1 and computed_at is null))
         group by grouping sets ((measure_id, township_id), (measure_id))),
       gone as (delete from measure_sum s where s.period_id = $1 and not exists (select from fresh f where f.measure_id = s.measure_id and f.township_id = s.township_id))
     insert into measure_sum (period_id, measure_id, township_id, met_schools, not_met_schools, expired_schools, no_evidence_schools, not_applicable_schools,
       met_units, required_units, corrected, corrected_met_schools, corrected_applicable_schools, corrected_met_units, corrected_required_units, computed_at)
     select $1, measure_id, township_id, met_schools, not_met_schools, expired_schools, no_evidence_schools, not_applicable_schools,
       met_units, required_units, corrected, corrected_met_schools, corrected_applicable_schools, corrected_met_units, corrected_required_units, $2::timestamptz
     from fresh
     on conflict (period_id, measure_id, township_id) do update set met_schools = excluded.met_schools, not_met_schools = excluded.not_met_schools,
       expired_schools = excluded.expired_schools, no_evidence_schools = excluded.no_evidence_schools,
       not_applicable_schools = excluded.not_applicable_schools, met_units = excluded.met_units, required_units = excluded.required_units,
       corrected = excluded.corrected, corrected_met_schools = excluded.corrected_met_schools,
       corrected_applicable_schools = excluded.corrected_applicable_schools, corrected_met_units = excluded.corrected_met_units,
       corrected_required_units = excluded.corrected_required_units, computed_at = excluded.computed_at`,
    [periodId, at],
  )
}

/** Periods of which a result is newer than the sums. */
export async function notAddedUp(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select period_id as id from measure_school m group by period_id having max(computed_at)
       > coalesce((select max(s.computed_at) from measure_sum s where s.period_id = m.period_id and s.township_id = ''), '-infinity')`,
  )
  return rows.map(({ id }) => id)
}

// What was computed before somebody approved another number of a rule is the old rule's figure under the new rule's name.
const RULED_AT = `(select coalesce(max(approved_at), '-infinity') from measure_version where version > 1 and state in ('inForce', 'superseded'))`

/**
 * Whether a running period still holds figures from before a rule got another number: added up with those of now they would be of neither.
 * One that has passed its cut-off is added up whatever it holds, for it is about to be frozen.
 */
export async function isOfTwoRules(db: Queryable, periodId: string, at: Date): Promise<boolean> {
  const { rowCount } = await db.query(
    `select from period p join measure_school m on m.period_id = p.id
     where p.id = $1 and p.state = 'open' and p.cutoff_at > $2 and m.computed_at < ${RULED_AT} limit 1`,
    [periodId, at],
  )
  return rowCount === 1
}

/** How far the computing of a period has come in the reader's scope; null once every school has a result by today's rules and the figures have their sums. */
export async function readComputing(
  db: Queryable,
  reader: Principal,
  period: Pick<Period, 'id' | 'state' | 'from'>,
): Promise<Computing | null> {
  if (period.state === 'frozen' || period.from > shanghaiDay(Date.now())) return null
  const scope = schoolScope(reader, 2, 's.id')
  const { rows } = await db.query<{ schools: number; ever: number; of: number; added: boolean; addedAnew: boolean }>(
    `select (count(*) filter (where m.computed_at >= ${RULED_AT}))::int as schools, count(m.computed_at)::int as ever, count(*)::int as of,
       exists (select from measure_sum where period_id = $1) as added,
       exists (select from measure_sum where period_id = $1 and computed_at >= ${RULED_AT}) as "addedAnew"
     from school s left join measure_school m on m.period_id = $1 and m.school_id = s.id where ${scope.sql}`,
    [period.id, ...scope.values],
  )
  const { schools, ever, of, added, addedAnew } = rows[0] ?? { schools: 0, ever: 0, of: 0, added: true, addedAnew: true }
  // A part of the district has no sums of its own: its figure is there as soon as its schools are.
  const isWhole = reader.schoolIds === null
  const isDone = schools === of && (addedAnew || !isWhole)
  return of === 0 || isDone ? null : { schools, of, isFirst: isWhole ? !added : ever < of }
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
/** What results come to with the evidence that came after they were frozen. */
export const CORRECTED_SUMS = `coalesce(bool_or(corrected_result is not null), false) as corrected, ${CORRECTED.metSchools} as "correctedMet",
  ${CORRECTED.applicable} as "correctedApplicable", ${CORRECTED.metUnits} as "correctedMetUnits", ${CORRECTED.requiredUnits} as "correctedRequiredUnits"`
const FROM_RESULTS = `${HELD.metSchools} as met, ${HELD.applicable} as applicable, ${only('notMet')} as "notMet", ${only('expired')} as expired, ${only('noEvidence')} as "noEvidence",
  ${only('notApplicable')} as "notApplicable", ${HELD.metUnits} as "metUnits", ${HELD.requiredUnits} as "requiredUnits",
  ${CORRECTED_SUMS}, max(changed_at) as "computedAt"`

const TREND = 13

/** Sums of a period in the reader's scope, by measure, with the trend of up to 13 periods of its kind: two stretches may begin on one day. */
export async function readSums(
  db: Queryable,
  reader: Principal,
  { id, kind, from }: Pick<Period, 'id' | 'kind' | 'from'>,
): Promise<Map<string, Sums>> {
  const scope = schoolScope(reader, 5, 'school_id')
  const whole = reader.schoolIds === null
  // As one JSON value without names: hundreds of rows of fifteen columns take several times as long.
  const { rows } = await db.query<{ sums: [measureId: string, own: unknown[] | null, trend: unknown[][]][] }>(
    `with shown as materialized (select id, from_day from period where id = $4 or (kind = $1 and from_day < $2::date) order by from_day desc limit $3),
       s as (
         select t.measure_id as "measureId", t.period_id as "periodId", shown.from_day as day, ${whole ? FROM_SUMS : FROM_RESULTS}
         from shown join ${whole ? 'measure_sum' : 'measure_result'} t on t.period_id = shown.id and ${whole ? "t.township_id = ''" : 'true'} and ${scope.sql}
           ${whole ? '' : `and not exists (select from measure_school c where c.period_id = t.period_id and c.computed_at is null and ${schoolScope(reader, 5, 'c.school_id').sql})`}
         ${whole ? '' : 'group by t.measure_id, t.period_id, shown.from_day'}),
       m as (
         select "measureId", json_agg(json_build_array(${columns(SUM_FIELDS)})) filter (where "periodId" = $4) -> 0 as own,
           json_agg(json_build_array(${columns(TREND_FIELDS)}) order by day) as trend
         from s group by "measureId")
     select coalesce(json_agg(json_build_array("measureId", own, trend)), '[]') as sums from m`,
    [kind, from, TREND, id, ...scope.values],
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

/** Figures of the whole district, by period and measure: what stands beside what was reported upward. */
export async function readDistrictSums(db: Queryable, periods: readonly string[]): Promise<Map<string, Map<string, Sums>>> {
  const { rows } = await db.query<{ period: string; measure: string; own: unknown[] }>(
    `with s as (select measure_id as "measureId", period_id as "periodId", ${FROM_SUMS} from measure_sum where period_id = any ($1) and township_id = '')
     select "periodId" as period, "measureId" as measure, json_build_array(${columns(SUM_FIELDS)}) as own from s`,
    [periods],
  )
  const found = new Map<string, Map<string, Sums>>(periods.map((id) => [id, new Map()]))
  for (const { period, measure, own } of rows)
    found.get(period)?.set(measure, { own: named(SUM_FIELDS, own) as unknown as SumRow, trend: [] })
  return found
}

const named = (fields: readonly string[], values: readonly unknown[]): Record<string, unknown> =>
  Object.fromEntries(fields.map((field, n) => [field, values[n]]))

type Figures = Pick<MeasureFigure, 'met' | 'applicable' | 'rate' | 'schools' | 'trend' | 'corrected' | 'computedAt'>

/** A measure's figure in a period, from its sums there; undefined when it has none in any. Without sums it has no time either. */
export function figureOf(counts: 'schools' | 'units', sums: Sums | undefined): Figures {
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
    computedAt: own && new Date(own.computedAt).toISOString(),
  }
}
