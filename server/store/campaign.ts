import type { Campaign, NewCampaign, NewFinding } from '#contracts/campaign.ts'
import { departmentsOf, ownTownships, type Principal } from '#domain/policy.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'

const NAMED = `(select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name) order by d.name), '[]') from department d where d.id = any(c.departments))`
const TOWNSHIPS = `(select jsonb_agg(jsonb_build_object('id', w.id, 'name', w.name) order by w.name) from township w where w.id = any(c.townships))`
/** $3: the schools of a part of the bureau, which reads their findings alone, and of its own campaigns what is of no school; null = all. */
const FINDINGS = `(select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'schoolId', f.school_id, 'schoolName', s.name, 'foundOn', f.found_on, 'text', f.text,
    'departmentId', f.department_id, 'departmentName', d.name, 'hazardId', f.hazard_id, 'hazardState', h.state, 'by', ${personName('f.by_account')}) order by f.found_on, f.at), '[]')
  from campaign_finding f join department d on d.id = f.department_id left join school s on s.id = f.school_id left join hazard h on h.id = f.hazard_id::uuid
  where f.campaign_id = c.id and ($1::text[] is null or c.lead_dept = any($1) or f.department_id = any($1))
    and ($3::text[] is null or f.school_id = any($3) or (f.school_id is null and c.townships <@ $2)))`
const SELECT = `select c.id, c.name, c.basis, jsonb_build_object('id', l.id, 'name', l.name) as lead, ${NAMED} as departments, ${TOWNSHIPS} as townships, c.starts_on::text as "startsOn",
    c.ends_on::text as "endsOn", c.closed_on::text as "closedOn", c.summary, ${FINDINGS} as findings, c.synthetic, c.version
  from campaign c join department l on l.id = c.lead_dept
  where ($1::text[] is null or c.lead_dept = any($1) or c.departments && $1)
    and ($2::text[] is null or c.townships is null or c.townships && $2)`

/** Departments, townships and schools of a reader: $1 to $3. */
const reach = (reader: Principal) => [departmentsOf(reader), ownTownships(reader), reader.role === 'bureau' ? reader.schoolIds : null]

/** Campaigns that run in a year, the newest first; a department sees those it takes part in, and of their findings its own unless it leads; a township's clerk the district's and its own. */
export async function listCampaigns(db: Queryable, reader: Principal, year: number): Promise<Campaign[]> {
  const { rows } = await db.query<Campaign>(
    `${SELECT} and c.starts_on < make_date($4 + 1, 1, 1) and coalesce(c.closed_on, c.ends_on) >= make_date($4, 1, 1) order by c.starts_on desc, c.id`,
    [...reach(reader), year],
  )
  return rows
}

/** @param lock until the transaction ends */
export async function findCampaign(db: Queryable, reader: Principal, id: string, { lock = false } = {}): Promise<Campaign | null> {
  const { rows } = await db.query<Campaign>(`${SELECT} and c.id = $4 ${lock ? 'for update of c' : ''}`, [...reach(reader), id])
  return rows[0] ?? null
}

/** Who changed a campaign last, by name. */
export async function lastOfCampaign(db: Queryable, id: string): Promise<string> {
  const { rows } = await db.query<{ by: string }>(
    'select coalesce(a.name, c.changed_by) as by from campaign c left join account a on a.username = c.changed_by where c.id = $1',
    [id],
  )
  return rows[0]?.by ?? ''
}

/** @param townships of which it is; null = of the whole district */
export async function insertCampaign(
  db: Queryable,
  campaign: NewCampaign,
  by: string,
  { synthetic = false, townships = null }: { synthetic?: boolean; townships?: readonly string[] | null } = {},
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into campaign (name, basis, lead_dept, departments, starts_on, ends_on, changed_by, synthetic, townships) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
    [
      campaign.name,
      campaign.basis || null,
      campaign.leadDept,
      campaign.departments.filter((id) => id !== campaign.leadDept),
      campaign.startsOn,
      campaign.endsOn,
      by,
      synthetic,
      townships,
    ],
  )
  return rows[0]?.id ?? ''
}

export async function insertFinding(
  db: Queryable,
  campaignId: string,
  finding: NewFinding,
  hazardId: string | null,
  by: string,
  { synthetic = false } = {},
): Promise<void> {
  await db.query(
    `insert into campaign_finding (campaign_id, school_id, found_on, text, department_id, hazard_id, by_account, synthetic) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [campaignId, finding.schoolId, finding.foundOn, finding.text, finding.departmentId, hazardId, by, synthetic],
  )
}

export async function saveClosed(
  db: Queryable,
  id: string,
  { summary, day, by }: { summary: string; day: string; by: string },
): Promise<void> {
  await db.query('update campaign set summary = $2, closed_on = $3, changed_by = $4, version = version + 1 where id = $1', [
    id,
    summary,
    day,
    by,
  ])
}
