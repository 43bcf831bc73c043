import type { Fraction, MeasureFigure, Period } from '#contracts/measure.ts'
import { amountText } from '#domain/gap-note.ts'

/** 162 ÷ 175 */
export const fractionText = ({ met, applicable }: Pick<Fraction, 'met' | 'applicable'>): string =>
  `${amountText(met)} ÷ ${amountText(applicable)}`

/** Points of % against the period before; null when one of them has no rate. */
export function change({ trend, rate }: Pick<MeasureFigure, 'trend' | 'rate'>): number | null {
  const before = trend[trend.length - 2]
  return rate === null || before === undefined || before.rate === null ? null : Math.round((rate - before.rate) * 10) / 10
}

/** What the time plan asks for in this period (the last day that has come before its end), what comes next, and how far behind it is. */
export function plan({ due, rate }: Pick<MeasureFigure, 'due' | 'rate'>, { to }: Pick<Period, 'to'>) {
  const days = [...due].sort((a, b) => a.by.localeCompare(b.by))
  const now = days.filter(({ by }) => by < to).pop() ?? null
  const next = days.find(({ by }) => by >= to) ?? null
  const behind = now && rate !== null && rate < now.percent ? Math.round((now.percent - rate) * 10) / 10 : 0
  return { now, next, behind }
}
