// A school of several campuses: what is asked of each, for the days on which it stands.
import type { CampusFact, KeyPlaceFact } from './facts.ts'
import { type Thresholds, unknownFields } from './measure.ts'

/** Those that stand on a day; what opens later is not among the facts. */
export const campusesOn = (campuses: readonly CampusFact[], day: string): CampusFact[] =>
  campuses.filter(({ closedOn }) => closedOn === null || closedOn > day)

/** Whether a version of a rule asks by campus; the first versions asked the school as a whole. */
export const asksByCampus = ({ byCampus }: Thresholds): boolean => byCampus === true

/** What is wrong with thresholds that may say `byCampus` beside those that are known. */
export function checkByCampus(thresholds: Thresholds, known: readonly string[] = []): { field: string; reason: string }[] {
  const { byCampus } = thresholds
  const wrong = byCampus !== undefined && typeof byCampus !== 'boolean'
  return [
    ...(wrong ? [{ field: 'byCampus', reason: `expected true or false, found ${JSON.stringify(byCampus)}` }] : []),
    ...unknownFields(thresholds, [...known, 'byCampus']),
  ]
}

/** Of what a rule asks: each of several campuses, or the school as a whole (null). */
export const groundsOf = (campuses: readonly CampusFact[]): readonly (CampusFact | null)[] => (campuses.length > 1 ? campuses : [null])

/** On a campus that stands, or nobody said on which it is; where no campus stands, none is told apart. */
export const isOnGround = (campusId: string | null, campuses: readonly CampusFact[]): boolean =>
  campusId === null || campuses.length === 0 || campuses.some(({ id }) => id === campusId)

/**
 * That a key place is excused, by reason and approver: as the entry of this ground says, or that of the whole school where it has none.
 * @param ground a campus, or the school as a whole, of whose only campus an entry may be too
 */
export function isExcused(
  place: string,
  ground: CampusFact | null,
  keyPlaces: readonly KeyPlaceFact[],
  campuses: readonly CampusFact[],
): boolean {
  const own = ground ?? (campuses.length === 1 ? campuses[0] : null)
  const entries = keyPlaces.filter((entry) => entry.place === place)
  const entry =
    entries.find(({ campusId }) => campusId !== null && campusId === own?.id) ?? entries.find(({ campusId }) => campusId === null)
  return entry !== undefined && !entry.applicable && (entry.reason ?? '').trim() !== '' && (entry.approvedBy ?? '').trim() !== ''
}
