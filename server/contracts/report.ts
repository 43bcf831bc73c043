// 月报、通报: a paper drafted from the figures of a period, edited by people, kept in every version.
import * as z from 'zod'
import { listOf, Page } from './ids.ts'
import { MeasureId, PeriodId } from './measure.ts'
import { Instant } from './time.ts'

const Day = z.iso.date().meta({ description: 'a day at the district (Asia/Shanghai)' })
const LONGEST_DAYS = 400

export const ReportKind = z.enum(['monthly', 'notice']).meta({ description: '月报, 通报' })
export type ReportKind = z.infer<typeof ReportKind>

/** What a version says: all of it can be edited. */
const Letter = {
  title: z.string().trim().min(1).max(200),
  addressee: z.string().trim().max(500).meta({ description: '主送机关; empty: none' }),
  body: z
    .string()
    .max(100_000)
    .meta({ description: 'lines of text; 一、 and （一） begin headings, lines between | are rows of a table (GB/T 9704-2012 7.3.3)' }),
  issuer: z.string().trim().max(100).meta({ description: '发文机关署名' }),
  dated: Day.meta({ description: '成文日期' }),
}

export const ReportVersion = z.object({ ...Letter, version: z.int(), by: z.string(), at: Instant }).meta({ id: 'ReportVersion' })
export type ReportVersion = z.infer<typeof ReportVersion>

export const Report = z
  .object({
    id: z.uuid(),
    kind: ReportKind,
    from: Day,
    to: Day.meta({ description: 'the day after the last' }),
    title: z.string(),
    state: z.enum(['draft', 'issued']).meta({ description: 'issued 定稿: its text is final' }),
    version: z.int(),
    madeBy: z.string(),
    madeAt: Instant,
    changedBy: z.string(),
    changedAt: Instant,
  })
  .meta({ id: 'Report' })
export type Report = z.infer<typeof Report>
export const ReportQuery = z.strictObject({ kind: ReportKind.optional(), ...Page })
export const ReportList = listOf(Report).meta({ id: 'ReportList' })
export const ReportDetail = Report.extend({
  letter: ReportVersion,
  versions: z.array(z.object({ version: z.int(), by: z.string(), at: Instant })).meta({ description: 'the newest first' }),
}).meta({ id: 'ReportDetail' })
export type ReportDetail = z.infer<typeof ReportDetail>

export const NewReport = z
  .strictObject({ kind: ReportKind, from: Day, to: Day })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'expected a day after from' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= LONGEST_DAYS * 86_400_000, {
    path: ['to'],
    message: `a period has at most ${LONGEST_DAYS} days`,
  })
export type NewReport = z.infer<typeof NewReport>

export const GapNoteForReport = z.strictObject({ measureId: MeasureId, periodId: PeriodId })

const seen = { version: z.int().min(1).meta({ description: 'the version that the caller saw' }) }
export const ReportEdit = z.strictObject({ ...seen, ...Letter })
export type ReportEdit = z.infer<typeof ReportEdit>
export const ReportIssue = z.strictObject(seen)
