// What was sent to whom, and who has signed for it or answered: 提醒, 催办, 定时报表 and their deliveries as tables.
import * as z from 'zod'
import type { FileInfo } from '#contracts/file.ts'
import { type Notice, NoticeQuery } from '#contracts/notice.ts'
import type { ReportDelivery, ReportSchedule } from '#contracts/report-schedule.ts'
import { type Urge, UrgeQuery } from '#contracts/urge.ts'
import { findMeasure } from '#domain/measures/registry.ts'
import { NOTICE_AUDIENCE_WORDS, NOTICE_KIND_WORDS, NOTICE_OWNER_WORDS, PERIOD_KIND_WORDS, REPORT_KIND_WORDS } from '#domain/words.ts'
import { listFiles } from '../store/file.ts'
import { listNotices } from '../store/notice.ts'
import { listDeliveries, listSchedules } from '../store/report-schedule.ts'
import { listUrges } from '../store/urge.ts'
import { type ListTable, listTable } from './list-table.ts'
import { said } from './school-columns.ts'

const Nothing = z.strictObject({})
/** Forms belong to the district. */
export const TEMPLATES = { kind: 'template', id: 'district' } as const

const notices = listTable<typeof NoticeQuery, Notice>({
  list: 'notices',
  title: '提醒与签收一览表',
  right: 'notice:read',
  query: NoticeQuery,
  columns: [
    { key: 'at', title: '发出', width: 20, is: 'instant', value: ({ at }) => at },
    { key: 'kind', title: '提醒', width: 20, is: 'text', value: ({ kind }) => NOTICE_KIND_WORDS[kind] },
    { key: 'ownerKind', title: '所涉', width: 8, is: 'text', value: ({ ownerKind }) => NOTICE_OWNER_WORDS[ownerKind] },
    { key: 'ownerId', title: '所涉编号', width: 38, is: 'text', value: ({ ownerId }) => ownerId },
    { key: 'subject', title: '事项', width: 50, is: 'text', value: ({ subject }) => subject },
    { key: 'days', title: '逾期天数（负数为尚余）', width: 14, is: 'number', value: ({ days }) => days },
    { key: 'audience', title: '发给', width: 8, is: 'text', value: ({ audience }) => NOTICE_AUDIENCE_WORDS[audience] },
    { key: 'audienceName', title: '单位', width: 26, is: 'text', value: ({ audienceName }) => audienceName },
    { key: 'receivedAt', title: '签收', width: 20, is: 'instant', value: ({ receivedAt }) => receivedAt },
    { key: 'receivedBy', title: '签收人', width: 14, is: 'text', personal: true, value: ({ receivedBy }) => receivedBy },
  ],
  words: ({ state, ownerKind, ownerId }) => [
    ...(state ? [state === 'waiting' ? '未签收' : '已签收'] : []),
    ...(ownerKind ? [`所涉：${NOTICE_OWNER_WORDS[ownerKind]}${ownerId ? ` ${ownerId}` : ''}`] : []),
  ],
  read: listNotices,
})

const urges = listTable<typeof UrgeQuery, Urge>({
  list: 'urges',
  title: '催办与答复一览表',
  right: 'urge:read',
  query: UrgeQuery,
  columns: [
    { key: 'at', title: '催办时间', width: 20, is: 'instant', value: ({ at }) => at },
    { key: 'by', title: '催办人', width: 12, is: 'text', personal: true, value: ({ by }) => by },
    { key: 'schoolId', title: '学校代码', width: 12, is: 'text', value: ({ schoolId }) => schoolId },
    { key: 'schoolName', title: '学校', width: 26, is: 'text', value: ({ schoolName }) => schoolName },
    { key: 'measure', title: '指标', width: 24, is: 'text', value: ({ measureId }) => findMeasure(measureId)?.name.zh ?? measureId },
    { key: 'periodId', title: '周期', width: 10, is: 'text', value: ({ periodId }) => periodId },
    { key: 'text', title: '催办内容', width: 50, is: 'text', value: ({ text }) => text },
    { key: 'due', title: '请答复期限', width: 12, is: 'day', value: ({ due }) => due },
    { key: 'answeredAt', title: '最近答复', width: 20, is: 'instant', value: ({ answers }) => answers[answers.length - 1]?.at ?? null },
    {
      key: 'answeredBy',
      title: '答复人',
      width: 12,
      is: 'text',
      personal: true,
      value: ({ answers }) => answers[answers.length - 1]?.by ?? null,
    },
    { key: 'answer', title: '答复', width: 50, is: 'text', value: ({ answers }) => answers[answers.length - 1]?.text ?? null },
    {
      key: 'expectedOn',
      title: '预计补齐',
      width: 12,
      is: 'day',
      value: ({ answers }) => answers[answers.length - 1]?.expectedOn ?? null,
    },
    { key: 'answers', title: '答复次数', width: 9, is: 'number', value: ({ answers }) => answers.length },
  ],
  words: ({ measure, state, ...rest }, names) => [
    ...(measure ? [`指标：${findMeasure(measure)?.name.zh ?? measure}`] : []),
    ...(state ? [state === 'answered' ? '已答复' : '未答复'] : []),
    ...said(rest, names),
  ],
  read: listUrges,
})

