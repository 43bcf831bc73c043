import { isDeepStrictEqual } from 'node:util'
import type { Role, Scope } from '#contracts/session.ts'
import { scopeRefusal } from '#domain/policy.ts'
import { insertAccount, lockAccount, setRole, updateAccount } from '../store/account.ts'
import { hashPassword, isPassword } from '../store/password.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { endSessionsOf } from '../store/session.ts'

export interface WantedAccount {
  username: string
  name: string
  password: string
  role: Role
  scope: Scope
  synthetic: boolean
}

/**
 * Makes or refreshes an account of the demo or the first set-up, at start-up and not by a person. Sessions live on while nothing changed.
 * @throws when the role cannot have the scope, or a real account has the name of a synthetic one
 */
export async function ensureAccount(pool: Pool, { username, name, password, role, scope, synthetic }: WantedAccount): Promise<void> {
  const wrong = scopeRefusal(role, scope)
  if (wrong) throw new Error(`account ${username}: ${wrong}`)
  const passwordHash = await hashPassword(password)
  await transaction(pool, async (db) => {
    const id = await insertAccount(db, { username, name, passwordHash, synthetic })
    if (id !== null) return setRole(db, id, role, scope)
    const account = await lockAccount(db, username)
    if (account?.synthetic !== synthetic) throw new Error(`account ${username} exists and is ${account?.synthetic ? '' : 'not '}synthetic`)
    const same = account.role === role && isDeepStrictEqual(account.scope, scope) && (await isPassword(account.passwordHash, password))
    if (same && account.name === name && !account.disabled) return
    await updateAccount(db, account.id, { name, passwordHash })
    await setRole(db, account.id, role, scope)
    if (!same) await endSessionsOf(db, account.id)
  })
}
