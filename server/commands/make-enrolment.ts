import { seesSchool } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { type AccountRow, findAccount } from '../store/account.ts'
import { audit } from '../store/audit.ts'
import { insertEnrolment } from '../store/enrolment.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { type Actor, actedBy } from './actor.ts'

/** A one-time code for the phone of a guard whose schools are all the officer's own (R54). Any other account does not exist here. */
export const makeEnrolment = (pool: Pool, actor: Actor, username: string): Promise<{ ok: true; code: string; expiresAt: Date } | Refusal> =>
  transaction(pool, async (db) => {
    const account = await findAccount(db, username)
    if (!account || !isOwnGuard(account, actor)) return refuse('not-found', `there is no guard ${username} at your school`)
    const { code, expiresAt } = await insertEnrolment(db, account.id, actor.principal.accountId)
    await audit(db, { ...actedBy(actor), action: 'enrolment.make', object: username, result: 'ok' })
    return { ok: true, code, expiresAt }
  })

function isOwnGuard({ role, scope, disabled }: AccountRow, { principal }: Actor): boolean {
  if (role !== 'guard' || disabled || scope?.kind !== 'school') return false
  return scope.ids.length > 0 && scope.ids.every((id) => seesSchool(principal, id))
}
