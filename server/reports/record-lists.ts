// Lists of hazards, venues, incidents, evidence, availability, maintenance and the audit log as tables.
import * as z from 'zod'
import type { AuditEntry } from '#contracts/audit.ts'
import { AuditQuery } from '#contracts/audit.ts'
import { type Availability, AvailabilityQuery } from '#contracts/availability.ts'
import { type Hazard, HazardQuery } from '#contracts/hazard.ts'
import { SchoolId } from '#contracts/ids.ts'
import { type Incident, IncidentQuery } from '#contracts/incident.ts'
import { MaintenanceQuery, type MaintenanceWindow } from '#contracts/maintenance.ts'
import { type EvidenceRow, MeasureId, PeriodId } from '#contracts/measure.ts'
import { type Venue, type VenueNear, VenueQuery } from '#contracts/venue.ts'
import { factWords, gapWords, kindWords, valueWords } from '#domain/gap-words.ts'
import { CLOCK_WORDS, KIND_WORDS } from '#domain/incident-words.ts'
import { laterEvidence } from '#domain/later-evidence.ts'
import { findMeasure } from '#domain/measures/registry.ts'
import type { Principal } from '#domain/policy.ts'
import { shanghaiMoment } from '#domain/shanghai.ts'
import {
  DEVICE_KIND_WORDS,
  DISTANCE_METHOD_WORDS,
  HAZARD_KIND_WORDS,
  HAZARD_PLACE_WORDS,
  HAZARD_STATE_WORDS,
  INCIDENT_STATE_WORDS,
  RISK_WORDS,
  VERDICT_WORDS,
} from '#domain/words.ts'
import { evidenceNow } from '../commands/recompute-measures.ts'
import { listAudit } from '../store/audit.ts'
import { listAvailability } from '../store/availability.ts'
import { listHazards } from '../store/hazard.ts'
import { listIncidents } from '../store/incident.ts'
import { listMaintenance } from '../store/maintenance.ts'
import { findResult, keptEvidence } from '../store/measure-result.ts'
import type { Paged } from '../store/page.ts'
import { findPeriod } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { listVenues } from '../store/venue.ts'
import { actionText, objectText, resultText, roleText } from './audit-line.ts'
import { type ListTable, listTable } from './list-table.ts'
import { said, schoolColumns, schoolOf } from './school-columns.ts'

const hazards = listTable<typeof HazardQuery, Hazard>({
  list: 'hazards',
  title: '隐患清单',
  right: 'hazard:read',
  query: HazardQuery,
  columns: [
    { key: 'number', title: '编号', width: 8, is: 'number', value: ({ number }) => number },
    { key: 'schoolId', title: '学校代码', width: 12, is: 'text', value: ({ schoolId }) => schoolId },
    { key: 'schoolName', title: '学校', width: 24, is: 'text', value: ({ schoolName }) => schoolName },
    { key: 'place', title: '周边或校内', width: 10, is: 'text', value: ({ place }) => HAZARD_PLACE_WORDS[place] },
    { key: 'kind', title: '类别', width: 14, is: 'text', value: ({ kind }) => HAZARD_KIND_WORDS[kind] },
    { key: 'title', title: '隐患', width: 36, is: 'text', value: ({ title }) => title },
    { key: 'risk', title: '风险等级', width: 9, is: 'text', value: ({ risk }) => RISK_WORDS[risk] },
    { key: 'state', title: '状态', width: 10, is: 'text', value: ({ state }) => HAZARD_STATE_WORDS[state] },
    { key: 'lead', title: '牵头部门', width: 22, is: 'text', value: ({ leadDept }) => leadDept?.name ?? null },
    { key: 'departments', title: '配合部门', width: 26, is: 'text', value: ({ coDepts }) => coDepts.map(({ name }) => name).join('、') },
    { key: 'person', title: '责任人', width: 12, is: 'text', personal: true, value: ({ person }) => person },
    { key: 'listedAt', title: '挂账', width: 20, is: 'instant', value: ({ listedAt }) => listedAt },
    { key: 'dueOn', title: '时限', width: 12, is: 'day', value: ({ dueOn }) => dueOn },
    {
      key: 'overdueDays',
      title: '超期（天）',
      width: 9,
      is: 'number',
      value: ({ overdueDays }) => (overdueDays === null ? null : Math.max(0, overdueDays)),
    },
    { key: 'fixedAt', title: '整改完成', width: 20, is: 'instant', value: ({ fixedAt }) => fixedAt },
    { key: 'struckOffAt', title: '销号', width: 20, is: 'instant', value: ({ struckOffAt }) => struckOffAt },
    { key: 'recurrences', title: '复发（次）', width: 9, is: 'number', value: ({ recurrences }) => recurrences },
    { key: 'synthetic', title: '示例', width: 6, is: 'text', value: ({ synthetic }) => (synthetic ? '是' : null) },
  ],
  words: ({ state, department, place, kind, risk, ...rest }, names) => [
    ...(state ? [`状态：${state === 'open' ? '未销号' : state === 'overdue' ? '已超期' : HAZARD_STATE_WORDS[state]}`] : []),
    ...(department ? [`部门：${names.department(department)}`] : []),
    ...(place ? [`范围：${HAZARD_PLACE_WORDS[place]}`] : []),
    ...(kind ? [`类别：${HAZARD_KIND_WORDS[kind]}`] : []),
    ...(risk ? [`风险：${RISK_WORDS[risk]}`] : []),
    ...said(rest, names),
  ],
  read: listHazards,
})

