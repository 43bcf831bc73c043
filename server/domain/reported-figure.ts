// 上报数 against 系统数: two numbers that stand beside each other, and how far they are apart (R34). Pure.
import type { ReportedFigure, ReportedValue } from '#contracts/gap.ts'
import type { Fraction, Measure } from '#contracts/measure.ts'
import { amountText, figureUnit, rateText } from './gap-note.ts'
import type { NoteLanguage } from './gap-words.ts'
import { rateOf } from './measures/figure.ts'

/** Reported less computed: amounts in the measure's unit, null where a rate alone was reported; points of %, null where one has no rate. */
export interface Difference {
  readonly met: number | null
  readonly applicable: number | null
  readonly points: number | null
}

const tenth = (number: number): number => Math.round(number * 10) / 10 || 0

/** %, rounded down to a tenth as every figure is; null where nothing was required. */
export const reportedRate = (value: ReportedValue): number | null =>
  'rate' in value ? Math.floor(value.rate * 10 + 1e-9) / 10 : rateOf(value.met, value.applicable, value.met >= value.applicable)

/** How far a reported figure is from the system's; null when they are the same, or there is none to compare with: of nothing there is no rate. */
export function differenceOf(value: ReportedValue | null, computed: Fraction | null): Difference | null {
  if (value === null || computed === null) return null
  if ('rate' in value && computed.rate === null) return null
  const rate = reportedRate(value)
  const points = rate === null || computed.rate === null ? null : tenth(rate - computed.rate)
  const [met, applicable] =
    'rate' in value ? [null, null] : [tenth(value.met - computed.met), tenth(value.applicable - computed.applicable)]
  const isSame = 'rate' in value ? rate === computed.rate : met === 0 && applicable === 0
  return isSame ? null : { met, applicable, points }
}

/** What of a reported number cannot be, by its field; null when it can. */
export function impossibleValue(value: ReportedValue, { counts }: Pick<Measure, 'counts'>): { path: string; message: string } | null {
  if ('rate' in value) return null
  if (value.met > value.applicable)
    return { path: 'body.value.met', message: `expected at most applicable (${value.applicable}), found ${value.met}` }
  if (counts === 'units') return null
  const whole = (['met', 'applicable'] as const).find((field) => !Number.isInteger(value[field]))
  return whole ? { path: `body.value.${whole}`, message: `expected a whole number of schools, found ${value[whole]}` } : null
}

/** Reported and computed are apart, and nobody has said why: the system's figure moved after it was noted. */
export const isUnexplained = ({ value, reason, system }: Pick<ReportedFigure, 'value' | 'reason' | 'system'>): boolean =>
  reason === '' && differenceOf(value, system) !== null

/** 168 ÷ 175 所, 96%; 97.1%; or what was written before figures were numbers. */
export function reportedText(
  { value, words }: Pick<ReportedFigure, 'value' | 'words'>,
  measure: Pick<Measure, 'counts' | 'unit'>,
  language: NoteLanguage,
): string {
  if (value === null) return words ?? ''
  const rate = rateText(reportedRate(value))
  if ('rate' in value) return rate
  const fraction = `${amountText(value.met)} ÷ ${amountText(value.applicable)} ${figureUnit(measure, language)}`
  return language === 'zh' ? `${fraction}，${rate}` : `${fraction}, ${rate}`
}

const signed = (number: number): string => `${number > 0 ? '+' : number < 0 ? '−' : ''}${amountText(Math.abs(number))}`

/** 达标 +3 所，应达 0 所，+1.7 个百分点 */
export function differenceText(
  { met, applicable, points }: Difference,
  measure: Pick<Measure, 'counts' | 'unit'>,
  language: NoteLanguage,
): string {
  const unit = figureUnit(measure, language)
  const isZh = language === 'zh'
  const parts = [
    met !== null && met !== 0 && (isZh ? `达标 ${signed(met)} ${unit}` : `met ${signed(met)} ${unit}`),
    applicable !== null && applicable !== 0 && (isZh ? `应达 ${signed(applicable)} ${unit}` : `required ${signed(applicable)} ${unit}`),
    points !== null && points !== 0 && (isZh ? `${signed(points)} 个百分点` : `${signed(points)} points`),
  ].filter((part) => part !== false)
  return parts.join(isZh ? '，' : ', ')
}
