import type { GapAction, ReportedFigure, SetGapAction, SetReportedFigure } from '#contracts/gap.ts'
import { findMeasure } from '#domain/measures/registry.ts'
import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { differenceOf, impossibleValue } from '#domain/reported-figure.ts'
import { unknownFigure } from '../store/figure-name.ts'
import { insertGapAction, insertReportedFigure, listGapActions, listReportedFigures, readSystemFigure } from '../store/gap.ts'
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

const wrong = (path: string, message: string): Refusal => refuse('refused-input', message, { errors: [{ path, message }] })

const movedOn = (current: ReportedFigure | null): Refusal =>
  refuse('version-conflict', `expected version ${current?.version ?? 0}, last reported by ${current?.by ?? 'nobody'}`, { current })

/** Notes what was reported upward, beside the computed figure as it is then; where they differ, with the reason. */
export function noteReportedFigure(
  pool: Pool,
  by: Principal,
  measureId: string,
  wanted: SetReportedFigure,
): Promise<{ ok: true; figure: ReportedFigure } | Refusal> {
  return transaction(pool, async (db) => {
    const unknown = await unknownFigure(db, { measureId, periodId: wanted.periodId })
    if (unknown) return unknown
    const last = (await listReportedFigures(db, wanted.periodId, measureId))[0] ?? null
    if ((last?.version ?? 0) !== wanted.version) return movedOn(last)
    const measure = findMeasure(measureId)
    const impossible = measure && impossibleValue(wanted.value, measure)
    if (impossible) return wrong(impossible.path, impossible.message)
    const computed = await readSystemFigure(db, wanted.periodId, measureId)
    if (wanted.reason === '' && differenceOf(wanted.value, computed) !== null)
      return wrong('body.reason', `expected the reason why it differs from the computed ${computed?.met} ÷ ${computed?.applicable}`)
    const isSaved = await insertReportedFigure(db, { measureId, by: by.name, computed }, wanted)
    const [figure] = await listReportedFigures(db, wanted.periodId, measureId)
    return isSaved && figure ? { ok: true, figure } : movedOn(figure ?? null)
  })
}
