// 任务清单: the plan's tasks with lead and responsible departments, person, time plan and budget (R34, R35).
import * as z from 'zod'
import { listOf, Page } from './ids.ts'
import { Instant } from './time.ts'

/** A calendar day in Shanghai that a plan can name; 1899 is Excel's empty cell. */
export const PlanDay = z.iso
  .date()
  .refine((day) => day >= '2000-01-01' && day <= '2099-12-31', 'expected a day between 2000-01-01 and 2099-12-31')
export const TaskId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'expected 1–64 of letters, digits and . _ -')
export const DepartmentId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'expected the id of a department')

/** open 进行中; finished: the department says so, 待核验; verified 已核验; cancelled 已撤销 */
export const TaskState = z.enum(['open', 'finished', 'verified', 'cancelled'])
export type TaskState = z.infer<typeof TaskState>
export const TaskStanding = z
  .enum(['notBegun', 'onTime', 'dueSoon', 'late', 'doneOnTime', 'doneLate', 'cancelled'])
  .meta({ description: 'by the calendar of Shanghai against the due day in force; dueSoon: 7 days or less' })
export type TaskStanding = z.infer<typeof TaskStanding>

const Words = (max: number) => z.string().trim().min(1).max(max)
const MaybeWords = (max: number) => z.string().trim().max(max).nullable()
/** 万元 would hide what is small: yuan, to the cent. */
const Money = z.number().min(0).max(1e11).nullable().meta({ description: 'yuan' })

export const Milestone = z.strictObject({ name: Words(200), dueOn: PlanDay, doneOn: PlanDay.nullable() })
export type Milestone = z.infer<typeof Milestone>

const Fields = {
  point: Words(100).meta({ description: 'point of the plan, e.g. 第19条（一）' }),
  measureId: z.string().max(64).nullable().meta({ description: 'the measure that proves it' }),
  text: Words(1000),
  leadDept: DepartmentId,
  responsible: z.array(DepartmentId).max(40),
  person: MaybeWords(100).meta({ description: 'null: nobody is named yet; accepted, and listed' }),
  leader: MaybeWords(100).meta({ description: '包抓领导' }),
  startsOn: PlanDay,
  dueOn: PlanDay,
  milestones: z.array(Milestone).max(40),
  evidence: MaybeWords(500).meta({ description: 'what will prove it' }),
  budgetPlanned: Money,
  budgetArrived: Money,
  budgetSpent: Money,
}

export const NewTask = z.strictObject({
  id: TaskId.optional(),
  ...Fields,
  measureId: Fields.measureId.default(null),
  responsible: Fields.responsible.default([]),
  person: Fields.person.default(null),
  leader: Fields.leader.default(null),
  milestones: Fields.milestones.default([]),
  evidence: Fields.evidence.default(null),
  budgetPlanned: Money.default(null),
  budgetArrived: Money.default(null),
  budgetSpent: Money.default(null),
})
export type NewTask = z.infer<typeof NewTask>
export const TaskEdit = z.strictObject({ version: z.int().min(1), ...Fields })
export type TaskEdit = z.infer<typeof TaskEdit>

const Named = z.object({ id: DepartmentId, name: z.string() })
export const Task = z
  .object({
    id: TaskId,
    ...Fields,
    lead: Named,
    departments: z
      .array(Named.extend({ receivedAt: Instant.nullable(), receivedBy: z.string().nullable() }))
      .meta({ description: 'lead first, then the responsible ones, each with its receipt 签收' }),
    firstDueOn: PlanDay.meta({ description: 'as first given, before any extension' }),
    state: TaskState,
    standing: TaskStanding,
    lateDays: z.int().meta({ description: 'days past the due day in force; 0 when not late' }),
    openDays: z.int().meta({ description: 'days since its start while it is open; else 0' }),
    percent: z.int(),
    finishedOn: PlanDay.nullable(),
    delayReason: z.string().nullable(),
    delayAt: Instant.nullable(),
    asked: z.object({ dueOn: PlanDay, reason: z.string(), by: z.string() }).nullable().meta({ description: 'an extension that waits' }),
    remindersOpen: z.int().meta({ description: 'reminders that nobody has signed for' }),
    ordersOpen: z.int().meta({ description: 'supervision orders that are not closed' }),
    missing: z
      .array(z.enum(['person', 'receipt', 'delayReason', 'evidence']))
      .meta({ description: 'what is lacking: a person, a receipt, the reason of a delay, what proves it' }),
    synthetic: z.boolean(),
    version: z.int(),
    changedBy: z.string(),
    changedAt: Instant,
  })
  .meta({ id: 'Task' })
