import type {
  AnswerRequest,
  DecideEntry,
  NewRequestListEntry,
  NewSchoolRequest,
  RequestAnswerSheet,
  RequestBurden,
  RequestListEntry,
  SchoolRequest,
  SchoolRequestDetail,
} from '#contracts/school-request.ts'
import { type Listed, request } from './http.ts'

export const readRequestList = () => request<Listed<RequestListEntry>>('/request-list?limit=1000')
export const proposeEntry = (entry: NewRequestListEntry) => request<RequestListEntry>('/request-list', { method: 'POST', body: entry })
export const decideEntry = (id: string, decision: DecideEntry) =>
  request<RequestListEntry>(`/request-list/${id}/decide`, { method: 'POST', body: decision })
export const readSchoolRequests = (query: string) => request<Listed<SchoolRequest>>(`/school-requests?limit=200${query ? `&${query}` : ''}`)
export const readSchoolRequest = (id: string) => request<SchoolRequestDetail>(`/school-requests/${id}`)
export const askSchools = (wanted: NewSchoolRequest) => request<SchoolRequest>('/school-requests', { method: 'POST', body: wanted })
export const answerRequest = (id: string, answer: AnswerRequest) =>
  request<RequestAnswerSheet>(`/school-requests/${id}/answer`, { method: 'POST', body: answer })
export const readBurden = (year: string) => request<RequestBurden>(`/request-burden${year ? `?year=${year}` : ''}`)
