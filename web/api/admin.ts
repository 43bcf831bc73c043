import type { Credential, NewCredential } from '#contracts/credential.ts'
import type { DeadLetter } from '#contracts/device.ts'
import type { DecodedEvent } from '#contracts/event.ts'
import type { Import, TableKind } from '#contracts/import.ts'
import type { SourceSettings, SourceTraffic, SourceView } from '#contracts/source.ts'
import type { Adopted, Adoption, CatalogueTaken, Unregistered, UnregisteredBridge } from '#contracts/unregistered.ts'
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
  deviceId?: string | null
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
export const readBridges = () => request<Listed<UnregisteredBridge>>('/unregistered/bridges')
export const takeCatalogue = (prefix: string, document: string) =>
  request<CatalogueTaken>('/unregistered/catalogue', { method: 'POST', body: { prefix, document }, timeoutMs: 60_000 })
/** Replays what was kept before it answers, so that it may take its time. */
export const adoptDevice = (id: string, adoption: Adoption) =>
  request<Adopted>(`/unregistered/${id}/adopt`, { method: 'POST', body: adoption, timeoutMs: 60_000 })
export const draftAdoption = (id: string, adoption: Adoption) =>
  request<null>(`/unregistered/${id}/draft`, { method: 'PUT', body: adoption })
export const dismissUnregistered = (id: string) => request<null>(`/unregistered/${id}/dismiss`, { method: 'POST' })
export const recallUnregistered = (id: string) => request<null>(`/unregistered/${id}/recall`, { method: 'POST' })

export const readImports = () => request<Listed<Omit<Import, 'errors'>>>('/imports')
export const readImport = (id: string) => request<Import>(`/imports/${id}`)
/** Sends a file to be checked; nothing is written into a register. */
export const checkImport = (kind: TableKind, datum: Import['datum'], file: File) =>
  request<Import>(`/imports?kind=${kind}&datum=${datum}&name=${encodeURIComponent(file.name.slice(0, 200))}`, {
    method: 'POST',
    file,
    timeoutMs: 120_000,
  })
export const applyImport = (id: string) => request<Import>(`/imports/${id}/apply`, { method: 'POST' })
export const undoImport = (id: string) => request<Import>(`/imports/${id}/undo`, { method: 'POST' })
/** Address of a register as a workbook, or of its empty template. */
export const tableAddress = (kind: TableKind, template: boolean) => `/api/v1/tables/${kind}${template ? '?template=1' : ''}`

export const readCredentials = (name: string) =>
  request<Listed<Credential>>(`/credentials?limit=200${name ? `&name=${encodeURIComponent(name)}` : ''}`)
export const makeCredential = (wanted: NewCredential) =>
  request<Credential & { password: string | null }>('/credentials', { method: 'POST', body: wanted })
export const revokeCredential = (name: string) => request<null>(`/credentials/${of(name)}/revoke`, { method: 'POST' })
export const readBrokerFiles = (broker: 'mosquitto' | 'emqx') =>
  request<{ files: { name: string; text: string }[] }>(`/broker-files?broker=${broker}`)