export type Task = z.infer<typeof Task>

const TaskLogEntry = z.object({
  at: Instant,
  by: z.string(),
  departmentId: z.string().nullable(),
  kind: z.string(),
  note: z.string().nullable(),
  data: z.record(z.string(), z.unknown()).nullable(),
})
export const TaskReminder = z
  .object({
    id: z.uuid(),
    taskId: TaskId,
    departmentId: DepartmentId,
    step: z.enum(['before7', 'before1', 'after1', 'after7', 'hand']),
    note: z.string().nullable(),
    at: Instant,
    by: z.string().nullable().meta({ description: 'null: the calendar' }),
    receivedAt: Instant.nullable(),
    receivedBy: z.string().nullable(),
  })
  .meta({ id: 'TaskReminder' })
export type TaskReminder = z.infer<typeof TaskReminder>
export const TaskDetail = Task.extend({ log: z.array(TaskLogEntry), reminders: z.array(TaskReminder) }).meta({ id: 'TaskDetail' })
export type TaskDetail = z.infer<typeof TaskDetail>

export const TaskQuery = z.strictObject({
  department: DepartmentId.optional().meta({ description: 'leads or is responsible' }),
  lead: DepartmentId.optional().meta({ description: 'leads' }),
  year: z.coerce.number().int().min(2000).max(2099).optional().meta({ description: 'counted in that year’s figures' }),
  state: TaskState.optional(),
  standing: z
    .enum(['late', 'dueSoon', 'open30', 'late30', 'noPerson', 'unreceived', 'noReason', 'asked', 'doneOnTime', 'doneLate', 'counted'])
    .optional(),
  point: z.string().max(100).optional(),
  measure: z.string().max(64).optional(),
  text: z.string().max(100).optional().meta({ description: 'part of number, text or person' }),
  ...Page,
})
export const TaskList = listOf(Task).meta({ id: 'TaskList' })

export const TaskActName = z.enum([
  'receive',
  'report',
  'explain',
  'askExtension',
  'decideExtension',
  'finish',
  'verify',
  'return',
  'cancel',
  'reopen',
  'note',
])
export type TaskActName = z.infer<typeof TaskActName>
/** What an act needs is said by the act; what it does not know is refused. */
export const TaskAct = z.strictObject({
  version: z.int().min(1),
  note: Words(1000).optional(),
  percent: z.int().min(0).max(100).optional(),
  milestone: z.int().min(0).max(39).optional().meta({ description: 'place of the milestone that is reached' }),
  dueOn: PlanDay.optional(),
  approved: z.boolean().optional(),
  budgetSpent: Money.optional(),
})
export type TaskAct = z.infer<typeof TaskAct>
export const RemindTask = z.strictObject({ departments: z.array(DepartmentId).min(1).max(40).optional(), note: Words(500) })

export const DepartmentFigures = z
  .object({
    department: Named,
    total: z.int(),
    open: z.int(),
    onTime: z.int().meta({ description: 'finished by the day in force' }),
    doneLate: z.int(),
    late: z.int().meta({ description: 'open past the day in force' }),
    open30: z.int().meta({ description: 'open for more than 30 days since the start' }),
    late30: z.int().meta({ description: 'late by more than 30 days' }),
    noPerson: z.int(),
    unreceived: z.int(),
    noReason: z.int().meta({ description: 'late, and no reason was given' }),
    extended: z.int(),
    rate: z.number().nullable().meta({ description: '% on time of what was due by now; null when nothing was' }),
    orders: z.int(),
    ordersOpen: z.int(),
    ordersLate: z.int(),
    points: z.number().meta({ description: 'appraisal of the year' }),
    accountable: z.int().meta({ description: 'persons held to account in the year' }),
    budgetPlanned: z.number(),
    budgetArrived: z.number(),
    budgetSpent: z.number(),
  })
  .meta({ id: 'DepartmentFigures' })
export type DepartmentFigures = z.infer<typeof DepartmentFigures>
export const FiguresQuery = z.strictObject({ year: z.coerce.number().int().min(2000).max(2099).optional() })
export const DepartmentFiguresList = z
  .object({ today: PlanDay, year: z.int(), items: z.array(DepartmentFigures), nextCursor: z.null() })
  .meta({ id: 'DepartmentFiguresList' })
