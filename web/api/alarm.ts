import type { Alarm, AlarmWithLog } from '#contracts/alarm.ts'
import type { Day } from '#contracts/day.ts'
import type { Responder } from '#contracts/responder.ts'
import { type Listed, request } from './http.ts'

export const readAlarm = (id: string) => request<AlarmWithLog>(`/alarms/${encodeURIComponent(id)}`)
export const readAlarms = (query: string) => request<Listed<Alarm>>(`/alarms?${query}`)

export const readResponders = () => request<{ items: Responder[] }>('/responders')
export const readDay = () => request<Day>('/day')

/** One act on an alarm. The same key with the same body may be sent again: it is done once. Receipt expected within 3 s. */
export const sendAct = (id: string, act: string, body: unknown, key: string) =>
  request<Alarm>(`/alarms/${encodeURIComponent(id)}/${act}`, {
    method: 'POST',
    body,
    headers: { 'idempotency-key': key },
    timeoutMs: 5000,
  })
