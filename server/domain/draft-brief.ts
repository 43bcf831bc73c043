// 月报、通报 as a first draft: sentences from figures, nothing that a figure does not say. People edit it afterwards.
import type { Fraction } from '#contracts/measure.ts'
import { amountText } from './gap-note.ts'
import { chineseDay } from './shanghai.ts'
import { DEVICE_KIND_WORDS, DISPOSITION_WORDS, FAULT_KIND_WORDS } from './words.ts'

/** Times of one step of an alarm's life, s from the first press that we received. */
export interface StepTimes {
  readonly step: 'shown' | 'acknowledged' | 'dispatched' | 'arrived' | 'resolved'
  readonly alarms: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly max: number
}

export interface BriefFigures {
  /** days at the district; `to` is the day after the last */
  readonly from: string
  readonly to: string
  /** drills and tests that the server had open stand apart (R3) */
  readonly alarms: number
  readonly alarmsBefore: number
  readonly exercises: number
  readonly open: number
  readonly dispositions: readonly { readonly disposition: string; readonly alarms: number }[]
  readonly steps: readonly StepTimes[]
  /** alarms acknowledged within so many seconds */
  readonly within: readonly { readonly seconds: number; readonly alarms: number }[]
  readonly schools: readonly { readonly name: string; readonly alarms: number }[]
  readonly availability: readonly { readonly kind: string; readonly percent: number | null }[]
  readonly faults: { readonly opened: number; readonly closed: number; readonly open: number }
  readonly faultKinds: readonly { readonly kind: string; readonly opened: number; readonly open: number }[]
  readonly measures: readonly {
    readonly name: string
    readonly met: number
    readonly applicable: number
    readonly rate: number | null
    readonly target: number
    readonly unit: string
    readonly isComputed: boolean
    /** of a frozen period: what it comes to now; null: the same */
    readonly corrected: Fraction | null
    /** 上报数 beside 系统数, in words; null: none was noted */
    readonly reported: { readonly text: string; readonly difference: string | null; readonly reason: string } | null
  }[]
}

const STEP_WORDS = { shown: '已显示', acknowledged: '已受理', dispatched: '已派员', arrived: '已到场', resolved: '已处置' }
/** Share of alarms that must be acknowledged within these seconds, % (R3: EN 50518's and NENA's lines). */
const TARGETS: Readonly<Record<number, number>> = { 15: 90, 20: 95 }

