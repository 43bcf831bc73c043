import type { SecondFactorOffer } from '#contracts/session.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { audit } from '../store/audit.ts'
import type { ReadKey } from '../store/installation-key.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { offerSecondFactor as makeOffer, sealedElsewhere } from '../store/second-factor.ts'
import { type Actor, actedBy } from './actor.ts'
import { proveIdentity } from './prove-identity.ts'

/** Makes a secret for the actor's authenticator; it counts from its first right code on. */
export async function offerSecondFactor(
  pool: Pool,
  readKey: ReadKey,
  actor: Actor,
  given: { password: string },
): Promise<{ ok: true; offer: SecondFactorOffer } | Refusal> {
  const refused = await proveIdentity(pool, readKey, actor, given)
  // Who has one already is told so, and is not asked for its code first.
  if (refused && refused.problem.type !== '/problems/code-required') return refused
  const key = await readKey()
  return transaction(pool, async (db) => {
    if (await sealedElsewhere(db, key, actor.principal.accountId))
      return refuse(
        'conflict',
        'second factors of others are sealed under another key than this server has: whoever runs it restores that key',
      )
    const offer = await makeOffer(db, key, actor.principal.accountId, actor.principal.username)
    if (!offer) return refuse('conflict', 'this account has a second factor: a security administrator takes it away first')
    await audit(db, { ...actedBy(actor), action: 'secondFactor.offer', object: actor.principal.username, result: 'ok' })
    return { ok: true, offer }
  })
}
