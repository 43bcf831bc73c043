// Lists that hold no person: surveys and rules of the belt, counts of incidents and of absences.
import * as z from 'zod'
import { type Absence, AbsenceQuery } from '#contracts/absence.ts'
import { CountQuery, type IncidentCount } from '#contracts/incident.ts'
import type { Holiday, LimitRule } from '#contracts/incident-rule.ts'
import { BeltSurveyQuery, type DistanceRule, type ListedSurvey } from '#contracts/venue.ts'
import { KIND_WORDS, LIMIT_UNIT_WORDS, LIMIT_WORDS } from '#domain/incident-words.ts'
import { DEPARTMENT_KIND_WORDS, DISTANCE_METHOD_WORDS, HAZARD_KIND_WORDS, RULE_STATE_WORDS, SCHOOL_LEVEL_WORDS } from '#domain/words.ts'
import { listAbsences } from '../store/absence.ts'
import { listSurveys } from '../store/belt-survey.ts'
import { countIncidents } from '../store/incident.ts'
import { listHolidays, listRules as listLimits } from '../store/incident-rule.ts'
import { listRules } from '../store/venue.ts'
import { type ListTable, listTable } from './list-table.ts'
import { said, schoolColumns, schoolOf } from './school-columns.ts'

const surveys = listTable<typeof BeltSurveyQuery, ListedSurvey>({
  list: 'belt-surveys',
  title: '周边排查记录表',
  right: 'venue:read',
  query: BeltSurveyQuery,
  columns: [
    { key: 'schoolName', title: '学校', width: 26, is: 'text', value: ({ schoolName }) => schoolName },
    { key: 'campusName', title: '校区', width: 20, is: 'text', value: ({ campusName }) => campusName },
    { key: 'surveyedAt', title: '排查时间', width: 20, is: 'instant', value: ({ surveyedAt }) => surveyedAt },
    { key: 'surveyedBy', title: '排查人', width: 14, is: 'text', personal: true, value: ({ surveyedBy }) => surveyedBy },
    { key: 'note', title: '情况', width: 40, is: 'text', value: ({ note }) => note },
    { key: 'lng', title: '经度（WGS-84）', width: 14, is: 'number', value: ({ position }) => position?.[0] ?? null },
    { key: 'lat', title: '纬度（WGS-84）', width: 14, is: 'number', value: ({ position }) => position?.[1] ?? null },
    { key: 'accuracyM', title: '定位误差（米）', width: 14, is: 'number', value: ({ accuracyM }) => accuracyM },
    { key: 'photos', title: '照片（张）', width: 10, is: 'number', value: ({ photos }) => photos.length },
  ],
  words: ({ school }, names) => said({ school }, names),
  read: listSurveys,
})

const Nothing = z.strictObject({})
const distanceRules = listTable<typeof Nothing, DistanceRule>({
  list: 'distance-rules',
  title: '距离规则一览表',
  right: 'venue:read',
  query: Nothing,
  columns: [
    { key: 'kind', title: '场所', width: 16, is: 'text', value: ({ venueKind }) => HAZARD_KIND_WORDS[venueKind] },
    {
      key: 'levels',
      title: '适用',
      width: 26,
      is: 'text',
      value: ({ levels }) => levels.map((level) => SCHOOL_LEVEL_WORDS[level]).join('、'),
    },
    { key: 'department', title: '主管部门', width: 14, is: 'text', value: ({ deptKind }) => DEPARTMENT_KIND_WORDS[deptKind] },
    { key: 'method', title: '测量方法', width: 14, is: 'text', value: ({ method }) => DISTANCE_METHOD_WORDS[method] },
    { key: 'metres', title: '米数（空：无法定距离）', width: 14, is: 'number', value: ({ metres }) => metres },
    { key: 'law', title: '依据', width: 36, is: 'text', value: ({ law, clause }) => `${law} ${clause}` },
    { key: 'hours', title: '时段', width: 24, is: 'text', value: ({ hours }) => hours },
    { key: 'version', title: '版本', width: 8, is: 'number', value: ({ version }) => version },
    { key: 'state', title: '状态', width: 10, is: 'text', value: ({ state }) => RULE_STATE_WORDS[state] },
    { key: 'reason', title: '理由', width: 36, is: 'text', value: ({ reason }) => reason },
    { key: 'approvedAt', title: '批准时间', width: 20, is: 'instant', value: ({ approvedAt }) => approvedAt },
  ],
  words: () => [],
  read: async (pool) => ({ items: await listRules(pool), nextCursor: null }),
})

