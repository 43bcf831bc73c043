import type { Fraction, Measure, MeasureFigure, Period } from '#contracts/measure.ts'
import { MEASURES } from '#domain/measures/registry.ts'
import type { Principal } from '#domain/policy.ts'
import { addDays } from '#domain/shanghai.ts'
import { readReported } from '../store/gap.ts'
import { readVersions, toMeasure } from '../store/measure.ts'
import { figureOf, readSums } from '../store/measure-sum.ts'
import { findPeriod, listPeriods } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'

export interface MeasureRow {
  readonly measure: Measure
  readonly period: Period
  readonly met: number
  readonly applicable: number
  readonly rate: number | null
  readonly schools: Partial<Record<string, number>>
  /** What later evidence would make of a frozen figure. */
  readonly corrected: Fraction | null
  /** 上报数: the whole district's, beside no part's figure. */
  readonly reported: MeasureFigure['reported']
  /** null: not yet added up */
  readonly computedAt: string | null
}

/** The figures of every measure in a period, in the reader's scope; none where there is no such period. @param id default: the one that runs */
export async function readMeasureRows(pool: Pool, reader: Principal, id: string | undefined): Promise<MeasureRow[]> {
  const period = await findPeriod(pool, id)
  if (!period) return []
  const [versions, sums] = [await readVersions(pool), await readSums(pool, reader, period)]
  const reported = reader.schoolIds === null ? await readReported(pool, period.id) : new Map<string, MeasureFigure['reported']>()
  return MEASURES.map((definition) => {
    const { met, applicable, rate, schools, corrected, computedAt } = figureOf(definition.counts, sums.get(definition.id))
    const measure = toMeasure(definition, versions.get(definition.id) ?? [], addDays(period.to, -1))
    return { measure, period, met, applicable, rate, schools, corrected, reported: reported.get(definition.id) ?? null, computedAt }
  })
}

const KINDS: readonly Period['kind'][] = ['month', 'term', 'year', 'custom']

/** The period of exactly these days, if there is one; where several kinds have them, the one that is reported by rule comes first. */
export async function findPeriodOf(pool: Pool, { from, to }: { from: string; to: string }): Promise<Period | null> {
  const own = (await listPeriods(pool)).filter((period) => period.from === from && period.to === to)
  return own.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))[0] ?? null
}
