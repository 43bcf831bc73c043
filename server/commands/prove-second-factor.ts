import { type Refusal, refuse } from '#domain/problem.ts'
import { audit } from '../store/audit.ts'
import type { ReadKey } from '../store/installation-key.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { takeCode } from '../store/second-factor.ts'
import { admitSession } from '../store/session.ts'
import { forgetTries, takeTry } from '../store/sign-in-back-off.ts'
import { type Actor, actedBy } from './actor.ts'

/** Puts the offered second factor in force by its first code; a session that waited for it becomes a desk's. */
export async function proveSecondFactor(
  pool: Pool,
  readKey: ReadKey,
  actor: Actor,
  tokenSha256: Buffer,
  code: string,
): Promise<{ ok: true } | Refusal> {
  const { principal, address } = actor
  const wait = await takeTry(pool, address, principal.username)
  if (wait > 0) return refuse('too-many-requests', `too many wrong codes: try again in ${wait} s`)
  return transaction(pool, async (db) => {
    if (!(await takeCode(db, readKey, principal.accountId, code)))
      return refuse('refused-input', 'the code does not fit what the authenticator was given', {
        errors: [{ path: 'body.code', message: 'expected the present code of the authenticator' }],
      })
    await admitSession(db, tokenSha256)
    await forgetTries(db, address, principal.username)
    await audit(db, { ...actedBy(actor), action: 'secondFactor.prove', object: principal.username, result: 'ok' })
    return { ok: true }
  })
}
