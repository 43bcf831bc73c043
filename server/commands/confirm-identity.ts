import type { Refusal } from '#domain/problem.ts'
import { audit } from '../store/audit.ts'
import type { ReadKey } from '../store/installation-key.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { confirmSession } from '../store/session.ts'
import { type Actor, actedBy } from './actor.ts'
import { proveIdentity } from './prove-identity.ts'

/** Says again who is at a desk that stays signed in; what leaves the house may leave for ten minutes (R54). */
export async function confirmIdentity(
  pool: Pool,
  readKey: ReadKey,
  actor: Actor,
  tokenSha256: Buffer,
  given: { password: string; code?: string | undefined },
): Promise<{ ok: true } | Refusal> {
  const refused = await proveIdentity(pool, readKey, actor, given)
  return transaction(pool, async (db) => {
    if (!refused) await confirmSession(db, tokenSha256)
    await audit(db, { ...actedBy(actor), action: 'session.confirm', object: 'desk', result: refused?.problem.type.slice(10) ?? 'ok' })
    return refused ?? { ok: true }
  })
}