/** What a venue is near, and what the rules say of it: a row a campus, of one school its own alone. */
interface VenueAt {
  readonly venue: Venue
  readonly near: VenueNear | null
}

async function readVenuesNear(pool: Pool, reader: Principal, query: z.output<typeof VenueQuery>): Promise<Paged<VenueAt>> {
  const { items, nextCursor } = await listVenues(pool, reader, query)
  return {
    items: items.flatMap((venue): VenueAt[] => {
      const near = venue.near.filter(({ schoolId }) => query.school === undefined || schoolId === query.school)
      return near.length === 0 ? [{ venue, near: null }] : near.map((one) => ({ venue, near: one }))
    }),
    nextCursor,
  }
}

const venues = listTable<typeof VenueQuery, VenueAt>({
  list: 'venues',
  title: '校园周边场所排查表',
  right: 'venue:read',
  query: VenueQuery,
  columns: [
    { key: 'kind', title: '类别', width: 14, is: 'text', value: ({ venue }) => HAZARD_KIND_WORDS[venue.kind] },
    { key: 'name', title: '场所', width: 26, is: 'text', value: ({ venue }) => venue.name },
    { key: 'address', title: '地址', width: 30, is: 'text', value: ({ venue }) => venue.address },
    { key: 'lng', title: '经度（WGS-84）', width: 14, is: 'number', value: ({ venue }) => venue.position[0] },
    { key: 'lat', title: '纬度（WGS-84）', width: 14, is: 'number', value: ({ venue }) => venue.position[1] },
    { key: 'accuracyM', title: '定位误差（米）', width: 12, is: 'number', value: ({ venue }) => venue.accuracyM },
    { key: 'schoolName', title: '学校', width: 24, is: 'text', value: ({ near }) => near?.schoolName ?? null },
    { key: 'boundaryM', title: '距校园边界（米）', width: 14, is: 'number', value: ({ near }) => near?.boundaryM ?? null },
    { key: 'gateM', title: '距校门（米）', width: 12, is: 'number', value: ({ near }) => near?.gateM ?? null },
    { key: 'walkM', title: '步行（米）', width: 12, is: 'number', value: ({ near }) => near?.walkM ?? null },
    { key: 'inBelt', title: '200 米带内', width: 10, is: 'text', value: ({ near }) => near && (near.inBelt ? '是' : '否') },
    { key: 'verdict', title: '结论', width: 22, is: 'text', value: ({ near }) => near && VERDICT_WORDS[near.verdict] },
    {
      key: 'method',
      title: '量法',
      width: 12,
      is: 'text',
      value: ({ near }) => (near?.method ? DISTANCE_METHOD_WORDS[near.method] : null),
    },
    { key: 'metres', title: '量得（米）', width: 10, is: 'number', value: ({ near }) => near?.metres ?? null },
    { key: 'errorM', title: '误差（米）', width: 10, is: 'number', value: ({ near }) => near?.errorM ?? null },
    { key: 'limitM', title: '规定（米）', width: 10, is: 'number', value: ({ near }) => near?.limitM ?? null },
    { key: 'law', title: '依据', width: 36, is: 'text', value: ({ near }) => near?.law ?? null },
    { key: 'closedOn', title: '关停', width: 12, is: 'day', value: ({ venue }) => venue.closedOn },
    { key: 'enteredAt', title: '登记', width: 20, is: 'instant', value: ({ venue }) => venue.enteredAt },
    { key: 'synthetic', title: '示例', width: 6, is: 'text', value: ({ venue }) => (venue.synthetic ? '是' : null) },
  ],
  words: ({ kind, ...rest }, names) => [...(kind ? [`类别：${HAZARD_KIND_WORDS[kind]}`] : []), ...said(rest, names)],
  read: readVenuesNear,
})

