import type { Alarm } from '#contracts/alarm.ts'
import type { Adopted, Adoption } from '#contracts/unregistered.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { audit } from '../store/audit.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { findUnregistered, lettersOf, saveDraft, setDismissed } from '../store/unregistered.ts'
import { type Actor, actedBy } from './actor.ts'
import { type DialectOfSource, registerDevice } from './register-device.ts'

/** Tries a dead letter again: bound to the gateway's decoder by the composition root. */
export type Replay = (letterId: string) => Promise<{ ok: true; alarms: readonly Alarm[] } | Refusal>

const nobody = (id: string): Refusal => refuse('not-found', `nobody waits for registration under ${id}`)

/**
 * 待登记 → register in one step: the device is registered, its row leaves the inbox, and what it said meanwhile is replayed, the oldest first;
 * alarms that come of it are late. Refuses what `registerDevice` refuses.
 */
export async function adoptDevice(
  pool: Pool,
  dialectOfSource: DialectOfSource,
  replay: Replay,
  actor: Actor,
  id: string,
  adoption: Adoption,
): Promise<({ ok: true } & Adopted) | Refusal> {
  const registered = await transaction(pool, async (db) => {
    const stranger = await findUnregistered(db, actor.principal, id, { lock: true })
    if (!stranger) return nobody(id)
    const { source, externalId } = stranger
    const point = stranger.point || adoption.point
    const name = adoption.name ?? stranger.name ?? undefined
    const position = adoption.position ?? stranger.position
    const wanted = { ...adoption, source, externalId, position, ...(name === undefined ? {} : { name }), ...(point ? { point } : {}) }
    const result = await registerDevice(db, dialectOfSource, actor.principal, wanted)
    if (!result.ok) return result
    await audit(db, { ...actedBy(actor), action: 'device.adopt', object: result.device.id, result: 'ok', data: { source, externalId } })
    return { ok: true as const, device: result.device, source, externalId }
  })
  if (!registered.ok) return registered
  const { device, source, externalId } = registered
  let replayed = 0
  const alarms = new Set<string>()
  for (const letter of await lettersOf(pool, source, externalId)) {
    const result = await replay(letter)
    if (!result.ok) continue // it still cannot be read: it stays a dead letter
    replayed++
    for (const alarm of result.alarms) alarms.add(alarm.id)
  }
  return { ok: true, deviceId: device.id, replayed, alarms: alarms.size }
}

/** Keeps what a technician would register; the system administrator adopts by it. */
export async function draftAdoption(pool: Pool, actor: Actor, id: string, adoption: Adoption): Promise<{ ok: true } | Refusal> {
  return transaction(pool, async (db) => {
    if (!(await findUnregistered(db, actor.principal, id, { lock: true }))) return nobody(id)
    await saveDraft(db, id, adoption, actor.principal.username)
    await audit(db, { ...actedBy(actor), action: 'device.draft', object: id, result: 'ok', data: { ...adoption } })
    return { ok: true }
  })
}

/** Puts a stranger aside that is none of ours, or takes it back. What may be a press brings it back by itself. */
export async function dismissStranger(pool: Pool, actor: Actor, id: string, dismissed: boolean): Promise<{ ok: true } | Refusal> {
  return transaction(pool, async (db) => {
    const stranger = await findUnregistered(db, actor.principal, id, { lock: true })
    if (!stranger) return nobody(id)
    await setDismissed(db, id, dismissed ? actor.principal.username : null)
    const { source, externalId } = stranger
    const action = dismissed ? 'device.dismiss' : 'device.recall'
    await audit(db, { ...actedBy(actor), action, object: id, result: 'ok', data: { source, externalId } })
    return { ok: true }
  })
}
