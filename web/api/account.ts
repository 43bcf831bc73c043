import type { Account, NewAccount } from '#contracts/account.ts'
import type { AuditEntry } from '#contracts/audit.ts'
import type { Role, Scope } from '#contracts/session.ts'
import { type Listed, request } from './http.ts'

export const readAccounts = (query: string) => request<Listed<Account>>(`/accounts${query ? `?${query}` : ''}`)
export const createAccount = (account: NewAccount) => request<Account>('/accounts', { method: 'POST', body: account })
const of = (username: string) => `/accounts/${encodeURIComponent(username)}`
export const changeRole = (username: string, role: Role, scope: Scope) =>
  request<Account>(`${of(username)}/role`, { method: 'PUT', body: { role, scope } })
export const endSessions = (username: string) => request<{ ended: number }>(`${of(username)}/sessions`, { method: 'DELETE' })
export const resetPassword = (username: string, password: string) =>
  request<null>(`${of(username)}/password`, { method: 'PUT', body: { password } })
export const disableAccount = (username: string, disabled: boolean) =>
  request<null>(`${of(username)}/disabled`, { method: 'PUT', body: { disabled } })
export const removeSecondFactor = (username: string) => request<null>(`${of(username)}/second-factor`, { method: 'DELETE' })
/** The audit log, newest first. */
export const readAudit = (query: string) => request<Listed<AuditEntry>>(`/audit?${query}`)
