// 差距说明: what is missing, where, since when, what is done about it, and what changed since the period before. Pure; zh-CN and English.
import type { GapAction } from '#contracts/gap.ts'
import type { Fraction, Measure, MeasureResult, Period, SchoolResult } from '#contracts/measure.ts'
import { gapWords, type NoteLanguage } from './gap-words.ts'
import { shanghaiDay } from './shanghai.ts'

export interface GapNote {
  /** what is counted, and how many of it are missing for which reason */
  summary: string
  /** against the period before; null: nothing changed */
  changes: string | null
  /** one for each school with a gap, the oldest gap first */
  lines: { schoolId: string; text: string }[]
}

export interface NoteFacts {
  readonly measure: Measure
  readonly period: Period
  readonly figure: Fraction
  readonly rows: readonly SchoolResult[]
  readonly actions: readonly GapAction[]
}

/** The results below 100 %, worst first. */
export const GAPS = ['notMet', 'expired', 'noEvidence'] as const satisfies readonly MeasureResult[]
export const isGap = (result: MeasureResult): boolean => (GAPS as readonly string[]).includes(result)

const RESULT = {
  zh: { met: '达标', notMet: '不达标', expired: '过期', noEvidence: '缺佐证', notApplicable: '不适用' },
  en: { met: 'met', notMet: 'not met', expired: 'expired', noEvidence: 'no evidence', notApplicable: 'not applicable' },
} as const satisfies Record<NoteLanguage, Record<MeasureResult, string>>

type Cause = NonNullable<SchoolResult['change']>['cause']
const CAUSE = {
  zh: { reality: '实际变化', expiry: '到期', ruleVersion: '规则换版', register: '登记变更' },
  en: { reality: 'in reality', expiry: 'by expiry', ruleVersion: 'by a new rule version', register: 'by the register' },
} as const satisfies Record<NoteLanguage, Record<Cause, string>>

/** 97.1%, 100%, or — when nothing is required. */
export const rateText = (rate: number | null): string => (rate === null ? '—' : rate === 100 ? '100%' : `${rate.toFixed(1)}%`)

/** An amount without needless decimals: 12, 3,450.5 */
export const amountText = (amount: number): string => amount.toLocaleString('en-US', { maximumFractionDigits: 1 })

/** An amount as a sheet holds it: the number that {@link amountText} writes. */
export const shownAmount = (amount: number): number => Math.round(amount * 10) / 10

/** The unit of a figure; a school’s own fraction has the measure’s. */
export const figureUnit = ({ counts, unit }: Pick<Measure, 'counts' | 'unit'>, language: NoteLanguage): string =>
  counts === 'units' ? unit[language] : language === 'zh' ? '所' : 'schools'

/** Writes the note of one figure by itself; empty lines when nothing is missing. */
export function gapNote({ measure, period, figure, rows, actions }: NoteFacts, language: NoteLanguage): GapNote {
  const actionOf = new Map(actions.map((action) => [action.schoolId, action]))
  const gaps = rows.filter(({ result }) => isGap(result))
  return {
    summary: summaryOf({ measure, period, figure, rows }, language),
    changes: changesOf(rows, language),
    lines: [...gaps].sort(bySince).map((row) => ({ schoolId: row.schoolId, text: gapLine(row, actionOf.get(row.schoolId), language) })),
  }
}

const bySince = (a: SchoolResult, b: SchoolResult): number =>
  (a.since ?? '9').localeCompare(b.since ?? '9') || a.schoolId.localeCompare(b.schoolId)

function summaryOf({ measure, period, figure, rows }: Omit<NoteFacts, 'actions'>, language: NoteLanguage): string {
  const counts = [...GAPS, 'notApplicable' as const].flatMap((result) => {
    const n = rows.filter((row) => row.result === result).length
    return n === 0
      ? []
      : [language === 'zh' ? `${RESULT.zh[result]} ${n} 所` : `${n} ${n === 1 ? 'school' : 'schools'} ${RESULT.en[result]}`]
  })
  const { met, applicable, rate } = figure
  if (language === 'zh') {
    const head = `${measure.name.zh}（${period.name}）：${amountText(met)} ÷ ${amountText(applicable)} ${figureUnit(measure, 'zh')}，${rateText(rate)}，目标 ${measure.target}%`
    return `${[head, ...counts].join('；')}。`
  }
  const head = `${measure.name.en} (${period.name}): ${amountText(met)} ÷ ${amountText(applicable)} ${figureUnit(measure, 'en')}, ${rateText(rate)}, target ${measure.target}%`
  return `${[head, ...counts].join('; ')}.`
}

