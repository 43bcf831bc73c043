import type { Report, ReportVersion } from '#contracts/report.ts'
import type { Principal } from '#domain/policy.ts'
import { decodeCursor, INSTANT, instantKey, type Paged, pageOf, UUID } from './page.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'
import type { Condition } from './scope.ts'

type Row = Omit<Report, 'madeAt' | 'changedAt'> & { madeAt: Date; changedAt: Date }

const COLUMNS = `report.id, report.kind, from_day::text as "from", to_day::text as "to", report.title, report.state, report.version,
  ${personName('report.made_by')} as "madeBy", report.made_at as "madeAt", ${personName('report.changed_by')} as "changedBy", report.changed_at as "changedAt"`

const toReport = ({ madeAt, changedAt, ...row }: Row): Report => ({
  ...row,
  madeAt: madeAt.toISOString(),
  changedAt: changedAt.toISOString(),
})

/** Who sees the whole district reads every report; another reads his own, whose figures are of his scope. */
function reportScope({ schoolIds, username }: Principal, n: number): Condition {
  return schoolIds === null ? { sql: 'true', values: [] } : { sql: `report.made_by = $${n}`, values: [username] }
}

/** Reports, the newest first. */
export async function listReports(
  db: Queryable,
  reader: Principal,
  { kind, cursor, limit }: { kind?: Report['kind'] | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<Report>> {
  const [madeAt, id] = decodeCursor(cursor, INSTANT, UUID) ?? [null, null]
  const scope = reportScope(reader, 5)
  const { rows } = await db.query<Row & { key: string }>(
    `select ${COLUMNS}, ${instantKey('made_at')} as key from report
     where ($1::text is null or kind = $1) and ($2::timestamptz is null or (made_at <= $2 and (made_at < $2 or id > $3::uuid))) and ${scope.sql}
     order by made_at desc, id limit $4`,
    [kind ?? null, madeAt, id, limit + 1, ...scope.values],
  )
  return pageOf(
    rows,
    limit,
    (row) => [row.key, row.id],
    ({ key, ...row }) => toReport(row),
  )
}

/** One report in scope. @param lock until the transaction ends */
export async function findReport(db: Queryable, reader: Principal, id: string, { lock }: { lock: boolean }): Promise<Report | null> {
  const scope = reportScope(reader, 2)
  const { rows } = await db.query<Row>(`select ${COLUMNS} from report where id = $1 and ${scope.sql}${lock ? ' for update' : ''}`, [
    id,
    ...scope.values,
  ])
  return rows[0] ? toReport(rows[0]) : null
}

/** The newest draft of exactly these days in scope, locked. */
export async function findDraftOf(
  db: Queryable,
  reader: Principal,
  { kind, from, to }: Pick<Report, 'kind' | 'from' | 'to'>,
): Promise<Report | null> {
  const scope = reportScope(reader, 4)
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from report where kind = $1 and from_day = $2 and to_day = $3 and state = 'draft' and ${scope.sql}
     order by made_at desc limit 1 for update`,
    [kind, from, to, ...scope.values],
  )
  return rows[0] ? toReport(rows[0]) : null
}

export async function insertReport(
  db: Queryable,
  { kind, from, to, title, by }: Pick<Report, 'kind' | 'from' | 'to' | 'title'> & { by: string },
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into report (kind, from_day, to_day, title, version, made_by, changed_by) values ($1, $2, $3, $4, 1, $5, $5) returning id`,
    [kind, from, to, title, by],
  )
  return rows[0]?.id ?? ''
}

/** Moves a locked report to its next version. */
export async function moveReport(
  db: Queryable,
  id: string,
  { title, version, state, by }: Pick<Report, 'title' | 'version' | 'state'> & { by: string },
): Promise<void> {
  await db.query(`update report set title = $2, version = $3, state = $4, changed_by = $5, changed_at = now() where id = $1`, [
    id,
    title,
    version,
    state,
    by,
  ])
}

/** Adds a version; none is ever changed. */
export async function insertReportVersion(db: Queryable, reportId: string, letter: Omit<ReportVersion, 'at'>): Promise<void> {
  const { version, title, addressee, body, issuer, dated, by } = letter
  await db.query(
    `insert into report_version (report_id, version, title, addressee, body, issuer, dated, by_account) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [reportId, version, title, addressee, body, issuer, dated, by],
  )
}

/** One version; a report has as many as it was written. */
export async function readReportVersion(db: Queryable, reportId: string, version: number): Promise<ReportVersion | null> {
  const { rows } = await db.query<Omit<ReportVersion, 'at'> & { at: Date }>(
    `select version, title, addressee, body, issuer, dated::text as dated, ${personName('by_account')} as by, at from report_version
     where report_id = $1 and version = $2`,
    [reportId, version],
  )
  return rows[0] ? { ...rows[0], at: rows[0].at.toISOString() } : null
}

/** Who wrote which version, the newest first. */
export async function readReportVersions(db: Queryable, reportId: string): Promise<{ version: number; by: string; at: string }[]> {
  const { rows } = await db.query<{ version: number; by: string; at: Date }>(
    `select version, ${personName('by_account')} as by, at from report_version where report_id = $1 order by version desc`,
    [reportId],
  )
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }))
}
