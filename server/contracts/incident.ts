import * as z from 'zod'
import { listOf, Page, SchoolId } from './ids.ts'
import { Instant } from './time.ts'

/** dispute 伤害纠纷, disturbance 校闹, bullying 学生欺凌, discipline 教育惩戒, health 医教联合. */
export const IncidentKind = z.enum(['dispute', 'disturbance', 'bullying', 'discipline', 'health', 'other'])
export type IncidentKind = z.infer<typeof IncidentKind>

/** open 处理中, mediation 调解中, settled 已有结果, closed 已结案. */
export const IncidentState = z.enum(['open', 'mediation', 'settled', 'closed'])
export type IncidentState = z.infer<typeof IncidentState>

/** What was done, in the words of the law that asks for it; `reopened` takes a closing back. */
export const IncidentStep = z.enum([
  'guardianTold',
  'reported',
  'policeReported',
  'insuranceNotified',
  'insuranceSettled',
  'mediationAccepted',
  'mediationEnded',
  'resultReported',
  'investigated',
  'measureTaken',
  'appealFiled',
  'appealDecided',
  'referred',
  'returnedToClass',
  'epidemicNotice',
  'statement',
  'note',
  'closed',
  'reopened',
])
export type IncidentStep = z.infer<typeof IncidentStep>

/** The eight kinds of 校闹 of 教政法〔2019〕11号, in its order. */
export const Conduct = z.enum([
  'assault',
  'occupation',
  'obstruction',
  'corpse',
  'detention',
  'harassment',
  'dangerousGoods',
  'otherDisorder',
])
export type Conduct = z.infer<typeof Conduct>

/** Measures of 中小学教育惩戒规则 (MOE Order 49) Art. 8, 9, 10, and a disciplinary punishment 纪律处分. */
export const Measure = z.enum([
  'criticism',
  'apology',
  'selfExamination',
  'extraTask',
  'standing',
  'afterClass',
  'admonition',
  'campusService',
  'ruleEducation',
  'activityBan',
  'suspension',
  'legalAdmonition',
  'specialCourse',
  'punishment',
])
export type Measure = z.infer<typeof Measure>

/** Grounds of the same rules, Art. 7. */
const Ground = z.enum(['disobedience', 'disorder', 'misconduct', 'danger', 'violence', 'otherBreach'])

const MediationOutcome = z.enum(['agreed', 'failed', 'withdrawn', 'sued'])
const Finding = z.enum(['bullying', 'seriousBullying', 'notBullying'])
const AppealResult = z.enum(['upheld', 'changed', 'revoked'])

const Line = z.string().trim().min(1).max(100)
/** What is known of an incident without naming anybody. */
export const IncidentFacts = z
  .strictObject({
    conducts: z.array(Conduct).min(1).max(8).optional(),
    policeRef: Line.optional().meta({ description: '警单号, of the police report' }),
    policeStation: Line.optional(),
    insurer: Line.optional(),
    claimRef: Line.optional(),
    paidYuan: z.number().min(0).max(100_000_000).optional().meta({ description: 'CNY' }),
    mediator: Line.optional(),
    outcome: MediationOutcome.optional(),
    finding: Finding.optional(),
    measure: Measure.optional(),
    ground: Ground.optional(),
    appealResult: AppealResult.optional(),
    institution: Line.optional().meta({ description: 'health institution referred to' }),
    disease: Line.optional(),
    cases: z.int().min(1).max(100_000).optional(),
    cluster: z.boolean().optional().meta({ description: 'several cases in one class or dormitory: the epidemic notice is due' }),
  })
  .meta({ id: 'IncidentFacts' })
export type IncidentFacts = z.infer<typeof IncidentFacts>

export const ClockName = z.enum([
  'guardian',
  'report',
  'police',
  'mandatory',
  'investigation',
  'insurance',
  'mediation',
  'result',
  'appeal',
  'appealDecision',
  'epidemic',
])
export type ClockName = z.infer<typeof ClockName>
/** soon 将到期; lapsed 期满: a right's time has run out, which is nobody's failure. */
export const ClockState = z.enum(['running', 'soon', 'overdue', 'met', 'metLate', 'lapsed'])
export type ClockState = z.infer<typeof ClockState>

const IncidentClock = z.object({
  clock: ClockName,
  startedAt: Instant,
  dueAt: Instant,
  metAt: Instant.nullable(),
  state: ClockState,
  warnMinutes: z.int().meta({ description: 'minutes before dueAt from which it counts as soon' }),
  ruleVersion: z.int(),
})
export type IncidentClock = z.infer<typeof IncidentClock>

