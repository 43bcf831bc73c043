import type { Handover } from '#contracts/handover.ts'
import { type Listed, request } from './http.ts'

export const readHandovers = () => request<Listed<Handover>>('/handovers?limit=20')
export const startHandover = () => request<Handover>('/handovers', { method: 'POST' })
export const endHandover = (id: string) => request<Handover>(`/handovers/${encodeURIComponent(id)}/end`, { method: 'POST' })
