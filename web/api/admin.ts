import type { DeadLetter } from '#contracts/device.ts'
import type { DecodedEvent } from '#contracts/event.ts'
import type { SourceSettings, SourceTraffic, SourceView } from '#contracts/source.ts'
import type { Adopted, Adoption, Unregistered } from '#contracts/unregistered.ts'
import { type Listed, request } from './http.ts'

const of = (id: string) => encodeURIComponent(id)

export const readSources = () => request<{ items: SourceView[]; unmatched: SourceTraffic }>('/sources')
export const saveSource = (id: string, settings: SourceSettings) => request<null>(`/sources/${of(id)}`, { method: 'PUT', body: settings })
export const draftSource = (id: string, settings: SourceSettings) =>
  request<null>(`/sources/${of(id)}/draft`, { method: 'PUT', body: settings })
export const removeSource = (id: string) => request<null>(`/sources/${of(id)}`, { method: 'DELETE' })
export const removeSourceDraft = (id: string) => request<null>(`/sources/${of(id)}/draft`, { method: 'DELETE' })

export interface DecodeResult {
  dialect: string | null
  disposition: 'events' | 'ignore' | 'dead-letter'
  events: DecodedEvent[]
  reason?: string
  suspect?: string
}
export interface DecodeMessage {
  topic: string
  payloadBase64: string
  retain?: boolean
  receivedAt?: string
}
/** What would become of messages; nothing is stored. @param dialect '' = as the sources say */
export const decode = (messages: DecodeMessage[], dialect = '') =>
  request<{ results: DecodeResult[] }>('/decode', { method: 'POST', body: { messages, ...(dialect ? { dialect } : {}) } })

export const readDeadLetters = (query: string) => request<Listed<DeadLetter>>(`/dead-letters?${query}`)

export const readUnregistered = (query: string) => request<Listed<Unregistered>>(`/unregistered?${query}`)
/** Replays what was kept before it answers, so that it may take its time. */
export const adoptDevice = (id: string, adoption: Adoption) =>
  request<Adopted>(`/unregistered/${id}/adopt`, { method: 'POST', body: adoption, timeoutMs: 60_000 })
export const draftAdoption = (id: string, adoption: Adoption) =>
  request<null>(`/unregistered/${id}/draft`, { method: 'PUT', body: adoption })
export const dismissUnregistered = (id: string) => request<null>(`/unregistered/${id}/dismiss`, { method: 'POST' })
export const recallUnregistered = (id: string) => request<null>(`/unregistered/${id}/recall`, { method: 'POST' })
