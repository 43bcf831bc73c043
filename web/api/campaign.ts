import type {
  Accountability,
  Appraisal,
  AppraisalProposal,
  Campaign,
  Meeting,
  NewAccountability,
  NewAppraisal,
  NewCampaign,
  NewFinding,
  NewMeeting,
  NewTeacherLoan,
  TeacherLoan,
} from '#contracts/campaign.ts'
import { type Listed, request } from './http.ts'

const of = (year: string) => (year ? `?year=${year}` : '')
const post = <T>(path: string, body: unknown) => request<T>(path, { method: 'POST', body })

export const readCampaigns = (year: string) => request<Listed<Campaign>>(`/campaigns${of(year)}`)
export const readMeetings = (year: string) => request<Listed<Meeting>>(`/meetings${of(year)}`)
export const readLoans = (year: string) => request<Listed<TeacherLoan>>(`/teacher-loans${of(year)}`)
export const readAppraisals = (year: string) => request<Listed<Appraisal>>(`/appraisals${of(year)}`)
export const readAccountabilities = (year: string) => request<Listed<Accountability>>(`/accountabilities${of(year)}`)
export const openCampaign = (campaign: NewCampaign) => post<Campaign>('/campaigns', campaign)
export const noteFinding = (id: string, finding: NewFinding) => post<Campaign>(`/campaigns/${id}/findings`, finding)
export const closeCampaign = (id: string, version: number, summary: string) =>
  post<Campaign>(`/campaigns/${id}/close`, { version, summary })
export const recordMeeting = (meeting: NewMeeting) => post<{ id: string }>('/meetings', meeting)
export const lendTeacher = (loan: NewTeacherLoan) => post<TeacherLoan>('/teacher-loans', loan)
export const returnTeacher = (id: string, version: number, returnedOn: string) =>
  post<TeacherLoan>(`/teacher-loans/${id}/return`, { version, returnedOn })
export const appraise = (entry: NewAppraisal) => post<null>('/appraisals', entry)
export const readProposals = (period: string) =>
  request<{ items: AppraisalProposal[] }>(`/appraisal-proposals?period=${encodeURIComponent(period)}`)
export const appraisePeriod = (period: string) => post<{ items: AppraisalProposal[] }>('/appraisal-periods', { period })
export const holdToAccount = (entry: NewAccountability) => post<null>('/accountabilities', entry)
