// Every school × every measure of one period at a glance: for the lists by school and by township, and for the sums of the two 三个100%.
import * as z from 'zod'
import { SchoolId } from './ids.ts'
import { Computing, HundredSet, MeasureId, Period } from './measure.ts'
import { Instant } from './time.ts'

const Part = z.object({ met: z.number(), applicable: z.number(), rate: z.number().nullable() })
const Figure = Part.extend({
  corrected: Part.nullable().meta({ description: 'of a frozen period: with later evidence; null: none came that changes it' }),
})

export const MeasureMatrix = z
  .object({
    period: Period,
    computing: Computing.nullable().meta({ description: 'while it is there, sets and townships are sums of a part' }),
    measures: z.array(MeasureId).meta({ description: 'the columns' }),
    schools: z.array(
      z.object({
        schoolId: SchoolId,
        schoolName: z.string(),
        townshipId: z.string(),
        results: z.string().meta({
          description: 'one letter a column: m met, n not met, x expired, e no evidence, a not applicable, - no result',
        }),
        corrected: z.string().nullable().meta({ description: 'the same with what came after the freezing; null where nothing did' }),
      }),
    ),
    townships: z.array(
      z.object({
        townshipId: z.string(),
        townshipName: z.string(),
        figures: z.array(Figure).meta({ description: 'one a column, in the measure’s unit' }),
      }),
    ),
    sets: z
      .record(HundredSet, Figure)
      .meta({ description: 'schools that meet every measure of the set that applies to them ÷ schools to which one applies' }),
    computedAt: Instant.nullable(),
  })
  .meta({ id: 'MeasureMatrix' })
export type MeasureMatrix = z.infer<typeof MeasureMatrix>
