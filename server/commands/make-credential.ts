import type * as z from 'zod'
import type { MadeCredential, NewCredential } from '#contracts/credential.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { audit } from '../store/audit.ts'
import { isCredentialHolder, putCredential, revokeCredential } from '../store/credential.ts'
import { hashDevicePassword, newDevicePassword } from '../store/device-password.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { type Actor, actedBy } from './actor.ts'

/** Gives a device or a bridge its own credential. The password is made here and told once; the one before is refused from now on. */
export async function makeCredential(
  pool: Pool,
  actor: Actor,
  wanted: NewCredential,
): Promise<{ ok: true; made: z.infer<typeof MadeCredential> } | Refusal> {
  const { name, kind } = wanted
  const message = 'expected the id of a registered native device, or a mount edge/<school>/<name> of a school'
  const password = kind === 'password' ? newDevicePassword() : null
  const hash = password === null ? null : await hashDevicePassword(password)
  return transaction(pool, async (db) => {
    if (!(await isCredentialHolder(db, name)))
      return refuse('refused-input', `name: ${message}`, { errors: [{ path: 'body.name', message }] })
    const expiresAt = kind === 'certificate' ? wanted.expiresAt : null
    const made = await putCredential(db, { name, kind, hash, expiresAt, by: actor.principal.username })
    await audit(db, { ...actedBy(actor), action: 'credential.make', object: name, result: 'ok', data: { kind, expiresAt } })
    return { ok: true, made: { ...made, password } }
  })
}

/** Takes a credential out of force: the embedded broker ends its connections within seconds. */
export async function endCredential(pool: Pool, actor: Actor, name: string): Promise<{ ok: true } | Refusal> {
  return transaction(pool, async (db) => {
    if (!(await revokeCredential(db, name))) return refuse('not-found', `${name} has no credential in force`)
    await audit(db, { ...actedBy(actor), action: 'credential.revoke', object: name, result: 'ok' })
    return { ok: true }
  })
}
