import { createHash, randomInt } from 'node:crypto'
import type { Queryable } from './pool.ts'

/** Without letters and digits that look alike, so that a code can be read out over the telephone. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 12
/** How long a code stays valid, minutes: the officer and the guard stand side by side. */
const VALID_MINUTES = 15

const hashOf = (code: string): Buffer => createHash('sha256').update(code.toUpperCase().replace(/[\s-]/g, '')).digest()

/** A one-time code (58 bits) for an account's phone; codes made before for the same account end. */
export async function insertEnrolment(db: Queryable, accountId: string, madeBy: string): Promise<{ code: string; expiresAt: Date }> {
  const code = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  await db.query('update enrolment set used_at = now() where account_id = $1 and used_at is null', [accountId])
  const { rows } = await db.query<{ expiresAt: Date }>(
    `insert into enrolment (code_sha256, account_id, made_by, expires_at) values ($1, $2, $3, now() + $4 * interval '1 minute')
     returning expires_at as "expiresAt"`,
    [hashOf(code), accountId, madeBy, VALID_MINUTES],
  )
  const expiresAt = rows[0]?.expiresAt
  if (!expiresAt) throw new Error('an insert that returns its row returned none')
  return { code, expiresAt }
}

/** Uses a code up. @returns the account it was made for, or null when it is wrong, used or expired */
export async function useEnrolment(db: Queryable, code: string): Promise<string | null> {
  const { rows } = await db.query<{ accountId: string }>(
    `update enrolment set used_at = now() where code_sha256 = $1 and used_at is null and expires_at > now()
     returning account_id as "accountId"`,
    [hashOf(code)],
  )
  return rows[0]?.accountId ?? null
}