/** Nobody is named in it: names are sealed, and no list opens them (R57). */
const incidents = listTable<typeof IncidentQuery, Incident>({
  list: 'incidents',
  title: '事件与纠纷一览表（不含姓名）',
  right: 'incident:read',
  query: IncidentQuery,
  schoolOf,
  columns: [
    { key: 'number', title: '编号', width: 12, is: 'text', value: ({ number }) => number },
    ...schoolColumns<Incident>(),
    { key: 'kind', title: '类别', width: 12, is: 'text', value: ({ kind }) => KIND_WORDS[kind] },
    { key: 'state', title: '状态', width: 10, is: 'text', value: ({ state }) => INCIDENT_STATE_WORDS[state] },
    { key: 'occurredAt', title: '发生', width: 20, is: 'instant', value: ({ occurredAt }) => occurredAt },
    { key: 'knownAt', title: '获知', width: 20, is: 'instant', value: ({ knownAt }) => knownAt },
    { key: 'people', title: '涉及人数', width: 9, is: 'number', value: ({ people }) => people },
    { key: 'grave', title: '重大', width: 6, is: 'text', value: ({ grave }) => (grave ? '是' : '否') },
    {
      key: 'overdue',
      title: '超期的时限',
      width: 30,
      is: 'text',
      value: ({ clocks }) =>
        clocks
          .filter(({ state }) => state === 'overdue')
          .map(({ clock }) => CLOCK_WORDS[clock])
          .join('、'),
    },
    { key: 'closedAt', title: '结案', width: 20, is: 'instant', value: ({ closedAt }) => closedAt },
  ],
  words: ({ kind, state, clock, ...rest }, names) => [
    ...(kind ? [`类别：${KIND_WORDS[kind]}`] : []),
    ...(state ? [`状态：${state === 'unfinished' ? '未结案' : INCIDENT_STATE_WORDS[state]}`] : []),
    ...(clock ? [`时限：${clock === 'soon' ? '临期' : '已超期'}`] : []),
    ...said(rest, names),
  ],
  read: listIncidents,
})

const EvidenceQuery = z.strictObject({ measure: MeasureId, school: SchoolId, period: PeriodId.optional() })
type EvidenceQuery = z.infer<typeof EvidenceQuery>

type ListedEvidence = EvidenceRow & { readonly later: boolean }

/** The rows behind one school's result; of a frozen period those that were kept, then those that a correction rests on. */
async function readEvidence(
  pool: Pool,
  reader: Principal,
  { measure: id, school, period: asked }: EvidenceQuery,
): Promise<ListedEvidence[]> {
  const [measure, period] = [findMeasure(id), await findPeriod(pool, asked)]
  if (!measure || !period) return []
  const seen = await findResult(pool, reader, { periodId: period.id, beforeId: null, measureId: id }, school)
  if (!seen) return []
  const kept = period.state === 'frozen' ? await keptEvidence(pool, period.id, id, school) : null
  const now = kept === null || seen.corrected ? ((await evidenceNow(pool, period, measure, school)) ?? []) : []
  const later = kept ? laterEvidence(kept, now) : []
  return [...(kept ?? now).map((row) => ({ ...row, later: false })), ...later.map((row) => ({ ...row, later: true }))]
}

const evidence = listTable<typeof EvidenceQuery, ListedEvidence>({
  list: 'evidence-rows',
  title: '佐证明细表',
  right: 'evidence:read',
  query: EvidenceQuery,
  columns: [
    { key: 'kind', title: '种类', width: 14, is: 'text', value: ({ kind }) => kindWords(kind, 'zh') },
    { key: 'id', title: '编号', width: 36, is: 'text', value: ({ id }) => id },
    { key: 'label', title: '名称', width: 30, is: 'text', personal: true, value: ({ label }) => label },
    { key: 'at', title: '时间', width: 20, is: 'instant', value: ({ at }) => at },
    { key: 'counts', title: '计入', width: 7, is: 'text', value: ({ counts }) => (counts ? '是' : '否') },
    { key: 'later', title: '更正依据（冻结后）', width: 12, is: 'text', value: ({ later }) => (later ? '是' : null) },
    {
      key: 'why',
      title: '不计入的原因',
      width: 30,
      is: 'text',
      personal: true,
      value: ({ why, label }) => why && gapWords({ code: why, params: { device: label, name: label } }, 'zh'),
    },
    {
      key: 'facts',
      title: '内容',
      width: 60,
      is: 'text',
      personal: true,
      value: ({ facts }) =>
        Object.entries(facts)
          .flatMap(([name, value]) => (value === null || value === '' ? [] : [`${factWords(name, 'zh')}：${valueWords(value, 'zh')}`]))
          .join('；'),
    },
  ],
  words: ({ measure, school, period }, names) => [
    `指标：${findMeasure(measure)?.name.zh ?? measure}`,
    `学校：${names.school(school)}`,
    `周期：${names.period(period)}`,
  ],
  read: async (pool, reader, query) => ({ items: await readEvidence(pool, reader, query), nextCursor: null }),
})

