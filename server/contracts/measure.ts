// 指标: every promise of the plan as a figure that nobody types and anybody can check (R26–R41, design §6).
import * as z from 'zod'
import { listOf, Page, SchoolId } from './ids.ts'
import { Instant } from './time.ts'

/** A calendar day in Shanghai. */
export const Day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'expected a day such as 2026-03-01')

export const MeasureId = z.string().regex(/^[a-z][A-Za-z0-9]{1,63}$/, 'expected the id of a measure')
export const PeriodId = z.string().regex(/^[a-z0-9-]{1,32}$/, 'expected the id of a period, such as 2026-11')

export const MeasureResult = z
  .enum(['met', 'notMet', 'expired', 'noEvidence', 'notApplicable'])
  .meta({ description: '达标, 不达标, 过期, 缺佐证, 不适用; only the first counts as met, the last is in neither part of the fraction' })
export type MeasureResult = z.infer<typeof MeasureResult>

/** 三个100%: the plan's own three (2021–2025) and the national ones (2020) are two sets. */
export const HundredSet = z.enum(['plan2021', 'national2020'])
export type HundredSet = z.infer<typeof HundredSet>

export const MeasureGroup = z
  .enum(['human', 'physical', 'electronic', 'belt', 'duty', 'health', 'title', 'task'])
  .meta({ description: '人防, 物防, 技防, 周边安全带, 勤务与护学岗, 卫生健康, 创建, 任务' })
export type MeasureGroup = z.infer<typeof MeasureGroup>

/** A version of a rule: data, changed only by a new version with reason and date, approved by a second person; old periods keep the old one. */
export const MeasureVersion = z
  .object({
    version: z.int().min(1),
    text: z.string().meta({ description: 'the rule in words' }),
    source: z.string().meta({ description: 'law, standard or document' }),
    clause: z.string(),
    thresholds: z.record(z.string(), z.unknown()).meta({ description: 'numbers and tables of the rule, by name' }),
    validFrom: Day,
    reason: z.string(),
    proposedBy: z.string(),
    proposedAt: Instant,
    approvedBy: z.string().nullable(),
    approvedAt: Instant.nullable(),
    state: z.enum(['proposed', 'inForce', 'superseded', 'rejected']),
  })
  .meta({ id: 'MeasureVersion' })
export type MeasureVersion = z.infer<typeof MeasureVersion>

export const Measure = z
  .object({
    id: MeasureId,
    name: z.object({ zh: z.string(), en: z.string() }),
    group: MeasureGroup,
    sets: z.array(HundredSet),
    counts: z.enum(['schools', 'units']).meta({
      description: 'schools: schools met ÷ schools applicable; units: the sums of the schools’ own fractions (cameras, minutes, tasks)',
    }),
    unit: z.object({ zh: z.string(), en: z.string() }).meta({ description: 'of the fraction: 所, 台, 分钟, 项 …' }),
    target: z.number().meta({ description: '%' }),
    evidence: z.object({ zh: z.string(), en: z.string() }).meta({ description: 'which register or signal proves it, in words' }),
    rule: MeasureVersion.meta({ description: 'in force in the period asked for' }),
  })
  .meta({ id: 'Measure' })
export type Measure = z.infer<typeof Measure>

export const Period = z
  .object({
    id: PeriodId,
    kind: z.enum(['month', 'term', 'year', 'custom']),
    name: z.string(),
    from: Day,
    to: Day.meta({ description: 'the day after the last' }),
    cutoffAt: Instant.meta({ description: 'after it the figures are frozen' }),
    state: z
      .enum(['open', 'frozen'])
      .meta({ description: 'open: 预报, recomputed as evidence changes; frozen: later corrections stand beside' }),
    frozenAt: Instant.nullable(),
    frozenBy: z.string().nullable(),
  })
  .meta({ id: 'Period' })
export type Period = z.infer<typeof Period>

/** met ÷ applicable, with the rest told apart. Frozen figures keep their number; `corrected` is what later evidence would make of it. */
export const Fraction = z.object({
  met: z.number(),
  applicable: z.number(),
  rate: z
    .number()
    .nullable()
    .meta({ description: '%, rounded down to a tenth; 100 only when all are met; null when nothing is required (—)' }),
})
export type Fraction = z.infer<typeof Fraction>

