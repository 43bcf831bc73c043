import { addDays, shanghaiDay } from '#domain/shanghai.ts'
import { ensureMeasures, proposeRegistryRules } from '../store/measure.ts'
import { ensurePeriods, lastFrozenDay } from '../store/period.ts'
import { type Pool, transaction } from '../store/pool.ts'

/** Writes the registry of measures and the month that runs into the database; again, and from several servers at once, it changes nothing. */
export async function prepareMeasures(pool: Pool): Promise<void> {
  await transaction(pool, ensureMeasures)
  await ensurePeriods(pool, new Date())
  const today = shanghaiDay(Date.now())
  const frozen = await lastFrozenDay(pool)
  await transaction(pool, (db) => proposeRegistryRules(db, frozen !== null && frozen >= today ? addDays(frozen, 1) : today))
}
