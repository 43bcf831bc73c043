import type { Notice } from '#contracts/notice.ts'
import { type Listed, request } from './http.ts'

export const readNotices = (query: string) => request<Listed<Notice>>(`/notices?${query}`)
export const receiveNotice = (id: string) => request<Notice>(`/notices/${id}/receive`, { method: 'POST' })
