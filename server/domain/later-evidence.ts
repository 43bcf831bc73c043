import type { Duty, LaterDuty } from '#contracts/department-standing.ts'
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

/** What a department's frozen figure did not know: tasks and hazards that came since, that count otherwise, or that are no longer asked for. */
export function laterDuties(kept: readonly Duty[], now: readonly Duty[]): LaterDuty[] {
  const before = new Map(kept.map((duty) => [duty.id, duty]))
  const still = new Set(now.map(({ id }) => id))
  const differs = now.flatMap((duty): LaterDuty[] => {
    const known = before.get(duty.id)
    if (known?.counts === duty.counts && known.departmentId === duty.departmentId) return []
    return [{ ...duty, change: known ? 'changed' : 'added' }]
  })
  return [...differs, ...kept.filter(({ id }) => !still.has(id)).map((duty): LaterDuty => ({ ...duty, change: 'removed' }))]
}
