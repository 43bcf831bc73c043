// The bureau's lists of measures as tables, in the order of its screens.
import type * as z from 'zod'
import { MeasureId, MeasureQuery, MeasureSchoolQuery, type SchoolResult } from '#contracts/measure.ts'
import { changeWords } from '#domain/gap-note.ts'
import { gapWords } from '#domain/gap-words.ts'
import { GROUPS, worstFirst } from '#domain/measures/order.ts'
import { findMeasure } from '#domain/measures/registry.ts'
import type { Principal } from '#domain/policy.ts'
import { differenceOf, reportedRate } from '#domain/reported-figure.ts'
import { MEASURE_GROUP_WORDS, MEASURE_RESULT_WORDS } from '#domain/words.ts'
import { findPeriod } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { allResults } from './gap-note-of.ts'
import { type ListTable, listTable } from './list-table.ts'
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
    { key: 'group', title: '类别', width: 12, is: 'text', value: ({ measure }) => MEASURE_GROUP_WORDS[measure.group] },
    { key: 'id', title: '指标代码', width: 20, is: 'text', value: ({ measure }) => measure.id },
    { key: 'name', title: '指标', width: 30, is: 'text', value: ({ measure }) => measure.name.zh },
    { key: 'period', title: '周期', width: 14, is: 'text', value: ({ period }) => period.name },
    { key: 'met', title: '达标', width: 10, is: 'number', value: ({ met, computedAt }) => (computedAt === null ? null : met) },
    {
      key: 'applicable',
      title: '应达标',
      width: 10,
      is: 'number',
      value: ({ applicable, computedAt }) => (computedAt === null ? null : applicable),
    },
    { key: 'unit', title: '单位', width: 6, is: 'text', value: ({ measure }) => measure.unit.zh },
    { key: 'rate', title: '比例', width: 9, is: 'percent', value: ({ rate }) => rate },
    { key: 'correctedMet', title: '更正后达标', width: 11, is: 'number', value: ({ corrected }) => corrected?.met ?? null },
    { key: 'correctedApplicable', title: '更正后应达标', width: 12, is: 'number', value: ({ corrected }) => corrected?.applicable ?? null },
    { key: 'correctedRate', title: '更正后比例', width: 11, is: 'percent', value: ({ corrected }) => corrected?.rate ?? null },
    { key: 'target', title: '目标', width: 9, is: 'percent', value: ({ measure }) => measure.target },
    { key: 'reportedMet', title: '上报达标', width: 10, is: 'number', value: (row) => reportedAmount(row)?.met ?? null },
    { key: 'reportedApplicable', title: '上报应达标', width: 11, is: 'number', value: (row) => reportedAmount(row)?.applicable ?? null },
    {
      key: 'reportedRate',
      title: '上报比例',
      width: 10,
      is: 'percent',
      value: ({ reported }) => (reported?.value ? reportedRate(reported.value) : null),
    },
    { key: 'reportedMetDifference', title: '达标：上报减系统', width: 12, is: 'number', value: (row) => apart(row)?.met ?? null },
    {
      key: 'reportedRequiredDifference',
      title: '应达标：上报减系统',
      width: 13,
      is: 'number',
      value: (row) => apart(row)?.applicable ?? null,
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
    ...(['met', 'notMet', 'expired', 'noEvidence', 'notApplicable'] as const).map(count),
    { key: 'rule', title: '规则', width: 50, is: 'text', value: ({ measure }) => measure.rule.text },
    { key: 'source', title: '依据', width: 30, is: 'text', value: ({ measure }) => `${measure.rule.source} ${measure.rule.clause}` },
    { key: 'computedAt', title: '计算时间', width: 20, is: 'instant', value: ({ computedAt }) => computedAt },
  ],
  words: ({ period }) => [`周期：${period ?? '当前'}`],
  async read(pool, reader, { period }) {
    const rows = await readMeasureRows(pool, reader, period)
    const place = ({ measure }: MeasureRow) => GROUPS.indexOf(measure.group)
    return { items: rows.sort((a, b) => place(a) - place(b)), nextCursor: null }
  },
})

const SchoolsOfMeasure = MeasureSchoolQuery.extend({ measure: MeasureId })
type SchoolsOfMeasure = z.infer<typeof SchoolsOfMeasure>

/** All of them at once: their order, the worst first, is not the one they are read in. */
async function readSchools(pool: Pool, reader: Principal, query: SchoolsOfMeasure): Promise<SchoolResult[]> {
  const period = await findPeriod(pool, query.period)
  if (!period) return []
  const rows = await allResults(pool, reader, period, query.measure, query)
  return rows.sort(worstFirst)
}

const measureSchools = listTable<typeof SchoolsOfMeasure, SchoolResult>({
  list: 'measure-schools',
  title: '指标学校明细表',
  right: 'measure:read',
  query: SchoolsOfMeasure,
  columns: [
    { key: 'schoolId', title: '学校代码', width: 12, is: 'text', value: ({ schoolId }) => schoolId },
    { key: 'schoolName', title: '学校', width: 26, is: 'text', value: ({ schoolName }) => schoolName },
    { key: 'townshipName', title: '乡镇街道', width: 16, is: 'text', value: ({ townshipName }) => townshipName },
    { key: 'periodId', title: '周期', width: 10, is: 'text', value: ({ periodId }) => periodId },
    { key: 'result', title: '结果', width: 9, is: 'text', value: ({ result }) => MEASURE_RESULT_WORDS[result] },
    { key: 'met', title: '达标', width: 9, is: 'number', value: ({ met }) => met },
    { key: 'required', title: '应达标', width: 9, is: 'number', value: ({ required }) => required },
    {
      key: 'correctedResult',
      title: '更正后结果',
      width: 11,
      is: 'text',
      value: ({ corrected }) => corrected && MEASURE_RESULT_WORDS[corrected.result],
    },
    { key: 'correctedMet', title: '更正后达标', width: 11, is: 'number', value: ({ corrected }) => corrected?.met ?? null },
    { key: 'correctedRequired', title: '更正后应达标', width: 12, is: 'number', value: ({ corrected }) => corrected?.required ?? null },
    { key: 'gaps', title: '差距', width: 50, is: 'text', value: ({ gaps }) => gaps.map((gap) => gapWords(gap, 'zh')).join('；') },
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
  ],
  words: ({ measure, period, result, township }) => [
    `指标：${findMeasure(measure)?.name.zh ?? measure}`,
    `周期：${period ?? '当前'}`,
    ...(township ? [`乡镇街道：${township}`] : []),
    ...(result ? [`结果：${MEASURE_RESULT_WORDS[result]}`] : []),
  ],
  read: async (pool, reader, query) => ({ items: await readSchools(pool, reader, query), nextCursor: null }),
})

export const MEASURE_LISTS: readonly ListTable[] = [measures, measureSchools]
