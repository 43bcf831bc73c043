import type { Session } from '#contracts/session.ts'
import { request } from './http.ts'

export const readSession = () => request<Session>('/session')
export const signIn = (username: string, password: string) => request<Session>('/session', { method: 'POST', body: { username, password } })
export const signOut = () => request<null>('/session', { method: 'DELETE' })
/** Enrols this phone by the one-time code that the school's safety officer showed. */
export const enrol = (code: string) => request<Session>('/session/enrolment', { method: 'POST', body: { code } })
export const setUp = (first: { code: string; username: string; name: string; password: string }) =>
  request<null>('/setup', { method: 'POST', body: first })
