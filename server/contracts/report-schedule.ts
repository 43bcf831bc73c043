// 定时报表: which brief goes to whom when a period is frozen, and what was delivered.
import * as z from 'zod'
import { PeriodId } from './measure.ts'
import { ReportKind } from './report.ts'
import { Instant } from './time.ts'

const PeriodKind = z.enum(['month', 'term', 'year', 'custom'])
const Username = z.string().min(1).max(64)

export const NewReportSchedule = z.strictObject({
  periodKind: PeriodKind,
  reportKind: ReportKind,
  recipients: z
    .array(Username)
    .min(1)
    .max(50)
    .refine((names) => new Set(names).size === names.length, 'expected each recipient once')
    .meta({ description: 'user names of accounts that may receive the district’s reports' }),
})
export type NewReportSchedule = z.infer<typeof NewReportSchedule>

const ReportRun = z.object({
  periodId: PeriodId,
  periodName: z.string(),
  reportId: z.uuid().nullable(),
  fileId: z.uuid().nullable().meta({ description: 'the PDF; null: there was no Chromium to print it' }),
  state: z.enum(['running', 'delivered', 'failed']),
  triesLeft: z.int().meta({ description: 'of a failed run: how often it is tried again, every 5 minutes' }),
  message: z.string().nullable(),
  at: Instant,
})
export const ReportSchedule = z
  .object({
    id: z.uuid(),
    periodKind: PeriodKind,
    reportKind: ReportKind,
    recipients: z.array(z.object({ username: z.string(), name: z.string() })),
    madeBy: z.string(),
    madeAt: Instant,
    endedBy: z.string().nullable(),
    endedAt: Instant.nullable(),
    runs: z.array(ReportRun).meta({ description: 'the newest first' }),
  })
  .meta({ id: 'ReportSchedule' })
export type ReportSchedule = z.infer<typeof ReportSchedule>
export const ReportScheduleList = z
  .object({
    items: z.array(ReportSchedule),
    readers: z.array(z.object({ username: z.string(), name: z.string() })).meta({ description: 'who can be a recipient' }),
    nextCursor: z.null(),
  })
  .meta({ id: 'ReportScheduleList' })
export type ReportScheduleList = z.infer<typeof ReportScheduleList>

/** One delivery to one person, with its receipt. */
export const ReportDelivery = z
  .object({
    id: z.uuid(),
    reportId: z.uuid(),
    title: z.string(),
    fileId: z.uuid().nullable(),
    account: z.string(),
    deliveredAt: Instant,
    receivedAt: Instant.nullable(),
  })
  .meta({ id: 'ReportDelivery' })
export type ReportDelivery = z.infer<typeof ReportDelivery>
export const ReportDeliveryList = z
  .object({ items: z.array(ReportDelivery).meta({ description: 'the reader’s own, the newest first' }), nextCursor: z.null() })
  .meta({ id: 'ReportDeliveryList' })