/** 事件: what a school and the bureau must see through to its end. Names and statements are not in it. */
export const Incident = z
  .object({
    id: z.uuid(),
    number: z.string().meta({ description: 'year and running number, for people' }),
    schoolId: SchoolId,
    alarmId: z.uuid().nullable(),
    kind: IncidentKind,
    state: IncidentState,
    grave: z.boolean().meta({ description: '情形严重 (学生伤害事故处理办法 Art. 16), or serious bullying' }),
    occurredAt: Instant,
    knownAt: Instant.meta({ description: 'when the school knew: duties run from here' }),
    place: z.string(),
    facts: IncidentFacts,
    steps: z.partialRecord(IncidentStep, Instant).meta({ description: 'when each step was done' }),
    clocks: z.array(IncidentClock),
    people: z.int().meta({ description: 'people named' }),
    createdBy: z.string(),
    createdAt: Instant,
    changedBy: z.string(),
    changedAt: Instant,
    closedAt: Instant.nullable(),
    erasedAt: Instant.nullable().meta({ description: 'names and statements were erased' }),
    version: z.int().min(1),
  })
  .meta({ id: 'Incident' })
export type Incident = z.infer<typeof Incident>

const Part = z.enum(['pupil', 'guardian', 'staff', 'other'])
export const IncidentPerson = z.strictObject({
  name: z.string().trim().min(1).max(50),
  part: Part,
  detail: z.string().trim().max(100).optional().meta({ description: 'class, relation or telephone; never shown masked' }),
})
export type IncidentPerson = z.infer<typeof IncidentPerson>

const IncidentLogEntry = z.object({
  at: Instant.meta({ description: 'when it was recorded' }),
  doneAt: Instant.nullable().meta({ description: 'when it was done' }),
  by: z.string().nullable().meta({ description: 'null: the clocks' }),
  byName: z.string().nullable(),
  kind: z.string().meta({ description: 'a step, opened, peopleSet, clockSoon, clockOverdue, asked, decided, looked, reportSaved, erased' }),
  note: z.string().nullable().meta({ description: 'known names masked; null where there is none or it is hidden' }),
  hidden: z.boolean().meta({ description: 'a statement: shown only after reason and approval' }),
  data: z.record(z.string(), z.unknown()),
})
export type IncidentLogEntry = z.infer<typeof IncidentLogEntry>

/** looking: names and statements for a time; erasing: their keys are destroyed, for good. */
const RequestPurpose = z.enum(['look', 'erase'])
export const IncidentRequest = z
  .object({
    id: z.uuid(),
    incidentId: z.uuid(),
    incidentNumber: z.string(),
    schoolId: SchoolId,
    kind: IncidentKind,
    purpose: RequestPurpose,
    reason: z.string(),
    askedBy: z.string(),
    askedByName: z.string(),
    askedAt: Instant,
    state: z.enum(['waiting', 'approved', 'refused', 'ended']),
    decidedBy: z.string().nullable(),
    decidedAt: Instant.nullable(),
    endsAt: Instant.nullable().meta({ description: 'until when the names may be looked at' }),
    mayDecide: z.boolean().meta({ description: 'the reader may be its second person' }),
  })
  .meta({ id: 'IncidentRequest' })
export type IncidentRequest = z.infer<typeof IncidentRequest>
export const IncidentRequestList = z.object({ items: z.array(IncidentRequest) }).meta({ id: 'IncidentRequestList' })

/** 首报, 续报, 终报. */
export const ReportKind = z.enum(['first', 'followUp', 'final'])
export type ReportKind = z.infer<typeof ReportKind>
const IncidentReport = z
  .object({
    kind: ReportKind,
    version: z.int().min(1),
    body: z.string().nullable().meta({ description: 'known names masked; null when it was erased' }),
    by: z.string(),
    byName: z.string(),
    at: Instant,
    submitted: z.boolean().meta({ description: 'handed to the education bureau' }),
  })
  .meta({ id: 'IncidentReport' })
export type IncidentReport = z.infer<typeof IncidentReport>

