// 统计期 and 不适用 as tables: by which days, until when, and without whom the figures are.
import * as z from 'zod'
import { type Exemption, ExemptionQuery, type Period } from '#contracts/measure.ts'
import { findMeasure } from '#domain/measures/registry.ts'
import { addDays } from '#domain/shanghai.ts'
import { listExemptions } from '../store/measure-exemption.ts'
import { listPeriods } from '../store/period.ts'
import { type ListTable, listTable } from './list-table.ts'

const KIND_WORDS: Record<Period['kind'], string> = { month: '月', term: '学期', year: '年', custom: '自定' }
const EXEMPTION_WORDS: Record<Exemption['state'], string> = { proposed: '待批准', inForce: '有效', rejected: '未批准', ended: '已终止' }

const Everything = z.strictObject({})
const periods = listTable<typeof Everything, Period>({
  list: 'periods',
  title: '统计期一览表',
  right: 'measure:read',
  query: Everything,
  columns: [
    { key: 'id', title: '代号', width: 14, is: 'text', value: ({ id }) => id },
    { key: 'name', title: '统计期', width: 18, is: 'text', value: ({ name }) => name },
    { key: 'kind', title: '种类', width: 8, is: 'text', value: ({ kind }) => KIND_WORDS[kind] },
    { key: 'from', title: '第一天', width: 12, is: 'day', value: ({ from }) => from },
    { key: 'last', title: '最后一天', width: 12, is: 'day', value: ({ to }) => addDays(to, -1) },
    { key: 'cutoffAt', title: '截数', width: 20, is: 'instant', value: ({ cutoffAt }) => cutoffAt },
    { key: 'state', title: '状态', width: 10, is: 'text', value: ({ state }) => (state === 'open' ? '预报' : '已冻结') },
    { key: 'frozenAt', title: '冻结时间', width: 20, is: 'instant', value: ({ frozenAt }) => frozenAt },
    { key: 'frozenBy', title: '冻结人', width: 16, is: 'text', personal: true, value: ({ frozenBy }) => frozenBy },
  ],
  words: () => [],
  read: async (pool) => ({ items: await listPeriods(pool), nextCursor: null }),
})

const exemptions = listTable<typeof ExemptionQuery, Exemption>({
  list: 'measure-exemptions',
  title: '指标不适用一览表',
  right: 'measure:read',
  query: ExemptionQuery,
  columns: [
    { key: 'schoolId', title: '学校代码', width: 12, is: 'text', value: ({ schoolId }) => schoolId },
    { key: 'schoolName', title: '学校', width: 26, is: 'text', value: ({ schoolName }) => schoolName },
    { key: 'measure', title: '指标', width: 30, is: 'text', value: ({ measureId }) => findMeasure(measureId)?.name.zh ?? measureId },
    { key: 'reason', title: '理由', width: 44, is: 'text', personal: true, value: ({ reason }) => reason },
    { key: 'from', title: '自', width: 12, is: 'day', value: ({ from }) => from },
    { key: 'until', title: '至', width: 12, is: 'day', value: ({ until }) => until },
    { key: 'state', title: '状态', width: 10, is: 'text', value: ({ state }) => EXEMPTION_WORDS[state] },
    { key: 'proposedBy', title: '提出人', width: 16, is: 'text', personal: true, value: ({ proposedBy }) => proposedBy },
    { key: 'approvedBy', title: '批准人', width: 16, is: 'text', personal: true, value: ({ approvedBy }) => approvedBy },
    { key: 'approvedAt', title: '批准时间', width: 20, is: 'instant', value: ({ approvedAt }) => approvedAt },
  ],
  words: ({ state }) => (state ? [`状态：${EXEMPTION_WORDS[state]}`] : []),
  read: listExemptions,
})

export const PERIOD_LISTS: readonly ListTable[] = [periods, exemptions]
