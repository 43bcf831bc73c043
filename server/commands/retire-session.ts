import type { Pool } from '../store/pool.ts'
import { deleteProbe, noteOrphanedSessions, readInstances } from '../store/probe.ts'

/** Heard within this time: it is running. ms */
const ALIVE_MS = 60_000

export type Retired = { ok: true } | { ok: false; reason: string }

/**
 * Ends the session that a gateway has left at the broker, with what waits in it.
 * @param endSession removes the session from the broker
 * @param force also when no other gateway runs, which has taken what waits there
 */
export async function retireSession(
  pool: Pool,
  { instance, force }: { instance: string; force: boolean },
  endSession: () => Promise<void>,
): Promise<Retired> {
  const instances = await readInstances(pool)
  const mine = instances.find((one) => one.instance === instance)
  const known = instances.map((one) => one.instance).join(', ') || 'none'
  if (!mine) return { ok: false, reason: `no gateway called ${instance} was ever heard; known: ${known}` }
  if (mine.silentMs < ALIVE_MS)
    return { ok: false, reason: `${instance} was heard ${Math.round(mine.silentMs / 1000)} s ago: stop it first` }
  const others = instances.filter((one) => one.instance !== instance && one.silentMs < ALIVE_MS)
  if (others.length === 0 && !force)
    return { ok: false, reason: 'no other gateway is running, so what waits in this session would be lost; start one, or say --force' }
  await endSession()
  await deleteProbe(pool, instance)
  await noteOrphanedSessions(pool)
  return { ok: true }
}
