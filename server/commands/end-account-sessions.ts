import { type Refusal, refuse } from '#domain/problem.ts'
import { findAccount } from '../store/account.ts'
import { audit } from '../store/audit.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { endSessionsOf } from '../store/session.ts'
import { type Actor, actedBy } from './actor.ts'

/** Ends every session of an account, enrolled phones included; their sockets are cut within 5 s. */
export const endAccountSessions = (pool: Pool, actor: Actor, username: string): Promise<{ ok: true; ended: number } | Refusal> =>
  transaction(pool, async (db) => {
    const account = await findAccount(db, username)
    if (!account) return refuse('not-found', `there is no account ${username}`)
    const ended = await endSessionsOf(db, account.id)
    await audit(db, { ...actedBy(actor), action: 'account.endSessions', object: username, result: 'ok', data: { ended } })
    return { ok: true, ended }
  })
