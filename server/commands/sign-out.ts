import { audit } from '../store/audit.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { endSession } from '../store/session.ts'
import { type Actor, actedBy } from './actor.ts'

/** Ends the actor's own session; its sockets are cut with it. */
export const signOut = (pool: Pool, actor: Actor, tokenSha256: Buffer): Promise<void> =>
  transaction(pool, async (db) => {
    await endSession(db, tokenSha256)
    await audit(db, { ...actedBy(actor), action: 'session.end', object: actor.principal.session, result: 'ok' })
  })
