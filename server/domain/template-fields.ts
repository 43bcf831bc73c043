// 套表: which named fields an upper authority's own form may hold, and their values in a period. Pure.
import type { Measure, Period } from '#contracts/measure.ts'
import { addDays } from './shanghai.ts'

export interface TemplateFigure {
  readonly measure: Measure
  readonly met: number
  readonly applicable: number
  readonly rate: number | null
  /** null: not yet added up */
  readonly computedAt: string | null
}

export interface TemplateFacts {
  readonly unit: string
  readonly maker: string
  readonly today: string
  readonly period: Period
  readonly figures: readonly TemplateFigure[]
}

const PAPER: Record<string, (facts: TemplateFacts) => string> = {
  unit: ({ unit }) => unit,
  period: ({ period }) => period.name,
  from: ({ period }) => period.from,
  to: ({ period }) => addDays(period.to, -1),
  maker: ({ maker }) => maker,
  date: ({ today }) => today,
}
const PAPER_ZH: Record<string, string> = { 单位: 'unit', 统计期: 'period', 起始日: 'from', 截止日: 'to', 填报人: 'maker', 日期: 'date' }

const OF_FIGURE: Record<string, (figure: TemplateFigure) => string | number> = {
  met: ({ met }) => met,
  applicable: ({ applicable }) => applicable,
  rate: ({ rate }) => rate ?? '—',
  target: ({ measure }) => measure.target,
}
const FIGURE_ZH: Record<string, string> = { 达标: 'met', 应达: 'applicable', 比率: 'rate', 目标: 'target', 差距说明: 'note' }

export type TemplateField =
  | { readonly is: 'paper'; readonly key: string }
  | { readonly is: 'figure'; readonly measureId: string; readonly key: string }

/** What a name in a form stands for: 单位, period, guardsEmployed.rate, 专职保安配备.比率 (Excel’s names also take _ for the dot). Null: nothing. */
export function templateField(name: string, measures: readonly Pick<Measure, 'id' | 'name'>[]): TemplateField | null {
  const bare = name.normalize('NFKC').trim()
  const paper = PAPER_ZH[bare] ?? bare
  if (paper in PAPER) return { is: 'paper', key: paper }
  const [, of = '', what = ''] = /^(.+)[._]([^._]+)$/.exec(bare) ?? []
  const key = FIGURE_ZH[what] ?? what
  const measure = measures.find(({ id, name: { zh } }) => id === of || zh.normalize('NFKC') === of)
  return measure && (key in OF_FIGURE || key === 'note') ? { is: 'figure', measureId: measure.id, key } : null
}

/** The value of a field, as a number where it is one. @param note the gap note of a measure */
export function fieldValue(field: TemplateField, facts: TemplateFacts, note: (measureId: string) => string): string | number {
  if (field.is === 'paper') return PAPER[field.key]?.(facts) ?? ''
  if (field.key === 'note') return note(field.measureId)
  const figure = facts.figures.find(({ measure }) => measure.id === field.measureId)
  if (figure?.computedAt === null && field.key !== 'target') return '计算中'
  return figure ? (OF_FIGURE[field.key]?.(figure) ?? '') : ''
}
