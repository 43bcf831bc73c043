import type { SecondFactorOffer, Session } from '#contracts/session.ts'
import { request } from './http.ts'

export const readSession = () => request<Session>('/session')
/** @param code of the second factor, for an account that has one */
export const signIn = (username: string, password: string, code?: string) =>
  request<Session>('/session', { method: 'POST', body: { username, password, code } })
export const signOut = () => request<null>('/session', { method: 'DELETE' })
/** Says again who is at this desk. */
export const confirmIdentity = (given: { password: string; code?: string }) =>
  request<null>('/session/confirm', { method: 'POST', body: given })
export const offerSecondFactor = (password: string) =>
  request<SecondFactorOffer>('/session/second-factor', { method: 'POST', body: { password } })
export const proveSecondFactor = (code: string) => request<null>('/session/second-factor', { method: 'PUT', body: { code } })
export const changePassword = (given: { password: string; newPassword: string }) =>
  request<null>('/session/password', { method: 'PUT', body: given })
/** Enrols this phone by the one-time code that the school's safety officer showed. */
export const enrol = (code: string) => request<Session>('/session/enrolment', { method: 'POST', body: { code } })
export const setUp = (first: { code: string; username: string; name: string; password: string }) =>
  request<null>('/setup', { method: 'POST', body: first })