const Amount = z.number().min(0).max(1_000_000_000)
/** 上报数: an amount of what the measure counts, in its unit, or a rate alone. */
export const ReportedValue = z
  .union([
    z.strictObject({ met: Amount, applicable: Amount }),
    z.strictObject({ rate: z.number().min(0).max(100).meta({ description: '%' }) }),
  ])
  .meta({ id: 'ReportedValue' })
export type ReportedValue = z.infer<typeof ReportedValue>

export const MeasureFigure = Fraction.extend({
  measure: Measure,
  periodId: PeriodId,
  schools: z.record(MeasureResult, z.int()).meta({ description: 'number of schools by result' }),
  trend: z
    .array(Fraction.extend({ periodId: PeriodId }))
    .meta({ description: 'up to 13 periods of the same kind, the oldest first, this one last' }),
  due: z.array(z.object({ by: Day, percent: z.number() })).meta({ description: 'time plan 时间表' }),
  reported: z
    .object({ value: ReportedValue.nullable(), words: z.string().nullable(), reason: z.string(), by: z.string(), at: Instant })
    .nullable()
    .meta({ description: '上报数, beside the computed figure' }),
  corrected: Fraction.nullable(),
  computedAt: Instant.nullable().meta({ description: 'null: not yet added up in this period, so that the fraction says nothing' }),
}).meta({ id: 'MeasureFigure' })
export type MeasureFigure = z.infer<typeof MeasureFigure>

/** 计算中: how many schools of the scope have results of the period, while some have none yet. */
export const Computing = z
  .object({
    schools: z.int().meta({ description: 'computed' }),
    of: z.int(),
    isFirst: z.boolean().meta({ description: 'no figure of this period has been added up yet' }),
  })
  .meta({ id: 'Computing' })
export type Computing = z.infer<typeof Computing>

export const MeasureFigureList = z
  .object({ period: Period, computing: Computing.nullable(), items: z.array(MeasureFigure), nextCursor: z.string().nullable() })
  .meta({ id: 'MeasureFigureList' })
export type MeasureFigureList = z.infer<typeof MeasureFigureList>

/** Why a school is not met: a code with its figures, put into words by whoever shows it. */
export const GapReason = z
  .object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])), since: Instant.nullable() })
  .meta({ id: 'GapReason' })
export type GapReason = z.infer<typeof GapReason>

export const SchoolResult = z
  .object({
    schoolId: SchoolId,
    schoolName: z.string(),
    townshipId: z.string(),
    townshipName: z.string(),
    measureId: MeasureId,
    periodId: PeriodId,
    version: z.int().meta({ description: 'of the rule' }),
    result: MeasureResult,
    met: z.number().meta({ description: 'the school’s own fraction in the measure’s unit' }),
    required: z.number(),
    gaps: z.array(GapReason),
    since: Instant.nullable().meta({ description: 'since when it is not met' }),
    change: z
      .object({ from: MeasureResult, cause: z.enum(['reality', 'expiry', 'ruleVersion', 'register']) })
      .nullable()
      .meta({ description: 'against the period before; null: the same' }),
    corrected: z.object({ result: MeasureResult, met: z.number(), required: z.number() }).nullable(),
    exemption: z
      .object({ reason: z.string(), approvedBy: z.string(), until: Day.nullable() })
      .nullable()
      .meta({ description: 'of 不适用' }),
    computedAt: Instant,
  })
  .meta({ id: 'SchoolResult' })
export type SchoolResult = z.infer<typeof SchoolResult>
export const SchoolResultList = z
  .object({
    period: Period,
    computing: Computing.nullable(),
    measure: Measure,
    items: z.array(SchoolResult),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'SchoolResultList' })
export type SchoolResultList = z.infer<typeof SchoolResultList>

/** One row of evidence: what it is, whether it counted, and why not. */
export const EvidenceRow = z
  .object({
    kind: z.string().meta({ description: 'register or signal: guard, device, title, fault, exercise, …' }),
    id: z.string(),
    label: z.string(),
    at: Instant.nullable().meta({ description: 'of the fact' }),
    counts: z.boolean(),
    why: z.string().nullable().meta({ description: 'code of the reason why it does not count; null when it counts' }),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    fileIds: z.array(z.uuid()),
  })
  .meta({ id: 'EvidenceRow' })
