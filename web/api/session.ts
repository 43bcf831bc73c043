import type { Session } from '#contracts/session.ts'
import { request } from './http.ts'

export const readSession = () => request<Session>('/session')
export const signIn = (username: string, password: string) => request<Session>('/session', { method: 'POST', body: { username, password } })
export const signOut = () => request<null>('/session', { method: 'DELETE' })
export const setUp = (first: { code: string; username: string; name: string; password: string }) =>
  request<null>('/setup', { method: 'POST', body: first })
