// What people add to a computed figure: what is undertaken against a gap, and what was reported upward beside it.
import * as z from 'zod'
import { SchoolId } from './ids.ts'
import { Day, Fraction, MeasureId, PeriodId, ReportedValue } from './measure.ts'
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

export type { ReportedValue } from './measure.ts'

/** 上报数, beside 系统数; neither replaces the other. */
export const ReportedFigure = z
  .object({
    measureId: MeasureId,
    periodId: PeriodId,
    version: z.int(),
    value: ReportedValue.nullable(),
    words: z
      .string()
      .nullable()
      .meta({ description: 'as it was written, of a record from before figures were numbers; then `value` is null' }),
    reason: z.string().meta({ description: 'why it differs from the computed figure; empty when it did not' }),
    computed: Fraction.nullable().meta({ description: '系统数 when this was noted; null: not yet added up then' }),
    system: Fraction.nullable().meta({ description: '系统数 as it is; of a frozen period, as it was frozen' }),
    by: z.string(),
    at: Instant,
  })
  .meta({ id: 'ReportedFigure' })
export type ReportedFigure = z.infer<typeof ReportedFigure>
export const ReportedFigureQuery = z.strictObject({
  period: PeriodId.optional().meta({ description: 'left out: of every period' }),
  measure: MeasureId.optional(),
})
export const ReportedFigureList = z
  .object({ items: z.array(ReportedFigure).meta({ description: 'every version, the newest first' }) })
  .meta({ id: 'ReportedFigureList' })

export const SetReportedFigure = z.strictObject({
  periodId: PeriodId,
  version: z.int().min(0).meta({ description: 'that was seen; 0: none' }),
  value: ReportedValue,
  reason: z.string().trim().max(2000).default('').meta({ description: 'asked for where it differs from the computed figure' }),
})
export type SetReportedFigure = z.infer<typeof SetReportedFigure>
