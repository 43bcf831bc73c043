// 部门履职: what each department answers for in a period.
import * as z from 'zod'
import { Fraction, MeasureId, Period } from './measure.ts'
import { Instant } from './time.ts'

const Duty = Fraction.extend({
  late: z.int().meta({ description: 'past their day and not done at the moment judged' }),
  corrected: Fraction.nullable().meta({ description: 'of a frozen period: what it would come to now; null: the same' }),
})
const Figure = Fraction.extend({ measureId: MeasureId })

export const DepartmentStanding = z
  .object({
    department: z.object({ id: z.string(), name: z.string() }),
    tasks: Duty,
    hazards: Duty,
    measures: z.array(Figure).meta({ description: 'that tasks of this department are to bring about, with the district’s figure' }),
  })
  .meta({ id: 'DepartmentStanding' })
export type DepartmentStanding = z.infer<typeof DepartmentStanding>

const Named = z.object({ zh: z.string(), en: z.string() })
export const DepartmentStandingList = z
  .object({
    period: Period,
    rules: z.array(
      z.object({
        id: z.enum(['tasksOnTime', 'hazardsOnTime']),
        name: Named,
        unit: Named,
        target: z.number(),
        text: z.string(),
        source: z.string(),
      }),
    ),
    items: z.array(DepartmentStanding),
    total: z.object({ tasks: Duty, hazards: Duty }),
    computedAt: Instant.meta({ description: 'of a frozen period: when it was frozen' }),
    nextCursor: z.null(),
  })
  .meta({ id: 'DepartmentStandingList' })
export type DepartmentStandingList = z.infer<typeof DepartmentStandingList>
