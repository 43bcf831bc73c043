// What follows from incidents and absences as tables: notices of 因病缺课 with their causes, prevention measures, requests to see names.
import * as z from 'zod'
import type { AbsenceNotice } from '#contracts/absence.ts'
import type { IncidentRequest } from '#contracts/incident.ts'
import { ABSENCE_CAUSE_WORDS, KIND_WORDS, LOOK_STATE_WORDS } from '#domain/incident-words.ts'
import { listNotices } from '../store/absence.ts'
import { listRequests } from '../store/incident-request.ts'
import { listAllPreventions, type OwnedPrevention } from '../store/prevention.ts'
import { type ListTable, listTable } from './list-table.ts'
import { schoolColumns, schoolOf } from './school-columns.ts'

const Nothing = z.strictObject({})

const notices = listTable<typeof Nothing, AbsenceNotice>({
  list: 'absence-notices',
  title: '因病缺课预警一览表',
  right: 'absence:read',
  query: Nothing,
  schoolOf,
  columns: [
    ...schoolColumns<AbsenceNotice>(),
    { key: 'day', title: '日期', width: 12, is: 'day', value: ({ day }) => day },
    { key: 'absent', title: '因病缺课（人）', width: 11, is: 'number', value: ({ absent }) => absent },
    { key: 'correctedAbsent', title: '更正后（人）', width: 11, is: 'number', value: ({ correctedAbsent }) => correctedAbsent },
    { key: 'pupils', title: '学生数（人）', width: 11, is: 'number', value: ({ pupils }) => pupils },
    {
      key: 'rate',
      title: '比例',
      width: 9,
      is: 'percent',
      value: ({ absent, pupils }) => (pupils ? Math.floor((absent * 1000) / pupils) / 10 : null),
    },
    {
      key: 'threshold',
      title: '阈值',
      width: 12,
      is: 'text',
      value: ({ rule, amount }) => `${amount} ${rule === 'absencePupils' ? '人' : '%'}`,
    },
    { key: 'madeAt', title: '预警时间', width: 20, is: 'instant', value: ({ madeAt }) => madeAt },
    { key: 'cause', title: '原因', width: 16, is: 'text', value: ({ cause }) => cause && ABSENCE_CAUSE_WORDS[cause] },
    { key: 'answeredBy', title: '核实人', width: 14, is: 'text', personal: true, value: ({ answeredBy }) => answeredBy },
    { key: 'answeredAt', title: '核实时间', width: 20, is: 'instant', value: ({ answeredAt }) => answeredAt },
  ],
  words: () => ['最近 200 条'],
  read: async (pool, reader) => ({ items: await listNotices(pool, reader), nextCursor: null }),
})

const preventions = listTable<typeof Nothing, OwnedPrevention>({
  list: 'preventions',
  title: '防范措施一览表',
  right: 'incident:read',
  query: Nothing,
  schoolOf,
  columns: [
    ...schoolColumns<OwnedPrevention>(),
    {
      key: 'of',
      title: '所涉',
      width: 24,
      is: 'text',
      value: ({ incidentNumber, incidentKind, absentOn }) =>
        incidentKind ? `${KIND_WORDS[incidentKind]} ${incidentNumber}` : `因病缺课预警 ${absentOn}`,
    },
    // Written by hand: it may name somebody.
    { key: 'what', title: '防范措施', width: 50, is: 'text', personal: true, value: ({ what }) => what },
    { key: 'dueOn', title: '期限', width: 12, is: 'day', value: ({ dueOn }) => dueOn },
    { key: 'by', title: '登记人', width: 14, is: 'text', personal: true, value: ({ by }) => by },
    { key: 'at', title: '登记时间', width: 20, is: 'instant', value: ({ at }) => at },
    { key: 'taskId', title: '任务编号', width: 14, is: 'text', value: ({ taskId }) => taskId },
    { key: 'doneAt', title: '完成', width: 20, is: 'instant', value: ({ doneAt }) => doneAt },
    { key: 'doneBy', title: '完成人', width: 14, is: 'text', personal: true, value: ({ doneBy }) => doneBy },
  ],
  words: () => [],
  read: listAllPreventions,
})

const requests = listTable<typeof Nothing, IncidentRequest>({
  list: 'incident-requests',
  title: '姓名查看与删除申请一览表',
  right: 'incident:decide',
  query: Nothing,
  schoolOf,
  columns: [
    { key: 'number', title: '事件编号', width: 12, is: 'text', value: ({ incidentNumber }) => incidentNumber },
    { key: 'kind', title: '类别', width: 12, is: 'text', value: ({ kind }) => KIND_WORDS[kind] },
    ...schoolColumns<IncidentRequest>(),
    { key: 'purpose', title: '申请', width: 10, is: 'text', value: ({ purpose }) => (purpose === 'look' ? '查看' : '删除') },
    { key: 'reason', title: '理由', width: 44, is: 'text', personal: true, value: ({ reason }) => reason },
    { key: 'askedBy', title: '申请人', width: 16, is: 'text', personal: true, value: ({ askedByName }) => askedByName },
    { key: 'askedAt', title: '申请时间', width: 20, is: 'instant', value: ({ askedAt }) => askedAt },
    { key: 'state', title: '状态', width: 10, is: 'text', value: ({ state }) => LOOK_STATE_WORDS[state] },
  ],
  words: () => ['待第二人决定的'],
  read: async (pool, reader) => ({ items: await listRequests(pool, reader, {}), nextCursor: null }),
})

export const INCIDENT_LISTS: readonly ListTable[] = [notices, preventions, requests]
