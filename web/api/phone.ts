import type { Account, Enrolment } from '#contracts/account.ts'
import type { Phone } from '#contracts/phone.ts'
import { type Listed, request } from './http.ts'

export const readGuards = () => request<Listed<Account>>('/accounts?role=guard&limit=1000')
export const readPhones = () => request<{ items: Phone[] }>('/phones')
export const makeEnrolment = (username: string) => request<Enrolment>('/enrolments', { method: 'POST', body: { username } })
export const revokePhone = (id: string) => request<null>(`/phones/${encodeURIComponent(id)}`, { method: 'DELETE' })
