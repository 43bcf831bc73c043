import type { CampusDraft, CampusEdit, DrawnCampus, NewCampus } from '#contracts/campus.ts'
import type { CampusFeature } from '#contracts/school.ts'
import { type Listed, request } from './http.ts'

const at = (id: string) => `/campuses/${encodeURIComponent(id)}`

export const readCampusDrafts = () => request<Listed<CampusDraft>>('/campuses/drafts')
export const createCampus = (campus: NewCampus) => request<CampusFeature>('/campuses', { method: 'POST', body: campus })
export const editCampus = (id: string, edit: CampusEdit) => request<CampusFeature>(at(id), { method: 'PUT', body: edit })
export const draftCampus = (id: string, draft: DrawnCampus) => request<null>(`${at(id)}/draft`, { method: 'PUT', body: draft })
export const dropCampusDraft = (id: string) => request<null>(`${at(id)}/draft`, { method: 'DELETE' })
