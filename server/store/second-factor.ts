import { Secret, TOTP } from 'otpauth'
import type { Queryable } from './pool.ts'

// What every authenticator assumes; RFC 6238 with its defaults.
const PERIOD_S = 30
const totp = (secret: Secret, username: string): TOTP =>
  new TOTP({ issuer: '校卫 Xiaowei', label: username, algorithm: 'SHA1', digits: 6, period: PERIOD_S, secret })

/** Whether the account has a second factor that was proven by a first code. */
export async function hasSecondFactor(db: Queryable, accountId: string): Promise<boolean> {
  const { rowCount } = await db.query('select from second_factor where account_id = $1 and proven_at is not null', [accountId])
  return rowCount === 1
}

/**
 * Makes a new secret, which counts from its first right code on. One that is proven stays.
 * @returns what an authenticator is given, or null when the account has a second factor
 */
export async function offerSecondFactor(
  db: Queryable,
  accountId: string,
  username: string,
): Promise<{ secret: string; uri: string } | null> {
  const secret = new Secret({ size: 20 })
  const { rowCount } = await db.query(
    `insert into second_factor as held (account_id, secret) values ($1, $2)
     on conflict (account_id) do update set secret = excluded.secret, last_step = null where held.proven_at is null`,
    [accountId, Buffer.from(secret.bytes)],
  )
  return rowCount === 1 ? { secret: secret.base32, uri: totp(secret, username).toString() } : null
}

/** Takes a code: it must be of the present step or a neighbour's (30 s each), and of a later one than the last that was taken. */
export async function takeCode(db: Queryable, accountId: string, code: string): Promise<boolean> {
  const { rows } = await db.query<{ secret: Buffer }>('select secret from second_factor where account_id = $1', [accountId])
  const held = rows[0]
  if (!held) return false
  const now = Date.now()
  const delta = totp(new Secret({ buffer: Uint8Array.from(held.secret).buffer }), '').validate({ token: code, timestamp: now, window: 1 })
  if (delta === null) return false
  const step = Math.floor(now / 1000 / PERIOD_S) + delta
  const { rowCount } = await db.query(
    `update second_factor set last_step = $2, proven_at = coalesce(proven_at, now())
     where account_id = $1 and (last_step is null or last_step < $2)`,
    [accountId, step],
  )
  return rowCount === 1
}

/** @returns whether there was one */
export async function removeSecondFactor(db: Queryable, accountId: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from second_factor where account_id = $1', [accountId])
  return rowCount === 1
}
