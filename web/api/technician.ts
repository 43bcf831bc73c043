import type { DeviceHistory } from '#contracts/availability.ts'
import type { FaultBoard } from '#contracts/fault-board.ts'
import type { AlarmGap } from '#contracts/school-health.ts'
import type { StorageUse } from '#contracts/storage.ts'
import type { Assignee, DeviceService, SchoolVisit, ServiceRecords, WorkOrderDetail } from '#contracts/work-order.ts'
import { request } from './http.ts'

export const readFaultBoard = () => request<FaultBoard>('/fault-board')
export const readAlarmGaps = () => request<{ items: AlarmGap[] }>('/alarm-gaps')
export const confirmAlarmGap = (id: string, spokenWith: string) =>
  request<AlarmGap>(`/alarm-gaps/${id}/confirm`, { method: 'POST', body: { spokenWith } })
export const readHistory = (deviceId: string) => request<DeviceHistory>(`/devices/${encodeURIComponent(deviceId)}/history?days=90`)
export const readWorkOrder = (id: string) => request<WorkOrderDetail>(`/work-orders/${id}`)
export const readAssignees = (faultId: string) => request<{ items: Assignee[] }>(`/assignees?fault=${faultId}`)
export const readServiceRecords = () => request<ServiceRecords>('/service-records')
export const saveDeviceService = (deviceId: string, body: DeviceService) =>
  request<DeviceService>(`/devices/${encodeURIComponent(deviceId)}/service`, { method: 'POST', body })
export const saveSchoolVisit = (schoolId: string, body: SchoolVisit) =>
  request<SchoolVisit>(`/schools/${schoolId}/visit`, { method: 'POST', body })
export const openMaintenance = (body: { deviceId: string; endsAt: string; reason: string }) =>
  request<{ id: string }>('/maintenance-windows', { method: 'POST', body })
export const openTest = (body: { deviceId: string; policeNotifiedBy: string; policeNotifiedAt: string }) =>
  request<{ id: string; endsAt: string }>('/exercises', { method: 'POST', body: { kind: 'test', minutes: 10, ...body } })
export const readStorage = () => request<StorageUse>('/storage')
/** One act on a work order; the key is the act's own, so that it may be sent again until it is answered, and only as who did it. */
export const sendOrderAct = <T>(path: string, { key, by }: { key: string; by: string }, body: unknown) =>
  request<T>(path, { method: 'POST', body, headers: { 'idempotency-key': key, 'acting-user': encodeURIComponent(by) } })
