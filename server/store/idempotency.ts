import { createHash } from 'node:crypto'
import type { Queryable } from './pool.ts'

export interface Answered {
  /** The key was used for another request. */
  reused: boolean
  answer: unknown
}

/** What this key was answered before; null when it is new. Holds the key until the transaction ends, so that a retry beside it waits. */
export async function findAnswer(db: Queryable, account: string, key: string, request: unknown): Promise<Answered | null> {
  await db.query('select pg_advisory_xact_lock(hashtextextended($1, 42))', [`${account}\n${key}`])
  const { rows } = await db.query<{ sha: string; answer: unknown }>(
    'select request_sha256 as sha, answer from idempotency where account = $1 and key = $2',
    [account, key],
  )
  const found = rows[0]
  return found ? { reused: found.sha !== sha256(request), answer: found.answer } : null
}

export async function keepAnswer(
  db: Queryable,
  account: string,
  key: string,
  request: unknown,
  status: number,
  answer: unknown,
): Promise<void> {
  await db.query('insert into idempotency (account, key, request_sha256, status, answer) values ($1, $2, $3, $4, $5)', [
    account,
    key,
    sha256(request),
    status,
    JSON.stringify(answer),
  ])
}

/** Forgets keys older than a week: no client retries for so long. */
export async function pruneAnswers(db: Queryable): Promise<void> {
  await db.query(`delete from idempotency where at < now() - interval '7 days'`)
}

const sha256 = (request: unknown): string => createHash('sha256').update(JSON.stringify(request)).digest('hex')
