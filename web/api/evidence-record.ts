import type { EvidenceRecord, EvidenceRecordDetail, RecordKind } from '#contracts/evidence-record.ts'
import { request } from './http.ts'

export interface RecordList {
  items: EvidenceRecord[]
  total: number
}

export const readRecord = (kind: string, id: string) =>
  request<EvidenceRecordDetail>(`/evidence/${encodeURIComponent(kind)}/${encodeURIComponent(id)}`)

/** The newest rows of a register at one school. */
export const readRecords = (school: string, kind: RecordKind, { device, limit = 50 }: { device?: string; limit?: number } = {}) =>
  request<RecordList>(
    `/schools/${encodeURIComponent(school)}/records?${new URLSearchParams({ kind, limit: String(limit), ...(device ? { device } : {}) })}`,
  )