const schedules = listTable<typeof Nothing, ReportSchedule>({
  list: 'report-schedules',
  title: '定时报表一览表',
  right: 'report:schedule',
  query: Nothing,
  columns: [
    { key: 'periodKind', title: '统计期', width: 10, is: 'text', value: ({ periodKind }) => PERIOD_KIND_WORDS[periodKind] },
    { key: 'reportKind', title: '报表', width: 10, is: 'text', value: ({ reportKind }) => REPORT_KIND_WORDS[reportKind] },
    {
      key: 'recipients',
      title: '收件人',
      width: 40,
      is: 'text',
      personal: true,
      value: ({ recipients }) => recipients.map(({ name }) => name).join('、'),
    },
    { key: 'madeBy', title: '设置人', width: 12, is: 'text', personal: true, value: ({ madeBy }) => madeBy },
    { key: 'madeAt', title: '设置时间', width: 20, is: 'instant', value: ({ madeAt }) => madeAt },
    { key: 'endedAt', title: '停止时间', width: 20, is: 'instant', value: ({ endedAt }) => endedAt },
    { key: 'lastPeriod', title: '最近一期', width: 12, is: 'text', value: ({ runs }) => runs[0]?.periodId ?? null },
    { key: 'lastAt', title: '最近一期时间', width: 20, is: 'instant', value: ({ runs }) => runs[0]?.at ?? null },
    {
      key: 'lastState',
      title: '最近一期结果',
      width: 30,
      is: 'text',
      value: ({ runs: [last] }) => (last ? [RUN_WORDS[last.state], last.message].filter(Boolean).join('：') : null),
    },
  ],
  words: () => ['最近设置的 100 项'],
  read: async (pool) => ({ items: await listSchedules(pool), nextCursor: null }),
})
const RUN_WORDS = { running: '正在生成', delivered: '已送达', failed: '未成' }

const deliveries = listTable<typeof Nothing, ReportDelivery>({
  list: 'report-deliveries',
  title: '收到的定时报表一览表',
  right: 'report:receive',
  query: Nothing,
  columns: [
    { key: 'title', title: '报表', width: 40, is: 'text', value: ({ title }) => title },
    { key: 'deliveredAt', title: '送达', width: 20, is: 'instant', value: ({ deliveredAt }) => deliveredAt },
    { key: 'receivedAt', title: '签收', width: 20, is: 'instant', value: ({ receivedAt }) => receivedAt },
    { key: 'isPrinted', title: '有 PDF', width: 8, is: 'text', value: ({ fileId }) => (fileId === null ? '否' : '是') },
  ],
  words: () => ['本人收到的', '最近 100 份'],
  read: async (pool, reader) => ({ items: await listDeliveries(pool, reader.username), nextCursor: null }),
})

const templates = listTable<typeof Nothing, FileInfo>({
  list: 'report-templates',
  title: '套表（上级表样）一览表',
  right: 'report:read',
  query: Nothing,
  columns: [
    { key: 'name', title: '表样', width: 50, is: 'text', value: ({ name }) => name },
    { key: 'bytes', title: '字节', width: 11, is: 'number', value: ({ bytes }) => bytes },
    { key: 'uploadedBy', title: '上传人', width: 14, is: 'text', personal: true, value: ({ uploadedBy }) => uploadedBy },
    { key: 'uploadedAt', title: '上传时间', width: 20, is: 'instant', value: ({ uploadedAt }) => uploadedAt },
    { key: 'sha256', title: 'SHA-256', width: 68, is: 'text', value: ({ sha256 }) => sha256 },
  ],
  words: () => [],
  read: async (pool) => ({ items: await listFiles(pool, TEMPLATES), nextCursor: null }),
})

export const NOTICE_LISTS: readonly ListTable[] = [notices, urges, schedules, deliveries, templates]
