import type { Holiday, LimitRule, ProposeRule } from '#contracts/incident-rule.ts'
import type { IncidentRule } from '#domain/incident-clock.ts'
import type { Calendar } from '#domain/work-day.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'

/** Every approved version of every limit. */
export async function readRules(db: Queryable): Promise<IncidentRule[]> {
  const { rows } = await db.query<IncidentRule>(
    `select rule, version, amount, unit, warn_minutes as "warnMinutes", valid_from as "validFrom"
     from incident_rule where approved_at is not null`,
  )
  return rows
}

/** Days that are not what their weekday says. */
export async function readCalendar(db: Queryable): Promise<Calendar> {
  const { rows } = await db.query<{ day: string; kind: 'off' | 'work' }>('select day::text as day, kind from holiday')
  return new Map(rows.map(({ day, kind }) => [day, kind]))
}

type RuleRow = Omit<LimitRule, 'proposedAt' | 'approvedAt' | 'validFrom'> & {
  proposedAt: Date
  approvedAt: Date | null
  validFrom: Date | null
}

/** Every version of every limit, those that wait for approval too; the newest of each first. */
export async function listRules(db: Queryable): Promise<LimitRule[]> {
  const { rows } = await db.query<RuleRow>(
    `select rule, version, amount, unit, warn_minutes as "warnMinutes", source, reason, proposed_by as "proposedBy", ${personName('proposed_by')} as "proposedByName",
       proposed_at as "proposedAt", approved_by as "approvedBy", ${personName('approved_by')} as "approvedByName", approved_at as "approvedAt", valid_from as "validFrom"
     from incident_rule order by rule, version desc`,
  )
  return rows.map((row) => ({
    ...row,
    proposedAt: row.proposedAt.toISOString(),
    approvedAt: row.approvedAt?.toISOString() ?? null,
    validFrom: row.validFrom?.toISOString() ?? null,
  }))
}

/** Adds the next version, waiting for its second person. @returns its number; null when somebody else proposed at the same moment */
export async function insertRule(db: Queryable, wanted: ProposeRule, by: string): Promise<number | null> {
  const { rows } = await db.query<{ version: number }>(
    `insert into incident_rule (rule, version, amount, unit, warn_minutes, source, reason, proposed_by)
     select rule, version + 1, $2, unit, $3, $4, $5, $6 from incident_rule where rule = $1 order by version desc limit 1
     on conflict do nothing returning version`,
    [wanted.rule, wanted.amount, wanted.warnMinutes, wanted.source, wanted.reason, by],
  )
  return rows[0]?.version ?? null
}

/** In force from now on; what started before keeps its version. @returns whether it was waiting for somebody else than its proposer */
export async function approveRuleRow(db: Queryable, rule: string, version: number, by: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update incident_rule set approved_by = $3, approved_at = now(), valid_from = now()
     where rule = $1 and version = $2 and approved_at is null and proposed_by <> $3`,
    [rule, version, by],
  )
  return rowCount === 1
}

export async function listHolidays(db: Queryable): Promise<Holiday[]> {
  const { rows } = await db.query<Holiday>('select day::text as day, kind, name from holiday order by day')
  return rows
}

export async function replaceHolidays(db: Queryable, year: number, days: readonly Holiday[], by: string): Promise<void> {
  await db.query(`delete from holiday where day >= make_date($1, 1, 1) and day < make_date($1 + 1, 1, 1)`, [year])
  await db.query(
    `insert into holiday (day, kind, name, changed_by)
     select day, kind, name, $2 from jsonb_to_recordset($1::jsonb) as r(day date, kind text, name text)`,
    [JSON.stringify(days), by],
  )
}
