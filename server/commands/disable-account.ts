import { type Refusal, refuse } from '#domain/problem.ts'
import { findAccount, setDisabled } from '../store/account.ts'
import { audit } from '../store/audit.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { endSessionsOf } from '../store/session.ts'
import { type Actor, actedBy } from './actor.ts'

/** Closes an account, with its sessions and phones, or opens it again. It is never deleted: the log names it. */
export const disableAccount = (
  pool: Pool,
  actor: Actor,
  { username, disabled }: { username: string; disabled: boolean },
): Promise<{ ok: true } | Refusal> =>
  transaction(pool, async (db) => {
    const account = await findAccount(db, username)
    if (!account) return refuse('not-found', `there is no account ${username}`)
    if (account.id === actor.principal.accountId)
      return refuse('conflict', 'nobody closes the own account: another security administrator does')
    await setDisabled(db, account.id, disabled)
    const ended = disabled ? await endSessionsOf(db, account.id) : 0
    await audit(db, {
      ...actedBy(actor),
      action: disabled ? 'account.disable' : 'account.enable',
      object: username,
      result: 'ok',
      data: { ended },
    })
    return { ok: true }
  })
