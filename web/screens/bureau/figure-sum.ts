import type { Fraction, Measure, SchoolResult } from '#contracts/measure.ts'

/** The figure of a part of the schools, rounded down as the whole is; beside it what later evidence makes of it, where some came. */
export function sumOf(measure: Pick<Measure, 'counts'>, rows: readonly SchoolResult[]): Fraction & { corrected: Fraction | null } {
  const later = rows.map((row) => ({ ...row, ...row.corrected }))
  return { ...fractionOf(measure, rows), corrected: rows.some(({ corrected }) => corrected) ? fractionOf(measure, later) : null }
}

function fractionOf({ counts }: Pick<Measure, 'counts'>, rows: readonly Pick<SchoolResult, 'result' | 'met' | 'required'>[]): Fraction {
  const applicable = rows.filter(({ result }) => result !== 'notApplicable')
  const met = counts === 'schools' ? applicable.filter(({ result }) => result === 'met').length : add(applicable.map((row) => row.met))
  const of = counts === 'schools' ? applicable.length : add(applicable.map(({ required }) => required))
  return { met, applicable: of, rate: of === 0 ? null : met >= of ? 100 : Math.min(99.9, Math.floor((met / of) * 1000) / 10) }
}
const add = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0)
