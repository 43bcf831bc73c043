import { type Refusal, refuse } from '#domain/problem.ts'
import { findAccountById } from '../store/account.ts'
import type { ReadKey } from '../store/installation-key.ts'
import { isPassword } from '../store/password.ts'
import type { Queryable } from '../store/pool.ts'
import { hasSecondFactor, takeCode } from '../store/second-factor.ts'
import { forgetTries, takeTry } from '../store/sign-in-back-off.ts'
import type { Actor } from './actor.ts'

/**
 * Checks that it is the account's owner who acts, by the password and, where there is one, the second factor. Wrong ones wait as at the
 * sign-in. An enrolled phone proves nobody's identity.
 * @returns why not, or null
 */
export async function proveIdentity(
  db: Queryable,
  readKey: ReadKey,
  { principal, address }: Actor,
  { password, code }: { password: string; code?: string | undefined },
): Promise<Refusal | null> {
  if (principal.session === 'phone') return refuse('not-allowed', 'an enrolled phone answers and does nothing else: use a desk')
  const wait = await takeTry(db, address, principal.username)
  if (wait > 0) return refuse('too-many-requests', `too many wrong passwords: try again in ${wait} s`)
  const account = await findAccountById(db, principal.accountId)
  if (!account || !(await isPassword(account.passwordHash, password)))
    return refuse('refused-input', 'the password is wrong', {
      errors: [{ path: 'body.password', message: 'is not this account’s password' }],
    })
  if (await hasSecondFactor(db, principal.accountId)) {
    if (code === undefined)
      return refuse('code-required', 'this account has a second factor: give the present code of the authenticator too')
    if (!(await takeCode(db, readKey, principal.accountId, code)))
      return refuse('refused-input', 'the code is wrong or was used before', {
        errors: [{ path: 'body.code', message: 'expected the present code of the authenticator' }],
      })
  }
  await forgetTries(db, address, principal.username)
  return null
}