export type EvidenceRow = z.infer<typeof EvidenceRow>
export const SchoolEvidence = z
  .object({
    result: SchoolResult,
    measure: Measure,
    evidence: z.array(EvidenceRow).meta({ description: 'the first 300 rows, what does not count first; an export holds all' }),
    rows: z.int().meta({ description: 'how many rows there are' }),
    later: z.array(EvidenceRow).meta({
      description: 'of a frozen period’s corrected result: rows that came after the freezing, or that count otherwise since, at most 300',
    }),
  })
  .meta({ id: 'SchoolEvidence' })
export type SchoolEvidence = z.infer<typeof SchoolEvidence>

export const MeasureQuery = z.strictObject({
  period: PeriodId.optional().meta({ description: 'default: the month that is running' }),
})
export const MeasureListQuery = MeasureQuery.extend(Page)
export const MeasureSchoolQuery = z.strictObject({
  period: PeriodId.optional(),
  result: MeasureResult.optional(),
  township: z.string().max(64).optional(),
  ...Page,
})
export type MeasureSchoolQuery = z.infer<typeof MeasureSchoolQuery>
export const MeasureWithVersions = Measure.extend({ versions: z.array(MeasureVersion) }).meta({ id: 'MeasureWithVersions' })
export type MeasureWithVersions = z.infer<typeof MeasureWithVersions>
/** All measures of one school: the file 一校一档. */
export const SchoolMeasureList = z
  .object({ period: Period, items: z.array(SchoolResult), nextCursor: z.null() })
  .meta({ id: 'SchoolMeasureList' })
export type SchoolMeasureList = z.infer<typeof SchoolMeasureList>
export const PeriodList = listOf(Period).meta({ id: 'PeriodList' })

export const ProposeVersion = z.strictObject({
  text: z.string().min(1).max(2000),
  source: z.string().min(1).max(300),
  clause: z.string().min(1).max(300),
  thresholds: z.record(z.string(), z.unknown()),
  validFrom: Day,
  reason: z.string().min(1).max(500),
})
export type ProposeVersion = z.infer<typeof ProposeVersion>

/** 不适用: proposed by one person, approved by another. */
export const Exemption = z
  .object({
    id: z.uuid(),
    measureId: MeasureId,
    schoolId: SchoolId,
    schoolName: z.string(),
    reason: z.string(),
    from: Day,
    until: Day.nullable().meta({ description: 'the last day; null: until it is ended' }),
    proposedBy: z.string(),
    proposedAt: Instant,
    approvedBy: z.string().nullable(),
    approvedAt: Instant.nullable(),
    state: z.enum(['proposed', 'inForce', 'rejected', 'ended']),
  })
  .meta({ id: 'Exemption' })
export type Exemption = z.infer<typeof Exemption>
export const ExemptionList = listOf(Exemption).meta({ id: 'ExemptionList' })
export const ExemptionQuery = z.strictObject({ state: Exemption.shape.state.optional(), ...Page })
export const ProposeExemption = z.strictObject({ reason: z.string().min(1).max(500), from: Day, until: Day.nullable().default(null) })
export type ProposeExemption = z.infer<typeof ProposeExemption>

export const NewPeriod = z.strictObject({
  id: PeriodId,
  kind: z.enum(['term', 'year', 'custom']),
  name: z.string().min(1).max(60),
  from: Day,
  to: Day.meta({ description: 'the day after the last' }),
  cutoffAt: Instant,
})
export type NewPeriod = z.infer<typeof NewPeriod>
export const PeriodSetting = z
  .strictObject({
    monthFrom: z
      .int()
      .min(1)
      .max(28)
      .meta({ description: 'day on which a month begins: 1, or 26 for 26–25; months already made stay as they are' }),
    cutoffDays: z.int().min(0).max(60).meta({ description: 'days after the end at which figures are frozen' }),
  })
  .meta({ id: 'PeriodSetting' })
export type PeriodSetting = z.infer<typeof PeriodSetting>