/** met ÷ applicable in %, rounded down to a tenth; — where nothing was required. */
const shareText = (met: number, all: number): string => (all === 0 ? '—' : `${Math.floor((met * 1000) / all) / 10}%`)
const secondsText = (s: number): string => (s < 90 ? `${Math.round(s * 10) / 10} 秒` : `${Math.round(s / 6) / 10} 分`)
const percentText = (percent: number | null): string => (percent === null ? '—' : `${percent}%`)
const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`

/** 首 and 末 days as people write them: the last day is included. */
export function periodText(from: string, to: string): string {
  const last = new Date(Date.parse(to) - 86_400_000).toISOString().slice(0, 10)
  return from === last ? chineseDay(from) : `${chineseDay(from)}至${chineseDay(last)}`
}

function alarmLines(f: BriefFigures): string[] {
  const change = f.alarms - f.alarmsBefore
  const against = change === 0 ? '与上一周期持平' : `比上一周期${change > 0 ? '增加' : '减少'} ${Math.abs(change)} 起`
  const acknowledged = f.steps.find(({ step }) => step === 'acknowledged')?.alarms ?? 0
  const within = f.within
    .map(({ seconds, alarms }) => {
      const target = TARGETS[seconds]
      return `${seconds} 秒内 ${alarms}÷${f.alarms}（${shareText(alarms, f.alarms)}${target ? `，目标 ${target}%` : ''}）`
    })
    .join('，')
  const ended = f.dispositions.map(
    ({ disposition, alarms }) => `${DISPOSITION_WORDS[disposition as keyof typeof DISPOSITION_WORDS] ?? disposition} ${alarms} 起`,
  )
  return [
    '一、警情',
    `本周期共收到警情 ${f.alarms} 起（另有演练、测试 ${f.exercises} 起，不计入），${against}；至今未归档 ${f.open} 起。`,
    ...(ended.length > 0 ? [`已归档的处置结论：${ended.join('，')}。`] : []),
    ...(f.alarms > 0 ? [`已受理 ${acknowledged} 起，其中：${within}。`] : []),
    ...(f.steps.length > 0
      ? [
          row('自收到起', '警情数', '中位', '90%', '95%', '最长'),
          ...f.steps.map(({ step, alarms, p50, p90, p95, max }) =>
            row(STEP_WORDS[step], alarms, secondsText(p50), secondsText(p90), secondsText(p95), secondsText(max)),
          ),
        ]
      : []),
    ...(f.schools.length > 0 ? [`警情较多的学校：${f.schools.map(({ name, alarms }) => `${name} ${alarms} 起`).join('、')}。`] : []),
  ]
}

function deviceLines(f: BriefFigures): string[] {
  return [
    '二、设备与故障',
    ...(f.availability.length > 0
      ? [
          row('设备类别', '完好率（状态未知计为不完好，维护时间不计）'),
          ...f.availability.map(({ kind, percent }) =>
            row(DEVICE_KIND_WORDS[kind as keyof typeof DEVICE_KIND_WORDS] ?? kind, percentText(percent)),
          ),
        ]
      : ['本周期没有设备状态的统计。']),
    `本周期新发故障 ${f.faults.opened} 项，恢复 ${f.faults.closed} 项；至今未恢复 ${f.faults.open} 项。`,
    ...(f.faultKinds.length > 0
      ? [row('故障', '新发', '未恢复'), ...f.faultKinds.map(({ kind, opened, open }) => row(FAULT_KIND_WORDS[kind] ?? kind, opened, open))]
      : []),
  ]
}

function measureLines(f: BriefFigures): string[] {
  if (f.measures.length === 0) return ['三、指标', '本周期没有指标结果。']
  const short = f.measures.filter(({ rate, target }) => rate !== null && rate < target)
  const isReported = f.measures.some(({ reported }) => reported !== null)
  const beside = (reported: BriefFigures['measures'][number]['reported']) => (isReported ? [reported?.text ?? '—'] : [])
  return [
    '三、指标',
    row('指标', '达标÷应达标', '比例', '目标', ...(isReported ? ['上报数'] : [])),
    ...f.measures.map(({ name, met, applicable, rate, target, unit, isComputed, reported }) =>
      isComputed
        ? row(name, `${amountText(met)}÷${amountText(applicable)} ${unit}`, percentText(rate), `${target}%`, ...beside(reported))
        : row(name, '计算中', '计算中', `${target}%`, ...beside(reported)),
    ),
    ...differenceLines(f),
    ...correctedLines(f),
    f.measures.some(({ isComputed }) => !isComputed)
      ? '部分指标尚在计算中，算完后请重新起草。'
      : short.length > 0
        ? `未达目标的指标 ${short.length} 项：${short.map(({ name }) => name).join('、')}。差距说明见各指标。`
        : '有结果的指标均达到目标。',
  ]
}

/** 上报数 that differ from 系统数: neither replaces the other, so both are said, with the reason. */
function differenceLines(f: BriefFigures): string[] {
  const apart = f.measures.filter(({ reported }) => reported?.difference)
  if (apart.length === 0) return []
  const each = apart.map(({ name, reported }) => `${name}（${reported?.difference}；${reported?.reason || '原因未说明'}）`)
  return [`上报数与系统数不同的指标 ${apart.length} 项，两数并列，差数为上报数减系统数：${each.join('、')}。`]
}

/** Of a frozen period: what it comes to by evidence that came later. The figures above stay. */
function correctedLines(f: BriefFigures): string[] {
  const later = f.measures.filter(({ corrected }) => corrected !== null)
  if (later.length === 0) return []
  const each = later.map(({ name, unit, corrected }) => `${name}（更正后 ${corrected && fractionText(corrected)} ${unit}）`)
  return [`统计期冻结之后因佐证变化而有更正的指标 ${later.length} 项，上表仍为冻结时的数：${each.join('、')}。`]
}
const fractionText = ({ met, applicable, rate }: Fraction): string =>
  `${amountText(met)}÷${amountText(applicable)}${rate === null ? '' : `，${percentText(rate)}`}`

/** The body of a draft. */
export function draftBrief(kind: 'monthly' | 'notice', figures: BriefFigures): string {
  const period = periodText(figures.from, figures.to)
  const opening = kind === 'monthly' ? `现将${period}校园安全情况报告如下。` : `现将${period}校园安全工作情况通报如下，请对照整改。`
  const closing =
    kind === 'monthly'
      ? ['四、下一步工作']
      : ['四、工作要求', '各单位收到本通报后，应逐项核对未达目标的指标和未恢复的故障，明确责任人和时限。']
  return [opening, ...alarmLines(figures), ...deviceLines(figures), ...measureLines(figures), ...closing].join('\n')
}

/** 题目 of a draft. */
export function briefTitle(kind: 'monthly' | 'notice', from: string, to: string): string {
  const months = /^(\d{4})-(\d\d)-01$/.exec(from)
  const nextMonth = months ? new Date(Date.UTC(Number(months[1]), Number(months[2]), 1)).toISOString().slice(0, 10) : ''
  const period = to === nextMonth ? `${Number(months?.[1])}年${Number(months?.[2])}月` : periodText(from, to)
  return kind === 'monthly' ? `校园安全月报（${period}）` : `关于${period}校园安全工作情况的通报`
}
