import type { NewPeriod, Period, PeriodSetting } from '#contracts/measure.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { startOfDay } from '#domain/shanghai.ts'
import { audit } from '../store/audit.ts'
import { findPeriod, findTwinPeriod, insertPeriod, saveSetting } from '../store/period.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { type Actor, actedBy } from './actor.ts'
import { freezePeriod } from './recompute-measures.ts'

type Answer = { ok: true; period: Period } | Refusal

const LONGEST_MS = 400 * 86_400_000

/** Makes a period beside the months: a term, a year, or any stretch of days that ends. */
export function makePeriod(pool: Pool, by: Actor, period: NewPeriod): Promise<Answer> {
  const [fromMs, toMs, cutoffMs] = [startOfDay(period.from), startOfDay(period.to), Date.parse(period.cutoffAt)]
  const faults = [
    ...(toMs > fromMs && toMs - fromMs <= LONGEST_MS
      ? []
      : [{ path: 'body.to', message: `expected a day after ${period.from}, within 400 days` }]),
    ...(cutoffMs >= toMs ? [] : [{ path: 'body.cutoffAt', message: 'expected an instant after the period has ended' }]),
  ]
  if (faults.length > 0)
    return Promise.resolve(refuse('refused-input', faults.map(({ path, message }) => `${path}: ${message}`).join('; '), { errors: faults }))
  return transaction(pool, async (db) => {
    const twin = await findTwinPeriod(db, period)
    if (twin !== null) return refuse('conflict', `period ${twin} is of the same kind and days already`)
    if (!(await insertPeriod(db, period))) return refuse('conflict', `there is a period ${period.id} already`)
    await audit(db, { ...actedBy(by), action: 'period.make', object: period.id, result: 'ok', data: { ...period } })
    return { ok: true as const, period: (await findPeriod(db, period.id)) as Period }
  })
}

/** Sets how months are cut from the next one on. */
export function setPeriods(pool: Pool, by: Actor, setting: PeriodSetting): Promise<PeriodSetting> {
  return transaction(pool, async (db) => {
    await saveSetting(db, setting)
    await audit(db, { ...actedBy(by), action: 'period.set', result: 'ok', data: { ...setting } })
    return setting
  })
}

/** Freezes a period before its cut-off; it must have ended. */
export async function closePeriod(pool: Pool, by: Actor, id: string): Promise<Answer> {
  const period = await findPeriod(pool, id)
  if (!period) return refuse('not-found', `there is no period ${id}`)
  if (period.state === 'frozen') return refuse('conflict', `period ${id} is frozen already, by ${period.frozenBy}`)
  if (startOfDay(period.to) > Date.now())
    return refuse('refused-input', `period ${id} runs until ${period.to}: it can be frozen afterwards`)
  if (!(await freezePeriod(pool, id, by.principal.username)))
    return refuse('conflict', `period ${id} was frozen by somebody else meanwhile`)
  await transaction(pool, (db) => audit(db, { ...actedBy(by), action: 'period.freeze', object: id, result: 'ok' }))
  return { ok: true, period: (await findPeriod(pool, id)) as Period }
}
