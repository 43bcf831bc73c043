import type { NewReport, Report, ReportDetail, ReportEdit } from '#contracts/report.ts'
import { type Listed, request } from './http.ts'

export const readReports = () => request<Listed<Report>>('/reports?limit=1000')
export const readReport = (id: string) => request<ReportDetail>(`/reports/${id}`)
export const draftReport = (body: NewReport) => request<ReportDetail>('/reports', { method: 'POST', body })
export const addGapNote = (body: { measureId: string; periodId: string }) =>
  request<ReportDetail>('/reports/gap-notes', { method: 'POST', body })
export const editReport = (id: string, body: ReportEdit) => request<ReportDetail>(`/reports/${id}`, { method: 'PUT', body })
export const issueReport = (id: string, version: number) =>
  request<ReportDetail>(`/reports/${id}/issue`, { method: 'POST', body: { version } })
