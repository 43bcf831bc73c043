import { passwordRefusal } from '#domain/password.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { findAccount, setPasswordHash } from '../store/account.ts'
import { audit } from '../store/audit.ts'
import { hashPassword } from '../store/password.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { endSessionsOf } from '../store/session.ts'
import { type Actor, actedBy } from './actor.ts'

/** Gives another account a new password, for somebody who has forgotten the old one, and ends its sessions. */
export async function resetPassword(
  pool: Pool,
  actor: Actor,
  { username, password }: { username: string; password: string },
): Promise<{ ok: true } | Refusal> {
  const weak = passwordRefusal(password, username)
  if (weak) return refuse('refused-input', 'the password is too easy to guess', { errors: [{ path: 'body.password', message: weak }] })
  const passwordHash = await hashPassword(password)
  return transaction(pool, async (db) => {
    const account = await findAccount(db, username)
    if (!account) return refuse('not-found', `there is no account ${username}`)
    if (account.id === actor.principal.accountId)
      return refuse('conflict', 'the own password is changed with the old one: PUT /session/password')
    await setPasswordHash(db, account.id, passwordHash)
    const ended = await endSessionsOf(db, account.id)
    await audit(db, { ...actedBy(actor), action: 'account.passwordReset', object: username, result: 'ok', data: { ended } })
    return { ok: true }
  })
}
