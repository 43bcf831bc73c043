// The bureau's lists of measures as tables, in the order of its screens.
import * as z from 'zod'
import type { GapAction } from '#contracts/gap.ts'
import { SchoolId } from '#contracts/ids.ts'
import { MeasureId, MeasureQuery, MeasureSchoolQuery, type SchoolResult } from '#contracts/measure.ts'
import type { Urge } from '#contracts/urge.ts'
import { changeWords, figureUnit, isGap, shownAmount } from '#domain/gap-note.ts'
import { gapWords, withoutNames } from '#domain/gap-words.ts'
import { GROUPS, worstFirst } from '#domain/measures/order.ts'
import { findMeasure } from '#domain/measures/registry.ts'
import { may, type Principal, seesSchool } from '#domain/policy.ts'
import { differenceOf, reportedRate } from '#domain/reported-figure.ts'
import { MEASURE_GROUP_WORDS, MEASURE_RESULT_WORDS } from '#domain/words.ts'
import { listGapActions } from '../store/gap.ts'
import { schoolResults } from '../store/measure-result.ts'
import { findPeriod, periodBefore } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { listUrges } from '../store/urge.ts'
import { allResults } from './gap-note-of.ts'
import { type ListTable, listTable, type TableColumn } from './list-table.ts'
import { type MeasureRow, readMeasureRows } from './measure-figures.ts'

const count = (result: keyof typeof MEASURE_RESULT_WORDS) => ({
  key: `${result}Schools`,
  title: `${MEASURE_RESULT_WORDS[result]}（所）`,
  width: 11,
  is: 'number' as const,
  value: ({ schools, computedAt }: MeasureRow) => (computedAt === null ? null : (schools[result] ?? 0)),
})

/** 上报数 of a row as an amount; of a rate alone there is none. */
const reportedAmount = ({ reported }: MeasureRow) => (reported?.value && 'met' in reported.value ? reported.value : null)
const apart = ({ reported, computedAt, met, applicable, rate }: MeasureRow) =>
  differenceOf(reported?.value ?? null, computedAt === null ? null : { met, applicable, rate })

const measures = listTable<typeof MeasureQuery, MeasureRow>({
  list: 'measures',
  title: '指标一览表',
  right: 'measure:read',
  query: MeasureQuery,
  columns: [
    { key: 'group', title: '类别', width: 10, is: 'text', value: ({ measure }) => MEASURE_GROUP_WORDS[measure.group] },
    { key: 'name', title: '指标', width: 30, is: 'text', value: ({ measure }) => measure.name.zh },
    { key: 'met', title: '达标', width: 9, is: 'number', value: ({ met, computedAt }) => (computedAt === null ? null : shownAmount(met)) },
    {
      key: 'applicable',
      title: '应达标',
      width: 9,
      is: 'number',
      value: ({ applicable, computedAt }) => (computedAt === null ? null : shownAmount(applicable)),
    },
    { key: 'unit', title: '单位', width: 6, is: 'text', value: ({ measure }) => figureUnit(measure, 'zh') },
    { key: 'rate', title: '比例', width: 9, is: 'percent', value: ({ rate }) => rate },
    { key: 'target', title: '目标', width: 9, is: 'percent', value: ({ measure }) => measure.target },
    { key: 'correctedRate', title: '更正后比例', width: 9, is: 'percent', value: ({ corrected }) => corrected?.rate ?? null },
    ...(['met', 'notMet', 'expired', 'noEvidence', 'notApplicable'] as const).map(count),
    {
      key: 'reportedRate',
      title: '上报比例',
      width: 9,
      is: 'percent',
      value: ({ reported }) => (reported?.value ? reportedRate(reported.value) : null),
    },
    { key: 'reportedPoints', title: '比例：上报减系统（百分点）', width: 12, is: 'number', value: (row) => apart(row)?.points ?? null },
    {
      key: 'reportedReason',
      title: '上报数与系统数不同的原因',
      width: 20,
      is: 'text',
      personal: true, // what a clerk typed may name people
      value: ({ reported }) => reported && [reported.words, reported.reason].filter(Boolean).join('；'),
    },
    { key: 'id', title: '指标代码', width: 20, is: 'text', beyondPaper: true, value: ({ measure }) => measure.id },
    { key: 'period', title: '周期', width: 14, is: 'text', beyondPaper: true, value: ({ period }) => period.name },
    {
      key: 'correctedMet',
      title: '更正后达标',
      width: 11,
      is: 'number',
      beyondPaper: true,
      value: ({ corrected }) => corrected && shownAmount(corrected.met),
    },
    {
      key: 'correctedApplicable',
      title: '更正后应达标',
      width: 12,
      is: 'number',
      beyondPaper: true,
      value: ({ corrected }) => corrected && shownAmount(corrected.applicable),
    },
    {
      key: 'reportedMet',
      title: '上报达标',
      width: 10,
      is: 'number',
      beyondPaper: true,
      value: (row) => reportedAmount(row)?.met ?? null,
    },
    {
      key: 'reportedApplicable',
      title: '上报应达标',
      width: 11,
      is: 'number',
      beyondPaper: true,
      value: (row) => reportedAmount(row)?.applicable ?? null,
    },
    {
      key: 'reportedMetDifference',
      title: '达标：上报减系统',
      width: 12,
      is: 'number',
      beyondPaper: true,
      value: (row) => apart(row)?.met ?? null,
    },
    {
      key: 'reportedRequiredDifference',
      title: '应达标：上报减系统',
      width: 13,
      is: 'number',
      beyondPaper: true,
      value: (row) => apart(row)?.applicable ?? null,
    },
    { key: 'rule', title: '规则', width: 50, is: 'text', beyondPaper: true, value: ({ measure }) => measure.rule.text },
    {
      key: 'source',
      title: '依据',
      width: 30,
      is: 'text',
      beyondPaper: true,
      value: ({ measure }) => `${measure.rule.source} ${measure.rule.clause}`,
    },
    { key: 'computedAt', title: '计算时间', width: 20, is: 'instant', beyondPaper: true, value: ({ computedAt }) => computedAt },
  ],
  words: ({ period }, names) => [`周期：${names.period(period)}`],
  async read(pool, reader, { period }) {
    const rows = await readMeasureRows(pool, reader, period)
    const place = ({ measure }: MeasureRow) => GROUPS.indexOf(measure.group)
    return { items: rows.sort((a, b) => place(a) - place(b)), nextCursor: null }
  },
})

