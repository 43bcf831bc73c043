import { Secret, TOTP } from 'otpauth'
import { decrypt, encrypt } from './cipher.ts'
import type { InstallationKey, ReadKey } from './installation-key.ts'
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
  key: InstallationKey,
  accountId: string,
  username: string,
): Promise<{ secret: string; uri: string } | null> {
  const secret = new Secret({ size: 20 })
  const { rowCount } = await db.query(
    `insert into second_factor as held (account_id, secret, key_id) values ($1, $2, $3)
     on conflict (account_id) do update set secret = excluded.secret, key_id = excluded.key_id, last_step = null where held.proven_at is null`,
    [accountId, encrypt(key.bytes, secret.bytes, accountId), key.id],
  )
  return rowCount === 1 ? { secret: secret.base32, uri: totp(secret, username).toString() } : null
}

/** Whether proven factors of others are sealed under another key: this process has not the installation's, and makes nothing under its own. */
export async function sealedElsewhere(db: Queryable, key: InstallationKey, accountId: string): Promise<boolean> {
  const { rows } = await db.query('select from second_factor where key_id <> $1 and account_id <> $2 and proven_at is not null limit 1', [
    key.id,
    accountId,
  ])
  return rows.length > 0
}

/** Takes a code: it must be of the present step or a neighbour's (30 s each), and of a later one than the last that was taken. */
export async function takeCode(db: Queryable, readKey: ReadKey, accountId: string, code: string): Promise<boolean> {
  const { rows } = await db.query<Held>('select secret, key_id as "keyId" from second_factor where account_id = $1', [accountId])
  const held = rows[0]
  if (!held) return false
  const now = Date.now()
  const secret = held.keyId === null ? held.secret : open(await readKey(), held, accountId)
  const delta = totp(new Secret({ buffer: Uint8Array.from(secret).buffer }), '').validate({ token: code, timestamp: now, window: 1 })
  if (delta === null) return false
  const step = Math.floor(now / 1000 / PERIOD_S) + delta
  const { rowCount } = await db.query(
    `update second_factor set last_step = $2, proven_at = coalesce(proven_at, now())
     where account_id = $1 and (last_step is null or last_step < $2)`,
    [accountId, step],
  )
  return rowCount === 1
}

interface Held {
  secret: Buffer
  /** null: not sealed yet */
  keyId: string | null
}

function open(key: InstallationKey, { secret, keyId }: Held, accountId: string): Buffer {
  if (keyId !== key.id) throw new Error(`a second factor is sealed under key ${keyId}, and this installation has ${key.id}`)
  return decrypt(key.bytes, secret, accountId)
}

/** Seals the secrets of before there was a key. @returns ids of keys under which others are sealed and which this installation does not have */
export async function sealSecondFactors(db: Queryable, readKey: ReadKey): Promise<string[]> {
  const { rows } = await db.query<{ accountId: string } & Held>(
    'select account_id as "accountId", secret, key_id as "keyId" from second_factor',
  )
  if (rows.length === 0) return []
  const key = await readKey()
  for (const { accountId, secret, keyId } of rows)
    if (keyId === null)
      await db.query('update second_factor set secret = $2, key_id = $3 where account_id = $1 and key_id is null', [
        accountId,
        encrypt(key.bytes, secret, accountId),
        key.id,
      ])
  return [...new Set(rows.flatMap(({ keyId }) => (keyId === null || keyId === key.id ? [] : keyId)))]
}

/** @returns whether there was one */
export async function removeSecondFactor(db: Queryable, accountId: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from second_factor where account_id = $1', [accountId])
  return rowCount === 1
}
