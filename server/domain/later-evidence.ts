import type { EvidenceRow } from '#contracts/measure.ts'

const nameOf = ({ kind, id }: EvidenceRow): string => JSON.stringify([kind, id])

/**
 * What a frozen result did not know: rows that came since, and those that count otherwise now.
 * @param kept as frozen @param now as the registers stand
 */
export function laterEvidence(kept: readonly EvidenceRow[], now: readonly EvidenceRow[]): EvidenceRow[] {
  const counted = new Map(kept.map((row) => [nameOf(row), row.counts]))
  return now.filter((row) => counted.get(nameOf(row)) !== row.counts)
}
