import type { MeasureGroup, MeasureResult, SchoolResult } from '#contracts/measure.ts'

/** The order of groups in the bureau's overview, on screen and in exports. */
export const GROUPS: readonly MeasureGroup[] = ['human', 'physical', 'electronic', 'belt', 'duty', 'health', 'title', 'task']

/** Results as the bureau wants to see them: what is wrong before what is well. */
export const WORST_FIRST: readonly MeasureResult[] = ['notMet', 'expired', 'noEvidence', 'notApplicable', 'met']

/** Orders the schools of one measure, the worst first, on screen and in exports. */
export const worstFirst = (a: Pick<SchoolResult, 'result' | 'schoolId'>, b: Pick<SchoolResult, 'result' | 'schoolId'>): number =>
  WORST_FIRST.indexOf(a.result) - WORST_FIRST.indexOf(b.result) || a.schoolId.localeCompare(b.schoolId)
