import type { ReportKind } from '#contracts/incident.ts'
import type { Queryable } from './pool.ts'

export interface StoredReport {
  kind: ReportKind
  version: number
  secretId: string
  by: string
  byName: string
  at: Date
  submitted: boolean
}

/** Every version of every report of an incident, the newest of each kind first. */
export async function readReports(db: Queryable, incidentId: string): Promise<StoredReport[]> {
  const { rows } = await db.query<StoredReport>(
    `select kind, version, secret_id as "secretId", by_account as by, coalesce(account.name, by_account) as "byName", at, submitted
     from incident_report left join account on account.username = by_account where incident_id = $1
     order by array_position(array['first', 'followUp', 'final'], kind), version desc`,
    [incidentId],
  )
  return rows
}

export async function insertReport(
  db: Queryable,
  report: { incidentId: string; kind: ReportKind; version: number; secretId: string; by: string; submitted: boolean },
): Promise<void> {
  await db.query(
    'insert into incident_report (incident_id, kind, version, secret_id, by_account, submitted) values ($1, $2, $3, $4, $5, $6)',
    [report.incidentId, report.kind, report.version, report.secretId, report.by, report.submitted],
  )
}

/** Whether a final report was handed in. */
export async function hasFinalReport(db: Queryable, incidentId: string): Promise<boolean> {
  const { rows } = await db.query(`select from incident_report where incident_id = $1 and kind = 'final' and submitted limit 1`, [
    incidentId,
  ])
  return rows.length > 0
}
