import { type Refusal, refuse } from '#domain/problem.ts'
import { findAccount } from '../store/account.ts'
import { audit } from '../store/audit.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { removeSecondFactor as remove } from '../store/second-factor.ts'
import { endSessionsOf } from '../store/session.ts'
import { type Actor, actedBy } from './actor.ts'

/**
 * Takes a second factor away whose phone is lost, and ends the account's sessions. Never one's own: a thief at the desk would do that.
 * @param actor null: whoever runs the server, at its command line; where the key is lost no security administrator can sign in either
 */
export const removeSecondFactor = (pool: Pool, actor: Actor | null, username: string): Promise<{ ok: true } | Refusal> =>
  transaction(pool, async (db) => {
    const account = await findAccount(db, username)
    if (!account) return refuse('not-found', `there is no account ${username}`)
    if (account.id === actor?.principal.accountId)
      return refuse('conflict', 'nobody takes away the own second factor: another security administrator does')
    if (!(await remove(db, account.id))) return refuse('conflict', `${username} has no second factor`)
    await endSessionsOf(db, account.id)
    const by = actor === null ? { account: null, role: null, address: null, data: { commandLine: true } } : actedBy(actor)
    await audit(db, { ...by, action: 'secondFactor.remove', object: username, result: 'ok' })
    return { ok: true }
  })
