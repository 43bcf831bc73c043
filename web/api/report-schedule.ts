import type { NewReportSchedule, ReportDelivery, ReportSchedule, ReportScheduleList } from '#contracts/report-schedule.ts'
import { type Listed, request } from './http.ts'

export const readSchedules = () => request<ReportScheduleList>('/report-schedules')
export const scheduleReport = (body: NewReportSchedule) => request<ReportSchedule>('/report-schedules', { method: 'POST', body })
export const endSchedule = (id: string) => request<ReportSchedule>(`/report-schedules/${id}/end`, { method: 'POST' })
export const readDeliveries = () => request<Listed<ReportDelivery>>('/report-deliveries')
export const receiveReport = (id: string) => request<ReportDelivery>(`/report-deliveries/${id}/receive`, { method: 'POST' })