/** What changed against the period before, and why: new gaps and recovered schools by cause. */
function changesOf(rows: readonly SchoolResult[], language: NoteLanguage): string | null {
  const fresh = rows.filter(({ result, change }) => change !== null && isGap(result) && !isGap(change.from))
  const recovered = rows.filter(({ result, change }) => change !== null && !isGap(result) && isGap(change.from))
  const parts = [
    fresh.length > 0 &&
      (language === 'zh' ? `新增 ${fresh.length} 所（${causes(fresh, 'zh')}）` : `${fresh.length} new (${causes(fresh, 'en')})`),
    recovered.length > 0 &&
      (language === 'zh'
        ? `恢复 ${recovered.length} 所（${causes(recovered, 'zh')}）`
        : `${recovered.length} recovered (${causes(recovered, 'en')})`),
  ].filter((part) => part !== false)
  if (parts.length === 0) return null
  return language === 'zh' ? `较上期：${parts.join('，')}。` : `Since the period before: ${parts.join(', ')}.`
}

function causes(rows: readonly SchoolResult[], language: NoteLanguage): string {
  const counts = new Map<Cause, number>()
  for (const { change } of rows) if (change) counts.set(change.cause, (counts.get(change.cause) ?? 0) + 1)
  return [...counts].map(([cause, n]) => `${CAUSE[language][cause]} ${n}`).join(language === 'zh' ? '、' : ', ')
}

/** Against the period before, of one school: 新增, 恢复 or what it was. */
export function changeWords({ result, change }: Pick<SchoolResult, 'result' | 'change'>, language: NoteLanguage): string | null {
  if (!change) return null
  const cause = CAUSE[language][change.cause]
  const was = RESULT[language][change.from]
  if (isGap(result) && !isGap(change.from)) return language === 'zh' ? `新增（${cause}）` : `new (${cause})`
  if (!isGap(result) && isGap(change.from)) return language === 'zh' ? `恢复（${cause}）` : `recovered (${cause})`
  return language === 'zh' ? `上期${was}（${cause}）` : `was ${was} (${cause})`
}

/** One school's gap in one sentence: condition, since when, action, person, date, and the change. */
export function gapLine(row: SchoolResult, action: GapAction | undefined, language: NoteLanguage): string {
  const change = changeWords(row, language)
  if (language === 'zh') {
    const why = row.gaps.map((gap) => gapWords(gap, 'zh'))
    const parts = [`${row.schoolName}（${row.townshipName}）：${[RESULT.zh[row.result], ...why].join('，')}`]
    if (row.since) parts.push(`自 ${shanghaiDay(row.since)}`)
    parts.push(action ? undertaking(action, 'zh') : '整改措施未填')
    // 上期缺佐证 says by itself what it is compared with.
    if (change) parts.push(change.startsWith('上期') ? change : `较上期${change}`)
    return `${parts.join('；')}。`
  }
  const why = row.gaps.map((gap) => gapWords(gap, 'en'))
  const parts = [`${row.schoolName} (${row.townshipName}): ${[RESULT.en[row.result], ...why].join(', ')}`]
  if (row.since) parts.push(`since ${shanghaiDay(row.since)}`)
  parts.push(action ? undertaking(action, 'en') : 'no action noted')
  if (change) parts.push(change)
  return `${parts.join('; ')}.`
}

/** What is undertaken, by whom, by when. */
export function undertaking({ action, responsible, due }: GapAction, language: NoteLanguage): string {
  if (language === 'zh')
    return [`措施：${action}`, responsible && `责任人 ${responsible}`, due && `${due} 前完成`].filter(Boolean).join('，')
  return [`action: ${action}`, responsible && `responsible ${responsible}`, due && `due ${due}`].filter(Boolean).join(', ')
}

/** The whole note as plain text, for the report. */
export const noteText = ({ summary, changes, lines }: GapNote): string =>
  [summary, ...(changes ? [changes] : []), ...lines.map(({ text }, n) => `${n + 1}. ${text}`)].join('\n')
