import type { GapAction, ReportedFigure, SetGapAction, SetReportedFigure } from '#contracts/gap.ts'
import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { unknownFigure } from '../store/figure-name.ts'
import { insertGapAction, insertReportedFigure, listGapActions, listReportedFigures } from '../store/gap.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { schoolsInScope } from '../store/urge.ts'

/** Notes what is undertaken against a school's gap; what was noted before stays. */
export function noteGapAction(
  pool: Pool,
  by: Principal,
  { measureId, schoolId }: { measureId: string; schoolId: string },
  wanted: SetGapAction,
): Promise<{ ok: true; action: GapAction } | Refusal> {
  return transaction(pool, async (db) => {
    if (!(await schoolsInScope(db, by, [schoolId])).has(schoolId)) return refuse('not-found', `there is no school ${schoolId}`)
    const unknown = await unknownFigure(db, { measureId })
    if (unknown) return unknown
    const isSaved = await insertGapAction(db, { measureId, schoolId, by: by.name }, wanted)
    const [action] = await listGapActions(db, by, { measure: measureId, school: schoolId })
    if (!isSaved || !action)
      return refuse('version-conflict', `expected version ${action?.version ?? 0}, last noted by ${action?.by ?? 'nobody'}`, {
        current: action ?? null,
      })
    return { ok: true, action }
  })
}

/** Notes what was reported upward, with the reason why it differs; the computed figure stays as it is. */
export function noteReportedFigure(
  pool: Pool,
  by: Principal,
  measureId: string,
  wanted: SetReportedFigure,
): Promise<{ ok: true; figure: ReportedFigure } | Refusal> {
  return transaction(pool, async (db) => {
    const unknown = await unknownFigure(db, { measureId, periodId: wanted.periodId })
    if (unknown) return unknown
    const isSaved = await insertReportedFigure(db, { measureId, by: by.name }, wanted)
    const [figure] = await listReportedFigures(db, wanted.periodId, measureId)
    if (!isSaved || !figure)
      return refuse('version-conflict', `expected version ${figure?.version ?? 0}, last reported by ${figure?.by ?? 'nobody'}`, {
        current: figure ?? null,
      })
    return { ok: true, figure }
  })
}
