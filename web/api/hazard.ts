import type { Department } from '#contracts/department.ts'
import type { Hazard, HazardCommandName, HazardDetail, NewHazard } from '#contracts/hazard.ts'
import type { HazardLink, MadeHazardLink } from '#contracts/hazard-link.ts'
import { type Listed, newKey, request } from './http.ts'

export const readHazards = (query: string) => request<Listed<Hazard>>(`/hazards?limit=1000${query ? `&${query}` : ''}`)
export const readHazard = (id: string) => request<HazardDetail>(`/hazards/${encodeURIComponent(id)}`)
export const readDepartments = () => request<Listed<Department>>('/departments')
export const readLinks = (hazardId: string) => request<Listed<HazardLink>>(`/hazards/${encodeURIComponent(hazardId)}/links`)
export const makeLink = (hazardId: string, body: { officer: string; days: number }) =>
  request<MadeHazardLink>(`/hazards/${encodeURIComponent(hazardId)}/links`, { method: 'POST', body })
export const revokeLink = (id: string) => request<HazardLink>(`/hazard-links/${id}/revoke`, { method: 'POST' })
const keyed = () => ({ 'idempotency-key': newKey() })
export const reportHazard = (body: NewHazard) => request<Hazard>('/hazards', { method: 'POST', body, headers: keyed() })
export const commandHazard = (id: string, command: HazardCommandName, body: object) =>
  request<Hazard>(`/hazards/${encodeURIComponent(id)}/${command}`, { method: 'POST', body, headers: keyed() })
