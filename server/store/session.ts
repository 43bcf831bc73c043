import { createHash, randomBytes } from 'node:crypto'
import cookie from '@fastify/cookie'
import type { Role, Scope } from '#contracts/session.ts'
import { type Principal, WATCH_ROLES } from '#domain/policy.ts'
import type { Queryable } from './pool.ts'

export const SESSION_COOKIE = 'xiaowei'
/** A desk's day, a guard's phone between two enrolments (R54), and the time to set up a second factor, s. */
export const SESSION_SECONDS = { desk: 12 * 3600, phone: 180 * 86_400, enrolling: 15 * 60 } as const

export interface SignedIn {
  readonly principal: Principal
  readonly tokenSha256: Buffer
  /** When the password was last given. */
  readonly confirmedAt: Date
}

const sha256 = (token: string): Buffer => createHash('sha256').update(token).digest()

/** The hash under which a cookie's session is stored; null without a cookie that could be ours. */
export function tokenOf(cookieHeader: string | undefined): Buffer | null {
  const token = cookieHeader === undefined ? undefined : cookie.parse(cookieHeader)[SESSION_COOKIE]
  return token && /^[A-Za-z0-9_-]{43}$/.test(token) ? sha256(token) : null
}

interface SessionRow {
  tokenSha256: Buffer
  session: Principal['session']
  stale: boolean
  confirmedAt: Date
  accountId: string
  username: string
  name: string
  role: Role
  scope: Scope
  schoolIds: string[] | null
  departments: string[]
}

// A session is live while it has neither ended nor expired, its account still holds the role it was opened for, and, at a desk that
// keeps no watch, it was used within 30 minutes.
const LIVE_SESSIONS = {
  name: 'live-sessions',
  text: `
    select s.token_sha256 as "tokenSha256", s.kind as session, s.last_seen_at < now() - interval '30 s' as stale, s.confirmed_at as "confirmedAt",
      a.id as "accountId", a.username, a.name, r.role, r.scope,
      case r.scope ->> 'kind'
        when 'district' then null
        when 'school' then array(select jsonb_array_elements_text(r.scope -> 'ids'))
        when 'township' then array(select id from school where r.scope -> 'ids' ? township_id order by id)
        else '{}'::text[]
      end as "schoolIds",
      case
        when r.role = 'police' then array(select id from department where kind = 'police' order by id)
        when r.scope ->> 'kind' = 'department' then array(select jsonb_array_elements_text(r.scope -> 'ids'))
        else '{}'::text[]
      end as departments
    from session s
    join account a on a.id = s.account_id and a.disabled_at is null
    join account_role r on r.account_id = s.account_id and r.role = s.role
    where s.token_sha256 = any($1::bytea[]) and s.ended_at is null and s.expires_at > now()
      and (s.kind = 'phone' or s.role = any($2::text[]) or s.last_seen_at > now() - interval '30 minutes')`,
}

async function readSessions(db: Queryable, tokens: readonly Buffer[]): Promise<SessionRow[]> {
  const { rows } = await db.query<SessionRow>({ ...LIVE_SESSIONS, values: [tokens, WATCH_ROLES] })
  return rows
}

const principalOfRow = ({ tokenSha256, stale, confirmedAt, ...principal }: SessionRow): Principal => principal

/** Who sends this cookie, or null. Counts as use of the session; a desk's idle time begins anew. */
export async function principalOf(db: Queryable, cookieHeader: string | undefined): Promise<SignedIn | null> {
  const token = tokenOf(cookieHeader)
  const row = token && (await readSessions(db, [token]))[0]
  if (!row) return null
  if (row.stale) await db.query('update session set last_seen_at = now() where token_sha256 = $1', [row.tokenSha256])
  return { principal: principalOfRow(row), tokenSha256: row.tokenSha256, confirmedAt: row.confirmedAt }
}

/**
 * Of the sessions asked for, those still live, by the hex of their hash, with their principals as of now. Does not count as use.
 * Sockets whose session is missing, or whose rooms have changed, must be cut.
 */
export async function liveSessions(db: Queryable, tokens: readonly Buffer[]): Promise<Map<string, Principal>> {
  if (tokens.length === 0) return new Map()
  const rows = await readSessions(db, tokens)
  return new Map(rows.map((row) => [row.tokenSha256.toString('hex'), principalOfRow(row)]))
}

/** Opens a session in the account's present role. @returns the token for the cookie; only its hash is kept */
export async function openSession(
  db: Queryable,
  { accountId, role, kind, userAgent }: { accountId: string; role: Role; kind: Principal['session']; userAgent: string | null },
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await db.query(
    `insert into session (token_sha256, account_id, role, kind, expires_at, user_agent)
     values ($1, $2, $3, $4, now() + $5 * interval '1 s', $6)`,
    [sha256(token), accountId, role, kind, SESSION_SECONDS[kind], userAgent],
  )
  return token
}

export async function endSession(db: Queryable, tokenSha256: Buffer): Promise<void> {
  await db.query('update session set ended_at = now() where token_sha256 = $1 and ended_at is null', [tokenSha256])
}

/** The password was given once more. */
export async function confirmSession(db: Queryable, tokenSha256: Buffer): Promise<void> {
  await db.query('update session set confirmed_at = now() where token_sha256 = $1', [tokenSha256])
}

/** Makes a session that waited for a second factor one of a desk. */
export async function admitSession(db: Queryable, tokenSha256: Buffer): Promise<void> {
  await db.query(
    `update session set kind = 'desk', expires_at = now() + $2 * interval '1 s' where token_sha256 = $1 and kind = 'enrolling'`,
    [tokenSha256, SESSION_SECONDS.desk],
  )
}

/** Ends the other sessions of an account, enrolled phones apart: their holder is another's word. @returns how many */
export async function endOtherSessions(db: Queryable, accountId: string, tokenSha256: Buffer): Promise<number> {
  const { rowCount } = await db.query(
    `update session set ended_at = now() where account_id = $1 and token_sha256 <> $2 and kind <> 'phone' and ended_at is null`,
    [accountId, tokenSha256],
  )
  return rowCount ?? 0
}

/** Ends every session of an account. @returns how many */
export async function endSessionsOf(db: Queryable, accountId: string): Promise<number> {
  const { rowCount } = await db.query('update session set ended_at = now() where account_id = $1 and ended_at is null', [accountId])
  return rowCount ?? 0
}
