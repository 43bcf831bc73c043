import { rolesWith } from '#domain/policy.ts'
import type { Queryable } from './pool.ts'

/** Notes that somebody is at the desk with these sessions' screens ({@link mansDesk}), not more often than needed. */
export async function notePresence(db: Queryable, tokens: readonly Buffer[]): Promise<void> {
  if (tokens.length === 0) return
  await db.query({
    name: 'note-presence',
    text: `update session set present_at = now()
           where token_sha256 = any($1::bytea[]) and (present_at is null or present_at < now() - interval '10 seconds')`,
    values: [tokens],
  })
}

/** When a screen at the desk was last open, by the database's clock, and what that clock says; null = never. */
export async function lastPresence(db: Queryable): Promise<{ seenAt: Date | null; now: Date }> {
  const { rows } = await db.query<{ seenAt: Date | null; now: Date }>(
    `select (select max(present_at) from session where role = any($1) and present_at is not null) as "seenAt", now() as now`,
    [rolesWith('alarm:acknowledge')],
  )
  return rows[0] ?? { seenAt: null, now: new Date() }
}

/** The leaders of the shift and of the day, by user name. */
export async function readLeaders(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ username: string }>(
    `select distinct username from account join account_role r on r.account_id = account.id
     where r.role in ('shiftLeader', 'dutyLeader') and disabled_at is null order by username`,
  )
  return rows.map(({ username }) => username)
}

/** Writes down that the desk is empty. @returns its id; null when that is known */
export async function openUnmanned(db: Queryable, since: Date, called: readonly string[]): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    'insert into unmanned (since, called) values ($1, $2) on conflict ((true)) where ended_at is null do nothing returning id',
    [since, called],
  )
  return rows[0]?.id ?? null
}

/** Somebody sits there again, or nobody must. @returns since when nobody did, null when that was not so */
export async function endUnmanned(db: Queryable): Promise<{ id: string; since: Date } | null> {
  const { rows } = await db.query<{ id: string; since: Date }>(
    'update unmanned set ended_at = now() where ended_at is null returning id, since',
  )
  return rows[0] ?? null
}
