// Measures and the versions of their rules.
import type { Measure, MeasureVersion } from '#contracts/measure.ts'
import { versionOn } from '#domain/measures/figure.ts'
import type { MeasureDefinition } from '#domain/measures/measure.ts'
import { MEASURES } from '#domain/measures/registry.ts'
import type { Queryable } from './pool.ts'

/** The system's own name in what nobody typed. */
const BUILT_IN = 'xiaowei'
const FIRST_DAY = '2000-01-01'

/** Writes what the registry holds and the database does not yet: measures, and the first version of their rules. */
export async function ensureMeasures(db: Queryable): Promise<void> {
  const rows = MEASURES.map(({ id, name, rule }, place) => ({ id, place, name: name.zh, ...rule, thresholds: rule.thresholds }))
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

type VersionRow = Omit<MeasureVersion, 'proposedAt' | 'approvedAt'> & { measureId: string; proposedAt: Date; approvedAt: Date | null }

/** Versions by measure, the oldest first. @param id of one measure alone */
export async function readVersions(db: Queryable, id: string | null = null): Promise<Map<string, MeasureVersion[]>> {
  const { rows } = await db.query<VersionRow>(
    `select measure_id as "measureId", version, text, source, clause, thresholds, valid_from::text as "validFrom", reason, proposed_by as "proposedBy",
       proposed_at as "proposedAt", approved_by as "approvedBy", approved_at as "approvedAt", state
     from measure_version where $1::text is null or measure_id = $1 order by measure_id, version`,
    [id],
  )
  const found = new Map<string, MeasureVersion[]>()
  for (const { measureId, ...row } of rows) {
    const version = { ...row, proposedAt: row.proposedAt.toISOString(), approvedAt: row.approvedAt?.toISOString() ?? null }
    found.set(measureId, [...(found.get(measureId) ?? []), version])
  }
  return found
}

/** A measure with the rule in force on a day. */
export function toMeasure(definition: MeasureDefinition, versions: readonly MeasureVersion[], day: string): Measure {
  const { id, name, group, sets, counts, unit, target, evidence } = definition
  const rule = versionOn(versions, day)
  if (!rule) throw new Error(`measure ${id} has no version of its rule`)
  return { id, name, group, sets: [...sets], counts, unit, target, evidence, rule }
}
