import type { Belt, DistanceRule, NewVenue, Venue } from '#contracts/venue.ts'
import { type Listed, request } from './http.ts'

export const readVenues = (query: string) => request<Listed<Venue>>(`/venues?limit=1000${query ? `&${query}` : ''}`)
export const createVenue = (body: NewVenue) => request<Venue>('/venues', { method: 'POST', body })
export const readRules = () => request<Listed<DistanceRule>>('/distance-rules')
export const readBelt = (schoolId: string) => request<Belt>(`/schools/${encodeURIComponent(schoolId)}/belt`)
export const surveyBelt = (campusId: string, note: string) =>
  request<unknown>('/belt-surveys', { method: 'POST', body: { campusId, ...(note ? { note } : {}) } })
