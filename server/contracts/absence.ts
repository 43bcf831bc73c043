import * as z from 'zod'
import { listOf, Page, SchoolId } from './ids.ts'
import { DepartmentId, PlanDay } from './task.ts'
import { Instant } from './time.ts'

/** What was found to be the cause; diseases that a notice names, not a child's. */
export const AbsenceCause = z.enum([
  'influenza',
  'norovirus',
  'chickenpox',
  'handFootMouth',
  'foodborne',
  'otherInfection',
  'notInfectious',
])
export type AbsenceCause = z.infer<typeof AbsenceCause>

const Counted = {
  schoolId: SchoolId,
  day: z.string().meta({ description: 'YYYY-MM-DD in Shanghai' }),
  absent: z.int().meta({ description: 'pupils absent because of illness' }),
  pupils: z.int().nullable().meta({ description: 'of the register; null = not known, then no share is said' }),
}
/** 因病缺课 of one school and day: a number, no names. */
export const Absence = z.object(Counted).meta({ id: 'Absence' })
export type Absence = z.infer<typeof Absence>
export const AbsenceQuery = z.strictObject({ school: SchoolId.optional(), from: PlanDay.optional(), to: PlanDay.optional(), ...Page })
export const AbsenceList = listOf(Absence).meta({ id: 'AbsenceList' })

export const AbsenceNotice = z
  .object({
    id: z.uuid(),
    ...Counted,
    rule: z.enum(['absencePupils', 'absencePercent']),
    amount: z.int().meta({ description: 'the threshold, pupils or percent' }),
    correctedAbsent: z
      .int()
      .nullable()
      .meta({ description: 'what a later import says of the day; the notice stays as it was made. null = not corrected' }),
    madeAt: Instant,
    cause: AbsenceCause.nullable(),
    answeredBy: z.string().nullable(),
    answeredAt: Instant.nullable(),
    version: z.int(),
  })
  .meta({ id: 'AbsenceNotice' })
export type AbsenceNotice = z.infer<typeof AbsenceNotice>
export const AbsenceNoticeList = z.object({ items: z.array(AbsenceNotice) }).meta({ id: 'AbsenceNoticeList' })
export const AnswerNotice = z.strictObject({ version: z.int().min(1), cause: AbsenceCause })

export const AbsenceImport = z
  .object({ rows: z.int(), added: z.int(), changed: z.int(), same: z.int(), notices: z.int() })
  .meta({ id: 'AbsenceImport' })
export type AbsenceImport = z.infer<typeof AbsenceImport>

const OwnerKind = z.enum(['incident', 'absenceNotice'])
export type PreventionOwnerKind = z.infer<typeof OwnerKind>
export const PreventionOwner = z.strictObject({ ownerKind: OwnerKind, ownerId: z.uuid() })
export type PreventionOwner = z.infer<typeof PreventionOwner>
/** 防范措施: what is done so that it does not happen again. */
export const Prevention = z
  .object({
    id: z.uuid(),
    what: z.string(),
    dueOn: z.string(),
    by: z.string(),
    at: Instant,
    doneAt: Instant.nullable(),
    doneBy: z.string().nullable(),
    taskId: z.string().nullable().meta({ description: 'on the task list' }),
  })
  .meta({ id: 'Prevention' })
export type Prevention = z.infer<typeof Prevention>
export const PreventionList = z.object({ items: z.array(Prevention) }).meta({ id: 'PreventionList' })
export const NewPrevention = z.strictObject({ ...PreventionOwner.shape, what: z.string().trim().min(1).max(200), dueOn: PlanDay })
export type NewPrevention = z.infer<typeof NewPrevention>
export const PreventionTask = z.strictObject({ leadDept: DepartmentId })
