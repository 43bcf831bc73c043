import { passwordRefusal } from '#domain/password.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { setPasswordHash } from '../store/account.ts'
import { audit } from '../store/audit.ts'
import type { ReadKey } from '../store/installation-key.ts'
import { hashPassword } from '../store/password.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { endOtherSessions } from '../store/session.ts'
import { type Actor, actedBy } from './actor.ts'
import { proveIdentity } from './prove-identity.ts'

/** Changes the own password and ends the account's other desk sessions (ASVS 5.0, 6.2.2, 7.4.3). */
export async function changePassword(
  pool: Pool,
  readKey: ReadKey,
  actor: Actor,
  tokenSha256: Buffer,
  { password, newPassword }: { password: string; newPassword: string },
): Promise<{ ok: true } | Refusal> {
  const { accountId, username } = actor.principal
  const weak = passwordRefusal(newPassword, username)
  if (weak) return refuse('refused-input', 'the password is too easy to guess', { errors: [{ path: 'body.newPassword', message: weak }] })
  const refused = await proveIdentity(pool, readKey, actor, { password })
  // The old password was right, and the session was opened with the second factor.
  if (refused && refused.problem.type !== '/problems/code-required') return refused
  const passwordHash = await hashPassword(newPassword)
  return transaction(pool, async (db) => {
    await setPasswordHash(db, accountId, passwordHash)
    const ended = await endOtherSessions(db, accountId, tokenSha256)
    await audit(db, { ...actedBy(actor), action: 'account.password', object: username, result: 'ok', data: { ended } })
    return { ok: true }
  })
}
