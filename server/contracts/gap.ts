// What people add to a computed figure: what is undertaken against a gap, and what was reported upward beside it.
import * as z from 'zod'
import { SchoolId } from './ids.ts'
import { Day, MeasureId, PeriodId } from './measure.ts'
import { Instant } from './time.ts'

/** 整改措施: what is undertaken, by whom, by when. */
export const GapAction = z
  .object({
    measureId: MeasureId,
    schoolId: SchoolId,
    version: z.int(),
    action: z.string(),
    responsible: z.string(),
    due: Day.nullable(),
    by: z.string(),
    at: Instant,
  })
  .meta({ id: 'GapAction' })
export type GapAction = z.infer<typeof GapAction>

export const GapActionQuery = z.strictObject({
  measure: MeasureId.optional(),
  school: SchoolId.optional(),
  until: Instant.optional().meta({ description: 'as it stood then: of a frozen period, when it was frozen' }),
})
export const GapActionList = z.object({ items: z.array(GapAction) }).meta({ id: 'GapActionList' })

export const SetGapAction = z.strictObject({
  version: z.int().min(0).meta({ description: 'that was seen; 0: none' }),
  action: z.string().trim().min(1).max(2000),
  responsible: z.string().trim().max(100),
  due: Day.nullable(),
})
export type SetGapAction = z.infer<typeof SetGapAction>

/** 上报数, beside 系统数; neither replaces the other. */
export const ReportedFigure = z
  .object({
    measureId: MeasureId,
    periodId: PeriodId,
    version: z.int(),
    value: z.string(),
    reason: z.string(),
    by: z.string(),
    at: Instant,
  })
  .meta({ id: 'ReportedFigure' })
export type ReportedFigure = z.infer<typeof ReportedFigure>
export const ReportedFigureQuery = z.strictObject({ period: PeriodId, measure: MeasureId.optional() })
export const ReportedFigureList = z
  .object({ items: z.array(ReportedFigure).meta({ description: 'every version, the newest first' }) })
  .meta({ id: 'ReportedFigureList' })

export const SetReportedFigure = z.strictObject({
  periodId: PeriodId,
  version: z.int().min(0).meta({ description: 'that was seen; 0: none' }),
  value: z.string().trim().min(1).max(100),
  reason: z.string().trim().min(1).max(2000),
})
export type SetReportedFigure = z.infer<typeof SetReportedFigure>
