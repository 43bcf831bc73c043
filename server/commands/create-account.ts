import type { Account, NewAccount } from '#contracts/account.ts'
import { passwordRefusal } from '#domain/password.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { insertAccount, setRole } from '../store/account.ts'
import { audit } from '../store/audit.ts'
import { hashPassword } from '../store/password.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { type Actor, actedBy } from './actor.ts'
import { checkScope } from './check-scope.ts'

/** Makes an account with its one role. Refuses a name that is taken, a password that everybody tries, a scope that the role cannot have. */
export async function createAccount(pool: Pool, actor: Actor, wanted: NewAccount): Promise<{ ok: true; account: Account } | Refusal> {
  const { username, name, password, role, scope } = wanted
  const weak = passwordRefusal(password, username)
  if (weak) return refuse('refused-input', 'the password is too easy to guess', { errors: [{ path: 'body.password', message: weak }] })
  const refused = await checkScope(pool, role, scope)
  if (refused) return refused
  const passwordHash = await hashPassword(password)
  return transaction(pool, async (db) => {
    const id = await insertAccount(db, { username, name, passwordHash, synthetic: false })
    if (id === null)
      return refuse('conflict', `there is an account named ${username}`, { errors: [{ path: 'body.username', message: 'is taken' }] })
    await setRole(db, id, role, scope)
    await audit(db, { ...actedBy(actor), action: 'account.create', object: username, result: 'ok', data: { role, scope } })
    return { ok: true, account: { username, name, role, scope, synthetic: false, disabled: false, secondFactor: false, sessions: 0 } }
  })
}
