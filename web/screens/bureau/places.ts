import type { EvidenceRow } from '#contracts/measure.ts'

/** Kinds of evidence whose register has another name. */
const REGISTER: Record<string, string> = { checkIn: 'dutyCheckIn', patrol: 'patrolRound' }

/** Where a row of evidence itself is shown, below /bureau: every row has its page. */
export function evidencePlace({ kind, id }: Pick<EvidenceRow, 'kind' | 'id'>, schoolId: string): string {
  const name = encodeURIComponent(id)
  if (kind === 'device') return `schools/${schoolId}/devices/${name}`
  if (kind === 'hazard') return `hazards/${name}`
  if (kind === 'task') return `tasks/t/${name}`
  return `schools/${schoolId}/records/${REGISTER[kind] ?? kind}/${name}`
}
