import type { Role, Scope } from '#contracts/session.ts'
import { ADMINISTRATORS } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { type AccountRow, administratorRoles, lockAccount, setRole } from '../store/account.ts'
import { audit } from '../store/audit.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { endSessionsOf } from '../store/session.ts'
import { type Actor, actedBy } from './actor.ts'
import { checkScope } from './check-scope.ts'

/**
 * Gives an account another role or scope, and ends its sessions, so that sockets opened in the old role are cut. Refuses the own account
 * and a second of the three administrators' roles (三员), even after the first was given up: nobody audits what he did himself.
 */
export async function changeRole(
  pool: Pool,
  actor: Actor,
  { username, role, scope }: { username: string; role: Role; scope: Scope },
): Promise<{ ok: true; ended: number; account: AccountRow } | Refusal> {
  const refused = await checkScope(pool, role, scope)
  if (refused) return refused
  return transaction(pool, async (db) => {
    const account = await lockAccount(db, username)
    if (!account) return refuse('not-found', `there is no account ${username}`)
    const forbidden = await refusal(db, actor, account, role)
    if (forbidden) {
      await audit(db, { ...actedBy(actor), action: 'account.role', object: username, result: 'conflict', data: { role, scope } })
      return forbidden
    }
    await setRole(db, account.id, role, scope)
    const ended = await endSessionsOf(db, account.id)
    const data = { role, scope, before: { role: account.role, scope: account.scope }, ended }
    await audit(db, { ...actedBy(actor), action: 'account.role', object: username, result: 'ok', data })
    return { ok: true, ended, account: { ...account, role, scope } }
  })
}

async function refusal(db: Queryable, { principal }: Actor, account: AccountRow, role: Role): Promise<Refusal | null> {
  if (account.id === principal.accountId) return refuse('conflict', 'nobody changes the own role: another security administrator does')
  if (!ADMINISTRATORS.includes(role)) return null
  const held = (await administratorRoles(db, account.id)).filter((other) => other !== role)
  if (held.length === 0) return null
  return refuse(
    'conflict',
    `no account holds two of systemAdmin, securityAdmin and auditor (三员): ${account.username} is or was ${held.join(', ')}; make another account`,
    {
      errors: [{ path: 'body.role', message: `expected a role beside ${held.join(', ')}` }],
    },
  )
}
