import type { Absence, AbsenceCause, AbsenceImport, AbsenceNotice, NewPrevention, Prevention, PreventionOwner } from '#contracts/absence.ts'
import type {
  Incident,
  IncidentCount,
  IncidentDetail,
  IncidentNames,
  IncidentPerson,
  IncidentRequest,
  NewIncident,
  RecordStep,
  ReportKind,
  SaveReport,
} from '#contracts/incident.ts'
import type { Holiday, LimitRuleList, ProposeRule } from '#contracts/incident-rule.ts'
import { type Listed, newKey, request } from './http.ts'

const keyed = () => ({ 'idempotency-key': newKey() })

export const readIncidents = (query: string) => request<Listed<Incident>>(`/incidents?${query}`)
export const readIncident = (id: string) => request<IncidentDetail>(`/incidents/${id}`)
export const readCounts = (query: string) => request<{ items: IncidentCount[] }>(`/incident-counts?${query}`)
export interface Candidate {
  alarmId: string
  schoolId: string
  alarmKind: string
  receivedAt: string
  reportDueAt: string
}
export const readCandidates = () => request<{ items: Candidate[] }>('/incident-candidates')
export const readRequests = () => request<{ items: IncidentRequest[] }>('/incident-requests')
/** What a filing needs; the rest has a default. */
export type Filing = Pick<NewIncident, 'schoolId' | 'kind' | 'occurredAt'> & Partial<NewIncident>
export const fileIncident = (body: Filing) => request<Incident>('/incidents', { method: 'POST', body, headers: keyed() })
export const beginIncident = (alarmId: string) =>
  request<Incident>(`/alarms/${alarmId}/incident`, { method: 'POST', body: {}, headers: keyed() })
export type Step = Pick<RecordStep, 'version' | 'step'> & Partial<RecordStep>
export const recordStep = (id: string, body: Step) =>
  request<Incident>(`/incidents/${id}/steps`, { method: 'POST', body, headers: keyed() })
export const setPeople = (id: string, body: { version: number; people: IncidentPerson[] }) =>
  request<Incident>(`/incidents/${id}/people`, { method: 'PUT', body, headers: keyed() })
export const askRequest = (id: string, body: { purpose: 'look' | 'erase'; reason: string }) =>
  request<IncidentRequest>(`/incidents/${id}/requests`, { method: 'POST', body })
export const decideRequest = (id: string, approve: boolean) =>
  request<IncidentRequest>(`/incident-requests/${id}/decide`, { method: 'POST', body: { approve } })
export const lookAtNames = (id: string) => request<IncidentNames>(`/incidents/${id}/look`, { method: 'POST' })
export const draftReport = (id: string, kind: ReportKind) => request<{ body: string }>(`/incidents/${id}/reports/${kind}/draft`)
export const saveReport = (id: string, kind: ReportKind, body: SaveReport) =>
  request<Incident>(`/incidents/${id}/reports/${kind}`, { method: 'POST', body, headers: keyed() })
export const readAbsences = (query: string) => request<Listed<Absence>>(`/absences?limit=500${query}`)
export const importAbsences = (file: File) => request<AbsenceImport>('/absences', { method: 'POST', file, timeoutMs: 60_000 })
export const readNotices = () => request<{ items: AbsenceNotice[] }>('/absence-notices')
export const answerNotice = (id: string, body: { version: number; cause: AbsenceCause }) =>
  request<AbsenceNotice>(`/absence-notices/${id}/answer`, { method: 'POST', body })
type Preventions = { items: Prevention[] }
export const readPreventions = ({ ownerKind, ownerId }: PreventionOwner) =>
  request<Preventions>(`/preventions?ownerKind=${ownerKind}&ownerId=${ownerId}`)
export const addPrevention = (body: NewPrevention) => request<Preventions>('/preventions', { method: 'POST', body })
export const finishPrevention = (id: string) => request<Preventions>(`/preventions/${id}/finish`, { method: 'POST' })
export const makePreventionTask = (id: string, leadDept: string) =>
  request<Preventions>(`/preventions/${id}/task`, { method: 'POST', body: { leadDept } })
export const readRules = () => request<LimitRuleList>('/incident-rules')
export const proposeRule = (body: ProposeRule) => request<LimitRuleList>('/incident-rules', { method: 'POST', body })
export const approveRule = (rule: string, version: number) =>
  request<LimitRuleList>(`/incident-rules/${rule}/${version}/approve`, { method: 'POST' })
export const setHolidays = (body: { year: number; days: Holiday[] }) => request<LimitRuleList>('/holidays', { method: 'PUT', body })
