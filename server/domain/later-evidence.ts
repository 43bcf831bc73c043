import type { EvidenceRow } from '#contracts/measure.ts'

const nameOf = ({ kind, id }: EvidenceRow): string => JSON.stringify([kind, id])

/**
 * What a frozen result did not know: rows that came since, those that count otherwise now, and those that counted and are there no more.
 * @param kept as frozen @param now as the registers stand
 */
export function laterEvidence(kept: readonly EvidenceRow[], now: readonly EvidenceRow[]): EvidenceRow[] {
  const counted = new Map(kept.map((row) => [nameOf(row), row.counts]))
  const still = new Set(now.map(nameOf))
  const gone = kept.filter((row) => row.counts && !still.has(nameOf(row)))
  return [
    ...now.filter((row) => counted.get(nameOf(row)) !== row.counts),
    ...gone.map((row): EvidenceRow => ({ ...row, counts: false, why: 'noLongerThere' })),
  ]
}