const incidentCounts = listTable<typeof CountQuery, IncidentCount>({
  list: 'incident-counts',
  title: '事件与纠纷统计表',
  right: 'incident:count',
  query: CountQuery,
  schoolOf,
  columns: [
    { key: 'month', title: '月份', width: 10, is: 'text', value: ({ month }) => month },
    ...schoolColumns<IncidentCount>(),
    { key: 'kind', title: '类别', width: 14, is: 'text', value: ({ kind }) => KIND_WORDS[kind] },
    { key: 'incidents', title: '件数', width: 8, is: 'number', value: ({ incidents }) => incidents },
    { key: 'unfinished', title: '未结案', width: 9, is: 'number', value: ({ unfinished }) => unfinished },
    { key: 'overdue', title: '超时限', width: 9, is: 'number', value: ({ overdue }) => overdue },
  ],
  words: (query, names) => said(query, names),
  read: async (pool, reader, query) => ({ items: await countIncidents(pool, reader, query), nextCursor: null }),
})

const absences = listTable<typeof AbsenceQuery, Absence>({
  list: 'absences',
  title: '因病缺课人数表',
  right: 'absence:read',
  query: AbsenceQuery,
  schoolOf,
  columns: [
    ...schoolColumns<Absence>(),
    { key: 'day', title: '日期', width: 12, is: 'day', value: ({ day }) => day },
    { key: 'absent', title: '因病缺课（人）', width: 14, is: 'number', value: ({ absent }) => absent },
    { key: 'pupils', title: '学生数（人）', width: 12, is: 'number', value: ({ pupils }) => pupils },
  ],
  words: ({ school, from, to }, names) => [
    ...said({ school }, names),
    ...(from || to ? [`日期：${from ?? '最早'} 至 ${to ?? '今天'}`] : []),
  ],
  read: listAbsences,
})

/** What came with the program was nobody's. */
const byWords = (account: string | null): string | null => (account === 'system' || account === 'initial' ? '系统' : account)

const limits = listTable<typeof Nothing, LimitRule>({
  list: 'incident-limits',
  title: '法定时限与预警线一览表',
  right: 'incidentRule:read',
  query: Nothing,
  columns: [
    { key: 'rule', title: '时限', width: 22, is: 'text', value: ({ rule }) => LIMIT_WORDS[rule] },
    { key: 'version', title: '版本', width: 7, is: 'number', value: ({ version }) => version },
    { key: 'amount', title: '数值', width: 9, is: 'number', value: ({ amount }) => amount },
    { key: 'unit', title: '单位', width: 12, is: 'text', value: ({ unit }) => LIMIT_UNIT_WORDS[unit] },
    { key: 'warnMinutes', title: '提前提醒（分钟）', width: 12, is: 'number', value: ({ warnMinutes }) => warnMinutes },
    { key: 'source', title: '依据', width: 40, is: 'text', value: ({ source }) => source },
    { key: 'reason', title: '理由', width: 36, is: 'text', value: ({ reason }) => reason },
    { key: 'proposedBy', title: '提出人', width: 12, is: 'text', personal: true, value: ({ proposedBy }) => byWords(proposedBy) },
    { key: 'proposedAt', title: '提出时间', width: 20, is: 'instant', value: ({ proposedAt }) => proposedAt },
    { key: 'approvedBy', title: '批准人', width: 12, is: 'text', personal: true, value: ({ approvedBy }) => byWords(approvedBy) },
    { key: 'approvedAt', title: '批准时间', width: 20, is: 'instant', value: ({ approvedAt }) => approvedAt },
    { key: 'validFrom', title: '生效', width: 20, is: 'instant', value: ({ validFrom }) => validFrom },
  ],
  words: () => [],
  read: async (pool) => ({ items: await listLimits(pool), nextCursor: null }),
})

const holidays = listTable<typeof Nothing, Holiday>({
  list: 'holidays',
  title: '节假日与调休一览表',
  right: 'incidentRule:read',
  query: Nothing,
  columns: [
    { key: 'day', title: '日期', width: 12, is: 'day', value: ({ day }) => day },
    { key: 'kind', title: '安排', width: 8, is: 'text', value: ({ kind }) => (kind === 'work' ? '上班' : '放假') },
    { key: 'name', title: '名称', width: 20, is: 'text', value: ({ name }) => name },
    { key: 'year', title: '年度', width: 8, is: 'number', value: ({ day }) => Number(day.slice(0, 4)) },
  ],
  words: () => [],
  read: async (pool) => ({ items: await listHolidays(pool), nextCursor: null }),
})

export const COUNT_LISTS: readonly ListTable[] = [surveys, distanceRules, incidentCounts, absences, limits, holidays]
