// 部门履职: what each department answers for in a period.
import * as z from 'zod'
import { Page } from './ids.ts'
import { Fraction, MeasureId, Period } from './measure.ts'
import { Instant } from './time.ts'

const DutyFigure = Fraction.extend({
  late: z.int().meta({ description: 'past their day and not done at the moment judged' }),
  corrected: Fraction.nullable().meta({ description: 'of a frozen period: what it would come to now; null: the same' }),
})
const Figure = Fraction.extend({ measureId: MeasureId })

export const DepartmentStanding = z
  .object({
    department: z.object({ id: z.string(), name: z.string() }),
    tasks: DutyFigure,
    hazards: DutyFigure,
    measures: z.array(Figure).meta({ description: 'that tasks of this department are to bring about, with the district’s figure' }),
  })
  .meta({ id: 'DepartmentStanding' })
export type DepartmentStanding = z.infer<typeof DepartmentStanding>

export const DutyMeasure = z.enum(['tasksOnTime', 'hazardsOnTime'])
export type DutyMeasure = z.infer<typeof DutyMeasure>
const Named = z.object({ zh: z.string(), en: z.string() })
export const DepartmentStandingList = z
  .object({
    period: Period,
    rules: z.array(
      z.object({
        id: DutyMeasure,
        name: Named,
        unit: Named,
        target: z.number(),
        text: z.string(),
        source: z.string(),
        version: z.int(),
        validFrom: z.string(),
      }),
    ),
    items: z.array(DepartmentStanding),
    total: z.object({ tasks: DutyFigure, hazards: DutyFigure }),
    computedAt: Instant.meta({ description: 'of a frozen period: when it was frozen' }),
    nextCursor: z.null(),
  })
  .meta({ id: 'DepartmentStandingList' })
export type DepartmentStandingList = z.infer<typeof DepartmentStandingList>

export const DutyQuery = z.strictObject({
  measure: DutyMeasure,
  period: Period.shape.id.optional(),
  department: z.string().min(1).max(64).optional().meta({ description: 'lead; absent: every department' }),
  late: z.enum(['1']).optional().meta({ description: 'only what is not done' }),
  ...Page,
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
})
export type DutyQuery = z.infer<typeof DutyQuery>

export const Duty = z
  .object({
    id: z.string().meta({ description: 'of the task, or of the hazard' }),
    title: z.string(),
    departmentId: z.string(),
    departmentName: z.string(),
    dueOn: z.string(),
    doneOn: z.string().nullable().meta({ description: 'finished, or struck off; null: open at the moment judged' }),
    counts: z.boolean().meta({ description: 'done in time' }),
  })
  .meta({ id: 'Duty' })
export type Duty = z.infer<typeof Duty>

/** What a correction of a department's frozen figure rests on. */
export const LaterDuty = Duty.extend({
  change: z
    .enum(['added', 'changed', 'removed'])
    .meta({ description: 'came since the period was frozen, counts otherwise now, or is no longer asked for; then as it was kept' }),
}).meta({ id: 'LaterDuty' })
export type LaterDuty = z.infer<typeof LaterDuty>

export const DutyList = z
  .object({
    period: Period,
    items: z.array(Duty).meta({ description: 'of a frozen period as they were kept, where all of the district is asked for' }),
    total: z
      .object({ met: z.int(), applicable: z.int() })
      .nullable()
      .meta({ description: 'of all pages, late or not; null where the page is empty' }),
    later: z.array(LaterDuty).meta({ description: 'what a correction rests on, with the first page; empty while the period runs' }),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'DutyList' })
export type DutyList = z.infer<typeof DutyList>
