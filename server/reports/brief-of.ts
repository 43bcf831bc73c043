import type { BriefFigures } from '#domain/draft-brief.ts'
import type { Principal } from '#domain/policy.ts'
import { readBriefFigures } from '../store/brief-figures.ts'
import type { Pool } from '../store/pool.ts'
import { findPeriodOf, readMeasureRows } from './measure-figures.ts'

/** What a brief of some days says: alarms, devices, and the measures of the period of exactly these days. */
export async function briefOf(pool: Pool, by: Principal, days: { from: string; to: string }): Promise<BriefFigures> {
  const period = await findPeriodOf(pool, days)
  const rows = period ? await readMeasureRows(pool, by, period.id) : []
  const measures = rows.map(({ measure, met, applicable, rate, computedAt }) => ({
    name: measure.name.zh,
    unit: measure.unit.zh,
    target: measure.target,
    met,
    applicable,
    rate,
    isComputed: computedAt !== null,
  }))
  return { ...(await readBriefFigures(pool, by, days)), measures }
}
