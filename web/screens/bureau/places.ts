import type { EvidenceRow } from '#contracts/measure.ts'

/** Where a row of evidence itself is shown, below /bureau; null where it has no page of its own. */
export function evidencePlace({ kind, id }: Pick<EvidenceRow, 'kind' | 'id'>, schoolId: string): string | null {
  if (kind === 'device') return `schools/${schoolId}/devices/${encodeURIComponent(id)}`
  return null
}