const GROUP_WORDS = { school: '学校', kind: '设备类别', day: '日期', device: '设备' }
const hours = (seconds: number): number => Math.round(seconds / 36) / 100

const availability = listTable<typeof AvailabilityQuery, Availability>({
  list: 'availability',
  title: '完好率统计表',
  right: 'availability:read',
  query: AvailabilityQuery,
  schoolOf: ({ key }) => key,
  columns: [
    {
      key: 'key',
      title: '对象',
      width: 26,
      is: 'text',
      value: ({ key }, names) => DEVICE_KIND_WORDS[key as keyof typeof DEVICE_KIND_WORDS] ?? names.school(key),
    },
    { key: 'availability', title: '完好率', width: 9, is: 'percent', value: (row) => row.availability },
    { key: 'onlineH', title: '在线（小时）', width: 12, is: 'number', value: ({ onlineS }) => hours(onlineS) },
    { key: 'offlineH', title: '离线（小时）', width: 12, is: 'number', value: ({ offlineS }) => hours(offlineS) },
    { key: 'unknownH', title: '未知（小时）', width: 12, is: 'number', value: ({ unknownS }) => hours(unknownS) },
    { key: 'maintenanceH', title: '维护（小时，另列）', width: 16, is: 'number', value: ({ maintenanceS }) => hours(maintenanceS) },
  ],
  words: ({ from, to, by, school, kind }, names) => [
    `时间：${from} 至 ${to}（不含）`,
    `按：${GROUP_WORDS[by]}`,
    ...(school ? [`学校：${names.school(school)}`] : []),
    ...(kind ? [`类别：${DEVICE_KIND_WORDS[kind]}`] : []),
  ],
  read: listAvailability,
})

const maintenance = listTable<typeof MaintenanceQuery, MaintenanceWindow>({
  list: 'maintenance-windows',
  title: '维护窗口一览表',
  right: 'maintenance:read',
  query: MaintenanceQuery,
  schoolOf,
  columns: [
    ...schoolColumns<MaintenanceWindow>(),
    { key: 'deviceId', title: '设备编号', width: 22, is: 'text', value: ({ deviceId }) => deviceId ?? '全校' },
    { key: 'devices', title: '涉及设备', width: 9, is: 'number', value: ({ devices }) => devices },
    { key: 'startsAt', title: '开始', width: 20, is: 'instant', value: ({ startsAt }) => startsAt },
    { key: 'endsAt', title: '结束', width: 20, is: 'instant', value: ({ endsAt }) => endsAt },
    { key: 'reason', title: '原因', width: 36, is: 'text', value: ({ reason }) => reason },
    { key: 'openedBy', title: '开启', width: 14, is: 'text', personal: true, value: ({ openedBy }) => openedBy },
    { key: 'endedBy', title: '结束人', width: 14, is: 'text', personal: true, value: ({ endedBy }) => endedBy },
  ],
  words: ({ state, ...rest }, names) => [...(state ? [`状态：${state === 'open' ? '未结束' : '已结束'}`] : []), ...said(rest, names)],
  read: listMaintenance,
})

const auditLog = listTable<typeof AuditQuery, AuditEntry>({
  list: 'audit',
  title: '审计日志',
  right: 'audit:read',
  query: AuditQuery,
  columns: [
    { key: 'id', title: '序号', width: 10, is: 'number', value: ({ id }) => id },
    { key: 'at', title: '时间', width: 20, is: 'instant', value: ({ at }) => at },
    { key: 'account', title: '账号', width: 16, is: 'text', personal: true, value: ({ account }) => account },
    { key: 'role', title: '角色', width: 14, is: 'text', value: ({ role }) => roleText(role) },
    { key: 'address', title: '地址', width: 18, is: 'text', personal: true, value: ({ address }) => address },
    { key: 'action', title: '动作', width: 22, is: 'text', value: ({ action }) => actionText(action) },
    { key: 'object', title: '对象', width: 36, is: 'text', personal: true, value: objectText },
    { key: 'result', title: '结果', width: 12, is: 'text', value: ({ result }) => resultText(result) },
    { key: 'hash', title: '链值（SHA-256）', width: 66, is: 'text', value: ({ hash }) => hash },
  ],
  words: ({ account, action, from, to }) => [
    ...(account ? [`账号：${account}`] : []),
    ...(action ? [`动作：${actionText(action)}`] : []),
    ...(from || to ? [`时间：${from ? shanghaiMoment(from) : '最早'} 至 ${to ? shanghaiMoment(to) : '现在'}（不含）`] : []),
  ],
  read: (pool, _reader, query) => listAudit(pool, query),
})

export const RECORD_LISTS: readonly ListTable[] = [hazards, venues, incidents, evidence, availability, maintenance, auditLog]
