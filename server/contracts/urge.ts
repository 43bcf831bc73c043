// 催办: the bureau asks a school about a gap, and the school answers.
import * as z from 'zod'
import { listOf, Page, SchoolId } from './ids.ts'
import { Day, MeasureId, PeriodId } from './measure.ts'
import { Instant } from './time.ts'

const Words = z.string().trim().min(1).max(2000)

const UrgeAnswer = z.object({
  version: z.int().meta({ description: '1 for the first answer; a later one stands beside it' }),
  text: z.string(),
  expectedOn: Day.nullable().meta({ description: 'by when the school expects to have closed the gap' }),
  by: z.string(),
  at: Instant,
})

export const Urge = z
  .object({
    id: z.uuid(),
    measureId: MeasureId,
    schoolId: SchoolId,
    schoolName: z.string(),
    periodId: PeriodId,
    text: z.string(),
    due: Day.nullable(),
    by: z.string(),
    at: Instant,
    answers: z.array(UrgeAnswer).meta({ description: 'the oldest first' }),
  })
  .meta({ id: 'Urge' })
export type Urge = z.infer<typeof Urge>

export const UrgeQuery = z.strictObject({
  ...Page,
  measure: MeasureId.optional(),
  school: SchoolId.optional(),
  state: z.enum(['unanswered', 'answered']).optional(),
})
export const UrgeList = listOf(Urge).meta({ id: 'UrgeList' })

/** One act for one school or for every row of a list. */
export const NewUrge = z.strictObject({
  measureId: MeasureId,
  periodId: PeriodId,
  due: Day.nullable().default(null),
  schools: z
    .array(z.strictObject({ schoolId: SchoolId, text: Words }))
    .min(1)
    .max(500)
    .refine((schools) => new Set(schools.map(({ schoolId }) => schoolId)).size === schools.length, {
      message: 'expected each school once',
    }),
})
export type NewUrge = z.infer<typeof NewUrge>

export const Urged = z
  .object({
    items: z.array(Urge).meta({ description: 'sent now' }),
    already: z.array(Urge).meta({ description: 'urged within the last 24 h, so not again' }),
  })
  .meta({ id: 'Urged' })

export const AnswerUrge = z.strictObject({
  version: z.int().min(0).meta({ description: 'number of answers that were seen' }),
  text: Words,
  expectedOn: Day.nullable().default(null),
})
export type AnswerUrge = z.infer<typeof AnswerUrge>
