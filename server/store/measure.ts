// Measures and the versions of their rules.
import type { Measure, MeasureVersion, ProposeVersion } from '#contracts/measure.ts'
import type { RuledMeasure } from '#domain/measures/department.ts'
import { versionOn } from '#domain/measures/figure.ts'
import { RULED } from '#domain/measures/registry.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'

/** The system's own name in what nobody typed. */
export const BUILT_IN = 'xiaowei'
const FIRST_DAY = '2000-01-01'

/** Writes what the registry holds and the database does not yet: measures, and the first version of their rules. */
export async function ensureMeasures(db: Queryable): Promise<void> {
  const rows = RULED.map(({ id, name, rule }, place) => ({ id, place, name: name.zh, ...rule, thresholds: rule.thresholds }))
  await db.query(
    `insert into measure (id, place, name) select id, place, name from jsonb_to_recordset($1::jsonb) as r(id text, place int, name text)
     on conflict (id) do update set place = excluded.place, name = excluded.name
     where (measure.place, measure.name) is distinct from (excluded.place, excluded.name)`,
    [JSON.stringify(rows)],
  )
  await db.query(
    `insert into measure_version (measure_id, version, text, source, clause, thresholds, valid_from, reason, proposed_by, approved_by, approved_at, state)
     select id, 1, text, source, clause, thresholds, $2::date, '初始版本', $3, $3 || '-2', now(), 'inForce'
     from jsonb_to_recordset($1::jsonb) as r(id text, text text, source text, clause text, thresholds jsonb)
     where not exists (select from measure_version v where v.measure_id = r.id)
     on conflict do nothing`,
    [JSON.stringify(rows), FIRST_DAY, BUILT_IN],
  )
}

/**
 * Proposes the registry's own rule where a database holds an older one of the registry's in force: a newer program changes no number by itself,
 * a person of the bureau approves it. What was proposed or decided once is not proposed again; where people have a rule of their own, it stays.
 * @param from the first day on which such a version may hold
 */
export async function proposeRegistryRules(db: Queryable, from: string): Promise<void> {
  const rows = RULED.map(({ id, rule: { text, source, clause, thresholds } }) => ({ id, text, source, clause, thresholds }))
  await db.query(
    `update measure_version set valid_from = $1::date where state = 'proposed' and proposed_by = $2 and valid_from < $1::date`,
    [from, BUILT_IN],
  )
  await db.query(
    `insert into measure_version (measure_id, version, text, source, clause, thresholds, valid_from, reason, proposed_by, state)
     select id, (select max(v.version) + 1 from measure_version v where v.measure_id = r.id), text, source, clause, thresholds, $2::date, '随软件更新', $3, 'proposed'
     from jsonb_to_recordset($1::jsonb) as r(id text, text text, source text, clause text, thresholds jsonb)
     where exists (select from measure_version v where v.measure_id = r.id and v.state = 'inForce' and v.proposed_by = $3)
       and not exists (select from measure_version v where v.measure_id = r.id
         and (v.state = 'proposed' or (v.text, v.source, v.clause, v.thresholds) = (r.text, r.source, r.clause, r.thresholds)))
     on conflict do nothing`,
    [JSON.stringify(rows), from, BUILT_IN],
  )
}

const VERSION = `measure_id as "measureId", version, text, source, clause, thresholds, valid_from::text as "validFrom", reason, ${personName('proposed_by')} as "proposedBy",
       proposed_at as "proposedAt", ${personName('approved_by')} as "approvedBy", approved_at as "approvedAt", state`
const toVersion = ({ measureId: _, ...row }: VersionRow): MeasureVersion => ({
  ...row,
  proposedAt: row.proposedAt.toISOString(),
  approvedAt: row.approvedAt?.toISOString() ?? null,
})

type VersionRow = Omit<MeasureVersion, 'proposedAt' | 'approvedAt'> & { measureId: string; proposedAt: Date; approvedAt: Date | null }

/** The account that proposed a version: a second person is told from the first by it, and {@link BUILT_IN} from people. */
export async function proposerOf(db: Queryable, measureId: string, version: number): Promise<string | null> {
  const { rows } = await db.query<{ by: string }>('select proposed_by as by from measure_version where measure_id = $1 and version = $2', [
    measureId,
    version,
  ])
  return rows[0]?.by ?? null
}

/** Versions by measure with the names of who proposed and approved, the oldest first. @param id of one measure alone */
export async function readVersions(db: Queryable, id: string | null = null): Promise<Map<string, MeasureVersion[]>> {
  const { rows } = await db.query<VersionRow>(
    `select ${VERSION}
     from measure_version where $1::text is null or measure_id = $1 order by measure_id, version`,
    [id],
  )
  const found = new Map<string, MeasureVersion[]>()
  for (const row of rows) found.set(row.measureId, [...(found.get(row.measureId) ?? []), toVersion(row)])
  return found
}

/** A measure with the rule in force on a day. */
export function toMeasure(definition: RuledMeasure, versions: readonly MeasureVersion[], day: string): Measure {
  const { id, name, group, sets, counts, unit, target, evidence } = definition
  const rule = versionOn(versions, day)
  if (!rule) throw new Error(`measure ${id} has no version of its rule`)
  return { id, name, group, sets: [...sets], counts, unit, target, evidence, rule }
}

export async function insertVersion(
  db: Queryable,
  measureId: string,
  { text, source, clause, thresholds, validFrom, reason }: ProposeVersion,
  by: string,
): Promise<MeasureVersion> {
  const { rows } = await db.query<VersionRow>(
    `insert into measure_version (measure_id, version, text, source, clause, thresholds, valid_from, reason, proposed_by, state)
     select $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6, $7, $8, 'proposed' from measure_version where measure_id = $1
     returning ${VERSION}`,
    [measureId, text, source, clause, JSON.stringify(thresholds), validFrom, reason, by],
  )
  return toVersion(rows[0] as VersionRow)
}

/** Puts a proposed version in force, or rejects it. @param earliest the first day on which it may hold; null = as proposed @returns null when it is no longer proposed */
export async function decideVersion(
  db: Queryable,
  measureId: string,
  version: number,
  to: 'inForce' | 'rejected',
  by: string,
  earliest: string | null,
): Promise<MeasureVersion | null> {
  const { rows } = await db.query<VersionRow>(
    `update measure_version set state = $3, approved_by = nullif($4, proposed_by), approved_at = case when proposed_by <> $4 then now() end,
       valid_from = greatest(valid_from, $5::date) where measure_id = $1 and version = $2 and state = 'proposed' returning ${VERSION}`,
    [measureId, version, to, by, earliest],
  )
  if (rows[0] && to === 'inForce')
    await db.query(`update measure_version set state = 'superseded' where measure_id = $1 and state = 'inForce' and version <> $2`, [
      measureId,
      version,
    ])
  return rows[0] ? toVersion(rows[0]) : null
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
