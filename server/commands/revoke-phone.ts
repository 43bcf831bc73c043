import { type Refusal, refuse } from '#domain/problem.ts'
import { audit } from '../store/audit.ts'
import { endPhoneSession } from '../store/phone.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { type Actor, actedBy } from './actor.ts'

/** Ends a phone's enrolment: its next request is refused, and its socket is cut within 5 s (R54). */
export const revokePhone = (pool: Pool, actor: Actor, id: string): Promise<{ ok: true } | Refusal> =>
  transaction(pool, async (db) => {
    const username = await endPhoneSession(db, actor.principal, id)
    if (username === null) return refuse('not-found', `there is no enrolled phone ${id} at your school`)
    await audit(db, { ...actedBy(actor), action: 'phone.revoke', object: username, result: 'ok' })
    return { ok: true }
  })
