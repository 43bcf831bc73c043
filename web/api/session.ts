import type { Session } from '#contracts/session.ts'
import { request } from './http.ts'

export const readSession = () => request<Session>('/session')
export const signIn = (username: string, password: string) => request<Session>('/session', { method: 'POST', body: { username, password } })
export const signOut = () => request<null>('/session', { method: 'DELETE' })
