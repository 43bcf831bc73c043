// 套表: an upper authority's own form with named fields, filled from a period.
import * as z from 'zod'
import { PeriodId } from './measure.ts'

export const ReportTemplate = z
  .object({
    id: z.uuid().meta({ description: 'of the file' }),
    name: z.string(),
    fields: z.array(
      z.object({
        name: z.string(),
        means: z
          .enum(['paper', 'figure'])
          .nullable()
          .meta({ description: 'paper: unit, period, day, person; figure: of a measure; null: unknown, it stays as it stands' }),
        why: z.string().nullable().meta({ description: 'why it cannot be filled' }),
      }),
    ),
  })
  .meta({ id: 'ReportTemplate' })
export type ReportTemplate = z.infer<typeof ReportTemplate>
export const ReportTemplateList = z.object({ items: z.array(ReportTemplate), nextCursor: z.null() }).meta({ id: 'ReportTemplateList' })
export const FillQuery = z.strictObject({ period: PeriodId })