const SchoolsOfMeasure = MeasureSchoolQuery.extend({ measure: MeasureId })
type SchoolsOfMeasure = z.infer<typeof SchoolsOfMeasure>

/** A result with what is undertaken against its gap, and how the school was urged last. */
interface ResultRow extends SchoolResult {
  readonly action: GapAction | null
  readonly urge: Urge | null
}

/** The newest urge of each school about a measure. */
async function lastUrges(pool: Pool, reader: Principal, measure: string): Promise<Map<string, Urge>> {
  const found = new Map<string, Urge>()
  let cursor: string | undefined
  do {
    const page = await listUrges(pool, reader, { measure, cursor, limit: 1000 })
    for (const urge of page.items) if (!found.has(urge.schoolId)) found.set(urge.schoolId, urge)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return found
}

/** All of them at once: their order, the worst first, is not the one they are read in. */
async function readSchools(pool: Pool, reader: Principal, query: SchoolsOfMeasure): Promise<ResultRow[]> {
  const period = await findPeriod(pool, query.period)
  if (!period) return []
  const rows = await allResults(pool, reader, period, query.measure, query)
  const until = period.frozenAt ?? undefined
  const undertaken = may(reader, 'gapAction:read') ? await listGapActions(pool, reader, { measure: query.measure, until }) : []
  const actions = new Map(undertaken.map((action) => [action.schoolId, action]))
  const urges = may(reader, 'urge:read') ? await lastUrges(pool, reader, query.measure) : new Map<string, Urge>()
  return rows.sort(worstFirst).map((row) => ({ ...row, action: actions.get(row.schoolId) ?? null, urge: urges.get(row.schoolId) ?? null }))
}

const resultColumns = <Row extends SchoolResult>(): TableColumn<Row>[] => [
  { key: 'result', title: '结果', width: 9, is: 'text', value: ({ result }) => MEASURE_RESULT_WORDS[result] },
  { key: 'met', title: '达标', width: 9, is: 'number', value: ({ met }) => shownAmount(met) },
  { key: 'required', title: '应达标', width: 9, is: 'number', value: ({ required }) => shownAmount(required) },
  {
    key: 'correctedResult',
    title: '更正后结果',
    width: 11,
    is: 'text',
    value: ({ corrected }) => corrected && MEASURE_RESULT_WORDS[corrected.result],
  },
  { key: 'correctedMet', title: '更正后达标', width: 11, is: 'number', value: ({ corrected }) => corrected && shownAmount(corrected.met) },
  {
    key: 'correctedRequired',
    title: '更正后应达标',
    width: 12,
    is: 'number',
    value: ({ corrected }) => corrected && shownAmount(corrected.required),
  },
  {
    key: 'gaps',
    title: '差距',
    width: 50,
    is: 'text',
    value: ({ gaps }) => gaps.map((gap) => gapWords(gap, 'zh')).join('；'),
    openly: ({ gaps }) => gaps.map((gap) => gapWords(withoutNames(gap), 'zh')).join('；'),
  },
  { key: 'since', title: '自', width: 20, is: 'instant', value: ({ since }) => since },
  { key: 'change', title: '较上一周期', width: 24, is: 'text', value: (row) => changeWords(row, 'zh') },
  {
    key: 'exemption',
    title: '不适用的理由',
    width: 30,
    is: 'text',
    personal: true,
    value: ({ exemption }) => exemption && `${exemption.reason}（批准：${exemption.approvedBy}，至 ${exemption.until ?? '长期'}）`,
  },
  { key: 'version', title: '规则版本', width: 9, is: 'number', value: ({ version }) => version },
  { key: 'computedAt', title: '计算时间', width: 20, is: 'instant', value: ({ computedAt }) => computedAt },
]

const lastAnswer = ({ urge }: ResultRow) => urge?.answers[urge.answers.length - 1] ?? null

const measureSchools = listTable<typeof SchoolsOfMeasure, ResultRow>({
  list: 'measure-schools',
  title: '指标学校明细表',
  right: 'measure:read',
  query: SchoolsOfMeasure,
  columns: [
    { key: 'schoolId', title: '学校代码', width: 12, is: 'text', value: ({ schoolId }) => schoolId },
    { key: 'schoolName', title: '学校', width: 26, is: 'text', value: ({ schoolName }) => schoolName },
    { key: 'townshipName', title: '乡镇街道', width: 16, is: 'text', value: ({ townshipName }) => townshipName },
    { key: 'periodId', title: '周期', width: 10, is: 'text', value: ({ periodId }) => periodId },
    ...resultColumns<ResultRow>(),
    { key: 'action', title: '整改措施', width: 40, is: 'text', personal: true, value: ({ action }) => action?.action ?? null },
    { key: 'responsible', title: '责任人', width: 14, is: 'text', personal: true, value: ({ action }) => action?.responsible ?? null },
    { key: 'actionDue', title: '整改期限', width: 12, is: 'day', value: ({ action }) => action?.due ?? null },
    { key: 'urgedAt', title: '最近催办', width: 20, is: 'instant', value: ({ urge }) => urge?.at ?? null },
    { key: 'urgeAnsweredAt', title: '最近答复', width: 20, is: 'instant', value: (row) => lastAnswer(row)?.at ?? null },
    { key: 'urgeAnswer', title: '答复', width: 40, is: 'text', personal: true, value: (row) => lastAnswer(row)?.text ?? null },
  ],
  words: ({ measure, period, result, township }, names) => [
    `指标：${findMeasure(measure)?.name.zh ?? measure}`,
    `周期：${names.period(period)}`,
    ...(township ? [`乡镇街道：${names.township(township)}`] : []),
    ...(result ? [`结果：${MEASURE_RESULT_WORDS[result]}`] : []),
  ],
  read: async (pool, reader, query) => ({ items: await readSchools(pool, reader, query), nextCursor: null }),
})

const MeasuresOfSchool = MeasureQuery.extend({
  school: SchoolId,
  gaps: z.enum(['1']).optional().meta({ description: 'only what is not met' }),
})
type MeasuresOfSchool = z.infer<typeof MeasuresOfSchool>

/** In the order of the measures, as the school's file shows them. */
async function readOfSchool(pool: Pool, reader: Principal, { school, period: asked, gaps }: MeasuresOfSchool): Promise<SchoolResult[]> {
  const period = await findPeriod(pool, asked)
  if (!period || !seesSchool(reader, school)) return []
  const rows = await schoolResults(pool, school, period.id, (await periodBefore(pool, period))?.id ?? null)
  return gaps ? rows.filter(({ result }) => isGap(result)) : rows
}

const schoolMeasures = listTable<typeof MeasuresOfSchool, SchoolResult>({
  list: 'school-measures',
  title: '学校各项指标情况表',
  right: 'measure:read',
  query: MeasuresOfSchool,
  columns: [
    { key: 'measureId', title: '指标代码', width: 20, is: 'text', value: ({ measureId }) => measureId },
    { key: 'measure', title: '指标', width: 30, is: 'text', value: ({ measureId }) => findMeasure(measureId)?.name.zh ?? measureId },
    { key: 'unit', title: '单位', width: 8, is: 'text', value: ({ measureId }) => findMeasure(measureId)?.unit.zh ?? null },
    ...resultColumns<SchoolResult>(),
  ],
  words: ({ school, period, gaps }, names) => [
    `学校：${names.school(school)}`,
    `周期：${names.period(period)}`,
    ...(gaps ? ['仅未达标的'] : []),
  ],
  read: async (pool, reader, query) => ({ items: await readOfSchool(pool, reader, query), nextCursor: null }),
})

export const MEASURE_LISTS: readonly ListTable[] = [measures, measureSchools, schoolMeasures]
