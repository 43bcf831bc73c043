import type { RoadNetwork } from '#contracts/road-network.ts'
import type { Belt, BeltSurvey, DistanceRule, ListedSurvey, NewBeltSurvey, NewVenue, ProposeRule, Venue } from '#contracts/venue.ts'
import { type Listed, request } from './http.ts'

export const readVenues = (query: string) => request<Listed<Venue>>(`/venues?limit=1000${query ? `&${query}` : ''}`)
export const readVenue = (id: string) => request<Venue>(`/venues/${encodeURIComponent(id)}`)
export const editVenue = (id: string, body: NewVenue & { version: number }) => request<Venue>(`/venues/${id}`, { method: 'POST', body })
export const createVenue = (body: NewVenue) => request<Venue>('/venues', { method: 'POST', body })
export const readRules = () => request<Listed<DistanceRule>>('/distance-rules')
export const proposeRule = (body: ProposeRule) => request<DistanceRule>('/distance-rules', { method: 'POST', body })
export const decideRule = (id: string, verdict: 'approve' | 'reject') =>
  request<DistanceRule>(`/distance-rules/${id}/${verdict}`, { method: 'POST' })
export const readRoadNetworks = () => request<Listed<RoadNetwork>>('/road-networks')
export const sendRoadNetwork = (query: string, body: unknown) =>
  request<RoadNetwork>(`/road-networks?${query}`, { method: 'POST', body, timeoutMs: 120_000 })
export const readBelt = (schoolId: string) => request<Belt>(`/schools/${encodeURIComponent(schoolId)}/belt`)
export const surveyBelt = (body: NewBeltSurvey) => request<BeltSurvey>('/belt-surveys', { method: 'POST', body })
export const readSurveys = (schoolId: string) =>
  request<Listed<ListedSurvey>>(`/belt-surveys?limit=200${schoolId ? `&school=${encodeURIComponent(schoolId)}` : ''}`)
