import { createHash } from 'node:crypto'
import type { Queryable } from './pool.ts'

/** Mistyping costs nothing; from then on each failure doubles the wait, s. */
const FREE_FAILURES = 5
const LONGEST_WAIT = 60
/** After this long without a failure, everything is forgotten, minutes. */
const FORGET_MINUTES = 15

const keyOf = (address: string, username: string): Buffer => createHash('sha256').update(`${address}\n${username}`).digest()

/**
 * Counts one try before the password is looked at, so that parallel guesses do not escape. Only the same address and name wait:
 * nobody can lock an operator out from elsewhere, and what is tried while waiting does not prolong the wait.
 * @returns seconds to wait, 0 = go on
 */
export async function takeTry(db: Queryable, address: string, username: string): Promise<number> {
  const key = keyOf(address, username)
  const { rowCount } = await db.query(
    `insert into sign_in_back_off as b (key, failures, failed_at, retry_at) values ($1, 1, now(), now())
     on conflict (key) do update set (failures, failed_at, retry_at) = (
       select n, now(), now() + least($4, case when n < $3 then 0 else power(2, least(n - $3, 20)) end) * interval '1 s'
       from (select case when b.failed_at < now() - $2 * interval '1 minute' then 1 else b.failures + 1 end as n) as next)
     where b.retry_at <= now()`,
    [key, FORGET_MINUTES, FREE_FAILURES, LONGEST_WAIT],
  )
  if (rowCount === 1) return 0
  const { rows } = await db.query<{ wait: number }>(
    'select greatest(1, ceil(extract(epoch from retry_at - now())))::int as wait from sign_in_back_off where key = $1',
    [key],
  )
  return rows[0]?.wait ?? 1
}

/** Forgets an address and name after the right password, and what is too old to count. */
export async function forgetTries(db: Queryable, address: string, username: string): Promise<void> {
  await db.query(`delete from sign_in_back_off where key = $1 or failed_at < now() - $2 * interval '1 minute'`, [
    keyOf(address, username),
    FORGET_MINUTES,
  ])
}
