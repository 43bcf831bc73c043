import { createHash, randomBytes } from 'node:crypto'
import type { Queryable } from './pool.ts'

const VALID_HOURS = 24
const hashOf = (code: string): Buffer => createHash('sha256').update(code).digest()

/** A one-time code while nobody has an account; null once somebody has. Codes made before end. */
export async function makeSetupCode(db: Queryable): Promise<string | null> {
  const { rows } = await db.query('select from account limit 1')
  if (rows.length > 0) return null
  const code = randomBytes(16).toString('base64url')
  await db.query('delete from setup_code')
  await db.query('insert into setup_code (code_sha256, expires_at) values ($1, now() + make_interval(hours => $2))', [
    hashOf(code),
    VALID_HOURS,
  ])
  return code
}

/** Uses the code up. @returns false when it is wrong, used or expired, or somebody has an account already */
export async function useSetupCode(db: Queryable, code: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'delete from setup_code where code_sha256 = $1 and expires_at > now() and not exists (select from account)',
    [hashOf(code)],
  )
  return rowCount === 1
}
