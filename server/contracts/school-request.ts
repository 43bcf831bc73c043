// 清单准入: a request to schools exists only if the list has it; what the system knows is filled and locked (R40).
import * as z from 'zod'
import { listOf, Page, SchoolId } from './ids.ts'
import { DepartmentId, PlanDay } from './task.ts'
import { Instant } from './time.ts'

/** inspection 检查事项, form 报表事项, social 社会事务 */
const RequestKind = z.enum(['inspection', 'form', 'social'])
export const RequestFrequency = z.enum(['once', 'monthly', 'quarterly', 'termly', 'yearly'])
export type RequestFrequency = z.infer<typeof RequestFrequency>
export const RequestListState = z.enum(['proposed', 'approved', 'rejected', 'withdrawn'])
export type RequestListState = z.infer<typeof RequestListState>

/** What the system knows of a school; `measure:<id>` is that measure's newest figure, met ÷ required. */
const KnownSource = z
  .string()
  .regex(
    /^(name|code|level|township|pupils|boarding|campuses|guards|fullTimeGuards|devices|cameras|buttons|buttonsOnline|measure:[a-z][A-Za-z0-9]{1,63})$/,
    'expected something the system knows of a school',
  )

const Words = (max: number) => z.string().trim().min(1).max(max)
export const RequestField = z.strictObject({
  key: z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'expected letters and digits, a small letter first'),
  label: Words(100),
  type: z.enum(['text', 'number', 'yesNo', 'day']),
  source: KnownSource.nullable().meta({ description: 'null: the school types it' }),
  required: z.boolean(),
})
export type RequestField = z.infer<typeof RequestField>

const Entry = {
  departmentId: DepartmentId,
  kind: RequestKind,
  title: Words(200),
  basis: Words(500).meta({ description: 'law or document' }),
  approver: Words(100).meta({ description: 'who approved it, as the document names him' }),
  frequency: RequestFrequency,
  fields: z.array(RequestField).min(1).max(60),
  validFrom: PlanDay,
  validTo: PlanDay,
}
export const NewRequestListEntry = z.strictObject({
  ...Entry,
  filedOn: PlanDay.optional().meta({ description: 'of a plan filed on paper, by the bureau; default today' }),
})
export type NewRequestListEntry = z.infer<typeof NewRequestListEntry>

export const RequestListEntry = z
  .object({
    id: z.uuid(),
    ...Entry,
    departmentName: z.string(),
    filedOn: PlanDay.meta({ description: 'at least 30 days before validFrom' }),
    state: RequestListState,
    inForce: z.boolean().meta({ description: 'approved, and today within its days' }),
    proposedBy: z.string(),
    proposedAt: Instant,
    decidedBy: z.string().nullable(),
    decidedAt: Instant.nullable(),
    decision: z.string().nullable(),
    synthetic: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'RequestListEntry' })
export type RequestListEntry = z.infer<typeof RequestListEntry>
export const RequestListQuery = z.strictObject({ state: RequestListState.optional(), department: DepartmentId.optional(), ...Page })
export const RequestListList = listOf(RequestListEntry).meta({ id: 'RequestListList' })
export const DecideEntry = z.strictObject({
  version: z.int().min(1),
  decision: z.enum(['approved', 'rejected', 'withdrawn']),
  note: z.string().trim().max(500).optional(),
})
export type DecideEntry = z.infer<typeof DecideEntry>

export const NewSchoolRequest = z.strictObject({
  departmentId: DepartmentId,
  listId: z.uuid().nullable().meta({ description: 'of the list’s entry; null: what is asked is on no list, and is refused and counted' }),
  title: z.string().trim().max(200).optional().meta({ description: 'of what is on no list' }),
  schools: z.array(SchoolId).min(1).max(2000).optional().meta({ description: 'default: every school' }),
  dueOn: PlanDay,
  note: z.string().trim().max(500).optional(),
})
export type NewSchoolRequest = z.infer<typeof NewSchoolRequest>

export const SchoolRequest = z
  .object({
    id: z.uuid(),
    listId: z.uuid(),
    title: z.string(),
    kind: RequestKind,
    departmentId: DepartmentId,
    departmentName: z.string(),
    basis: z.string(),
    dueOn: PlanDay,
    note: z.string().nullable(),
    issuedBy: z.string(),
    issuedAt: Instant,
    schools: z.int().meta({ description: 'in the reader’s scope' }),
    answered: z.int(),
    synthetic: z.boolean(),
  })
  .meta({ id: 'SchoolRequest' })
export type SchoolRequest = z.infer<typeof SchoolRequest>
export const SchoolRequestQuery = z.strictObject({
  department: DepartmentId.optional(),
  state: z.enum(['open', 'answered']).optional(),
  ...Page,
})
export const SchoolRequestList = listOf(SchoolRequest).meta({ id: 'SchoolRequestList' })

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()])
export const RequestAnswerSheet = z
  .object({
    requestId: z.uuid(),
    schoolId: SchoolId,
    schoolName: z.string(),
    fields: z.array(RequestField.extend({ value: Value, locked: z.boolean().meta({ description: 'filled by the system' }) })),
    answeredBy: z.string().nullable(),
    answeredAt: Instant.nullable(),
  })
  .meta({ id: 'RequestAnswerSheet' })
export type RequestAnswerSheet = z.infer<typeof RequestAnswerSheet>
export const SchoolRequestDetail = SchoolRequest.extend({ sheets: z.array(RequestAnswerSheet) }).meta({ id: 'SchoolRequestDetail' })
export type SchoolRequestDetail = z.infer<typeof SchoolRequestDetail>
export const AnswerRequest = z.strictObject({
  schoolId: SchoolId,
  answers: z.record(z.string(), Value).meta({ description: 'of the fields that are not locked, by key' }),
})
export type AnswerRequest = z.infer<typeof AnswerRequest>

export const BurdenQuery = z.strictObject({ year: z.coerce.number().int().min(2000).max(2099).optional() })
export const RequestBurden = z
  .object({
    year: z.int(),
    requests: z.int().meta({ description: 'that reached schools: one a request and school' }),
    fields: z.int(),
    filled: z.int().meta({ description: 'fields that the system filled' }),
    savedRate: z
      .number()
      .nullable()
      .meta({ description: '% of fields that nobody typed, rounded down to a tenth; null when there were none' }),
    refused: z.int().meta({ description: 'requests refused that were aimed at the reader’s schools' }),
    refusedForms: z.int().meta({ description: 'forms that schools did not get for it: requests × schools' }),
    departments: z.array(
      z.object({ departmentId: DepartmentId, name: z.string(), requests: z.int(), fields: z.int(), filled: z.int(), refused: z.int() }),
    ),
    schools: z.array(
      z.object({
        schoolId: SchoolId,
        name: z.string(),
        months: z.array(z.int()).length(12),
        requests: z.int(),
        open: z.int(),
        fields: z.int(),
        filled: z.int(),
      }),
    ),
    refusals: z.array(
      z.object({ at: Instant, departmentName: z.string(), title: z.string(), reason: z.string(), schools: z.int(), by: z.string() }),
    ),
  })
  .meta({ id: 'RequestBurden' })
export type RequestBurden = z.infer<typeof RequestBurden>
