import type { HazardLink } from '#contracts/hazard-link.ts'
import type { Queryable } from './pool.ts'

type Row = Omit<HazardLink, 'madeAt' | 'expiresAt' | 'revokedAt' | 'boundAt'> & {
  madeAt: Date
  expiresAt: Date
  revokedAt: Date | null
  boundAt: Date | null
}
const SELECT = `select id, officer, made_by as "madeBy", made_at as "madeAt", expires_at as "expiresAt", revoked_at as "revokedAt", bound_at as "boundAt",
    (select count(*)::int from hazard_link_open o where o.link_id = hazard_link.id) as opens from hazard_link`
const toLink = (row: Row): HazardLink => ({
  ...row,
  madeAt: row.madeAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  revokedAt: row.revokedAt?.toISOString() ?? null,
  boundAt: row.boundAt?.toISOString() ?? null,
})

export async function insertLink(
  db: Queryable,
  link: { hazardId: string; department: string | null; tokenSha256: Buffer; officer: string; by: string; days: number },
): Promise<HazardLink> {
  const { rows } = await db.query<{ id: string }>(
    `insert into hazard_link (hazard_id, department, token_sha256, officer, made_by, expires_at)
     values ($1, $2, $3, $4, $5, now() + make_interval(days => $6)) returning id`,
    [link.hazardId, link.department, link.tokenSha256, link.officer, link.by, link.days],
  )
  const { rows: made } = await db.query<Row>(`${SELECT} where id = $1`, [rows[0]?.id])
  return toLink(made[0] as Row)
}

export async function listLinks(db: Queryable, hazardId: string): Promise<HazardLink[]> {
  const { rows } = await db.query<Row>(`${SELECT} where hazard_id = $1 order by made_at desc limit 100`, [hazardId])
  return rows.map(toLink)
}

/** Of which hazard a link is, and for which department; null when there is no such link. */
export async function hazardOfLink(db: Queryable, id: string): Promise<{ hazardId: string; department: string | null } | null> {
  const { rows } = await db.query<{ hazardId: string; department: string | null }>(
    'select hazard_id as "hazardId", department from hazard_link where id = $1',
    [id],
  )
  return rows[0] ?? null
}

export async function revokeLink(db: Queryable, id: string): Promise<HazardLink> {
  await db.query('update hazard_link set revoked_at = now() where id = $1 and revoked_at is null', [id])
  const { rows } = await db.query<Row>(`${SELECT} where id = $1`, [id])
  return toLink(rows[0] as Row)
}

/** Ends the links of a hazard but those of the departments that still have it. @param kept null = the school itself */
export async function revokeLinksOf(db: Queryable, hazardId: string, kept: readonly (string | null)[]): Promise<void> {
  await db.query(
    `update hazard_link set revoked_at = now() where hazard_id = $1 and revoked_at is null and coalesce(department, '') <> all($2::text[])`,
    [hazardId, kept.map((department) => department ?? '')],
  )
}

export interface Seal {
  id: string
  hazardId: string
  /** For whom it acts; null = the school. */
  department: string | null
  officer: string
  phoneSha256: Buffer | null
  live: boolean
}

/**
 * The link of a token, dead or alive, locked: its hazard first, as whoever hands that over does. It lives while its department leads the hazard
 * or helps with it.
 */
export async function lockLink(db: Queryable, tokenSha256: Buffer): Promise<Seal | null> {
  await db.query('select from hazard where id = (select hazard_id from hazard_link where token_sha256 = $1) for update', [tokenSha256])
  const { rows } = await db.query<Seal>(
    `select l.id, hazard_id as "hazardId", department, officer, phone_sha256 as "phoneSha256", revoked_at is null and expires_at > now()
       and (department is not distinct from h.lead_dept or department = any(h.co_depts)) as live
     from hazard_link l join hazard h on h.id = l.hazard_id where token_sha256 = $1 for update of l`,
    [tokenSha256],
  )
  return rows[0] ?? null
}

export async function bindLink(db: Queryable, id: string, phoneSha256: Buffer): Promise<void> {
  await db.query('update hazard_link set phone_sha256 = $2, bound_at = now() where id = $1 and phone_sha256 is null', [id, phoneSha256])
}

export async function noteOpening(
  db: Queryable,
  linkId: string,
  from: { address: string; userAgent: string | null },
  result: string,
): Promise<void> {
  await db.query('insert into hazard_link_open (link_id, address, user_agent, result) values ($1, $2, $3, $4)', [
    linkId,
    from.address,
    from.userAgent?.slice(0, 300) ?? null,
    result,
  ])
}
