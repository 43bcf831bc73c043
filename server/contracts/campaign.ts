// 专项整治, 联席会议, 借调教师, 考核与问责: what stands beside the task list (R34, R35; Ningxia's ten measures for loans).
import * as z from 'zod'
import { NewHazard } from './hazard.ts'
import { SchoolId } from './ids.ts'
import { PeriodId } from './measure.ts'
import { DepartmentId, PlanDay } from './task.ts'
import { Instant } from './time.ts'

const Words = (max: number) => z.string().trim().min(1).max(max)
const Maybe = (max: number) => z.string().trim().max(max).nullable().default(null)
const Departments = z.array(DepartmentId).max(40)
/** Lists of a year: a few dozen rows, the newest first. */
const yearly = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.null() })
export const YearQuery = z.strictObject({ year: z.coerce.number().int().min(2000).max(2099).optional() })

/** Whose it is: those of its maker. */
const Townships = z
  .array(z.object({ id: z.string(), name: z.string() }))
  .nullable()
  .meta({ description: 'the townships that it is of; null: of the whole district' })

export const NewCampaign = z.strictObject({
  name: Words(200),
  basis: Maybe(500),
  leadDept: DepartmentId,
  departments: Departments.default([]),
  startsOn: PlanDay,
  endsOn: PlanDay,
})
export type NewCampaign = z.infer<typeof NewCampaign>
/** A finding at a school becomes a hazard on the list when it says of which kind it is. */
export const NewFinding = z.strictObject({
  schoolId: SchoolId.nullable(),
  foundOn: PlanDay,
  text: Words(1000),
  departmentId: DepartmentId.meta({ description: 'whose it is to mend' }),
  hazard: NewHazard.pick({ place: true, kind: true, risk: true }).nullable(),
})
export type NewFinding = z.infer<typeof NewFinding>
const Finding = z.object({
  id: z.uuid(),
  schoolId: SchoolId.nullable(),
  schoolName: z.string().nullable(),
  foundOn: PlanDay,
  text: z.string(),
  departmentId: DepartmentId,
  departmentName: z.string(),
  hazardId: z.uuid().nullable(),
  hazardState: z.string().nullable().meta({ description: 'of the hazard that it became, as it is now' }),
  by: z.string(),
})
export const Campaign = z
  .object({
    id: z.uuid(),
    name: z.string(),
    basis: z.string().nullable(),
    lead: z.object({ id: DepartmentId, name: z.string() }),
    departments: z.array(z.object({ id: DepartmentId, name: z.string() })),
    townships: Townships,
    startsOn: PlanDay,
    endsOn: PlanDay,
    closedOn: PlanDay.nullable(),
    summary: z.string().nullable(),
    findings: z.array(Finding),
    synthetic: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'Campaign' })
export type Campaign = z.infer<typeof Campaign>
export const CampaignList = yearly(Campaign).meta({ id: 'CampaignList' })
export const CloseCampaign = z.strictObject({ version: z.int().min(1), summary: Words(2000) })

export const NewMeeting = z.strictObject({
  title: Words(200),
  heldOn: PlanDay,
  chair: Maybe(100),
  departments: Departments.default([]),
  minutes: Maybe(4000),
  decisions: z
    .array(
      z.strictObject({
        text: Words(1000),
        departmentId: DepartmentId,
        dueOn: PlanDay,
        person: Maybe(100),
        task: z.boolean().meta({ description: 'goes onto the task list' }),
      }),
    )
    .max(40),
})
export type NewMeeting = z.infer<typeof NewMeeting>
export const Meeting = z
  .object({
    id: z.uuid(),
    title: z.string(),
    heldOn: PlanDay,
    chair: z.string().nullable(),
    departments: z.array(z.object({ id: DepartmentId, name: z.string() })),
    townships: Townships,
    minutes: z.string().nullable(),
    decisions: z.array(
      z.object({
        n: z.int(),
        text: z.string(),
        departmentId: DepartmentId,
        departmentName: z.string(),
        dueOn: PlanDay,
        taskId: z.string().nullable(),
      }),
    ),
    synthetic: z.boolean(),
  })
  .meta({ id: 'Meeting' })
export type Meeting = z.infer<typeof Meeting>
export const MeetingList = yearly(Meeting).meta({ id: 'MeetingList' })

export const NewTeacherLoan = z.strictObject({
  schoolId: SchoolId,
  name: Words(50),
  borrower: Words(100).meta({ description: 'who has borrowed the teacher' }),
  reason: Maybe(200),
  approver: Maybe(100),
  startsOn: PlanDay,
  endsOn: PlanDay,
})
export type NewTeacherLoan = z.infer<typeof NewTeacherLoan>
export const TeacherLoan = z
  .object({
    id: z.uuid(),
    ...NewTeacherLoan.shape,
    schoolName: z.string(),
    returnedOn: PlanDay.nullable(),
    limitOn: PlanDay.meta({ description: 'six months after the start' }),
    tooLong: z.boolean().meta({ description: 'planned, or gone on, beyond six months' }),
    synthetic: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'TeacherLoan' })
export type TeacherLoan = z.infer<typeof TeacherLoan>
export const TeacherLoanList = yearly(TeacherLoan).meta({ id: 'TeacherLoanList' })
export const ReturnTeacher = z.strictObject({ version: z.int().min(1), returnedOn: PlanDay })

const Decided = { departmentId: DepartmentId, decidedOn: PlanDay, text: Words(1000), taskId: z.string().max(64).nullable().default(null) }
export const NewAppraisal = z.strictObject({
  ...Decided,
  points: z.number().min(-100).max(100).multipleOf(0.1).meta({ description: 'below 0: deducted' }),
})
export type NewAppraisal = z.infer<typeof NewAppraisal>
const Made = { id: z.uuid(), departmentName: z.string(), by: z.string(), at: Instant, synthetic: z.boolean() }
export const Appraisal = z.object({ ...NewAppraisal.shape, ...Made }).meta({ id: 'Appraisal' })
export type Appraisal = z.infer<typeof Appraisal>
export const AppraisalList = yearly(Appraisal).meta({ id: 'AppraisalList' })

/** 督导结果: what a frozen period takes off a department, and whether that was done. */
const AppraisalProposal = z.object({
  departmentId: DepartmentId,
  departmentName: z.string(),
  points: z.number(),
  text: z.string(),
  counted: z.boolean().meta({ description: 'is in the appraisal already' }),
})
export type AppraisalProposal = z.infer<typeof AppraisalProposal>
export const AppraisalProposalList = yearly(AppraisalProposal).meta({ id: 'AppraisalProposalList' })
export const AppraisalPeriod = z.strictObject({ period: PeriodId })

/** talk 约谈, notice 通报批评, written 书面检查, admonition 诫勉, discipline 处分 */
const AccountabilityForm = z.enum(['talk', 'notice', 'written', 'admonition', 'discipline'])
export const NewAccountability = z.strictObject({
  ...Decided,
  person: Words(100),
  form: AccountabilityForm,
  decidedBy: Words(100).meta({ description: 'who held him to account' }),
})
export type NewAccountability = z.infer<typeof NewAccountability>
export const Accountability = z.object({ ...NewAccountability.shape, ...Made }).meta({ id: 'Accountability' })
export type Accountability = z.infer<typeof Accountability>
export const AccountabilityList = yearly(Accountability).meta({ id: 'AccountabilityList' })