export const IncidentDetail = Incident.extend({
  summary: z.string().nullable().meta({ description: 'known names masked; null when it was erased' }),
  persons: z.array(z.object({ name: z.string().meta({ description: 'masked' }), part: Part })),
  log: z.array(IncidentLogEntry),
  reports: z.array(IncidentReport),
  requests: z.array(IncidentRequest),
  files: z
    .array(z.object({ id: z.uuid(), mediaType: z.string(), bytes: z.int(), uploadedBy: z.string(), uploadedAt: Instant }))
    .meta({ description: 'papers and photos without their names; they open by a look' }),
  mayWrite: z.boolean(),
}).meta({ id: 'IncidentDetail' })
export type IncidentDetail = z.infer<typeof IncidentDetail>

/** What a look shows: names and statements in clear. */
export const IncidentNames = z
  .object({
    persons: z.array(IncidentPerson),
    summary: z.string().nullable(),
    statements: z.array(z.object({ at: Instant, text: z.string() })),
    endsAt: Instant,
  })
  .meta({ id: 'IncidentNames' })
export type IncidentNames = z.infer<typeof IncidentNames>

export const IncidentQuery = z.strictObject({
  kind: IncidentKind.optional(),
  state: z.union([z.literal('unfinished'), IncidentState]).optional(),
  clock: z.enum(['soon', 'overdue']).optional(),
  school: SchoolId.optional(),
  from: Instant.optional().meta({ description: 'occurredAt ≥ from' }),
  to: Instant.optional().meta({ description: 'occurredAt < to' }),
  ...Page,
})
export const IncidentList = listOf(Incident).meta({ id: 'IncidentList' })

const People = z.array(IncidentPerson).max(40)
const Note = z.string().trim().min(1).max(2000)
export const NewIncident = z.strictObject({
  schoolId: SchoolId,
  kind: IncidentKind,
  grave: z.boolean().default(false),
  occurredAt: Instant,
  knownAt: Instant.optional().meta({ description: 'default: occurredAt' }),
  place: z.string().trim().max(100).default(''),
  summary: z.string().trim().max(4000).default(''),
  people: People.default([]),
  facts: IncidentFacts.default({}),
})
export type NewIncident = z.infer<typeof NewIncident>
/** An incident of a closed, genuine alarm: what the alarm knows is taken over. */
export const BeginIncident = z.strictObject({ kind: IncidentKind.exclude(['discipline']).default('other') })

export const RecordStep = z.strictObject({
  version: z.int().min(1).meta({ description: 'the version that the caller saw' }),
  step: IncidentStep,
  at: Instant.optional().meta({ description: 'when it was done; default: now' }),
  note: Note.optional(),
  facts: IncidentFacts.default({}),
})
export type RecordStep = z.infer<typeof RecordStep>
export const SetPeople = z.strictObject({ version: z.int().min(1), people: People })
export const AskRequest = z.strictObject({ purpose: RequestPurpose.default('look'), reason: z.string().trim().min(4).max(500) })
export const DecideRequest = z.strictObject({ approve: z.boolean() })
export const SaveReport = z.strictObject({
  version: z.int().min(0).meta({ description: 'version of this report that was seen; 0 = none yet' }),
  body: z.string().trim().min(1).max(20_000),
  submit: z.boolean().default(false),
})
export type SaveReport = z.infer<typeof SaveReport>
export const ReportDraft = z.object({ body: z.string() }).meta({ id: 'ReportDraft' })

/** Closed, genuine alarms of which no incident exists yet. */
const IncidentCandidate = z.object({
  alarmId: z.uuid(),
  schoolId: SchoolId,
  alarmKind: z.string(),
  receivedAt: Instant,
  reportDueAt: Instant.meta({ description: 'until when it is to be reported (R37)' }),
})
export type IncidentCandidate = z.infer<typeof IncidentCandidate>
export const IncidentCandidateList = z.object({ items: z.array(IncidentCandidate) }).meta({ id: 'IncidentCandidateList' })

export const CountQuery = z.strictObject({ from: Instant.optional(), to: Instant.optional(), school: SchoolId.optional() })
/** Incidents by month, school and kind; of 教育惩戒 the bureau sees nothing but this. */
export const IncidentCount = z.object({
  month: z.string().meta({ description: 'YYYY-MM in Shanghai, by occurredAt' }),
  schoolId: SchoolId,
  kind: IncidentKind,
  incidents: z.int(),
  unfinished: z.int(),
  overdue: z.int(),
})
export type IncidentCount = z.infer<typeof IncidentCount>
export const IncidentCountList = z.object({ items: z.array(IncidentCount) }).meta({ id: 'IncidentCountList' })
