// 督办单: an official letter about a task or a hazard to the department that answers for it.
import * as z from 'zod'
import { listOf, Page } from './ids.ts'
import { DepartmentId, PlanDay } from './task.ts'
import { Instant } from './time.ts'

export const SupervisionOwner = z.enum(['task', 'hazard'])
export type SupervisionOwner = z.infer<typeof SupervisionOwner>
/** issued 已下达, received 已签收, answered 已答复, closed 已办结, withdrawn 已撤回 */
export const SupervisionState = z.enum(['issued', 'received', 'answered', 'closed', 'withdrawn'])
export type SupervisionState = z.infer<typeof SupervisionState>

export const SupervisionOrder = z
  .object({
    id: z.uuid(),
    number: z.string().meta({ description: '〔year〕number' }),
    ownerKind: SupervisionOwner,
    ownerId: z.string(),
    subject: z.string().meta({ description: 'what the owner said when the letter went out' }),
    departmentId: DepartmentId,
    departmentName: z.string(),
    person: z.string().nullable(),
    demand: z.string(),
    dueOn: PlanDay,
    state: SupervisionState,
    late: z.boolean().meta({ description: 'not answered by its day' }),
    issuedBy: z.string(),
    issuedByName: z.string(),
    issuedAt: Instant,
    receivedBy: z.string().nullable(),
    receivedAt: Instant.nullable(),
    answer: z.string().nullable(),
    answeredBy: z.string().nullable(),
    answeredAt: Instant.nullable(),
    decision: z.string().nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: Instant.nullable(),
    synthetic: z.boolean(),
    version: z.int(),
    changedBy: z.string(),
  })
  .meta({ id: 'SupervisionOrder' })
export type SupervisionOrder = z.infer<typeof SupervisionOrder>
export const SupervisionOrderDetail = SupervisionOrder.extend({
  log: z.array(z.object({ at: Instant, by: z.string(), kind: z.string(), note: z.string().nullable() })),
}).meta({ id: 'SupervisionOrderDetail' })
export type SupervisionOrderDetail = z.infer<typeof SupervisionOrderDetail>

export const SupervisionOrderQuery = z.strictObject({
  state: z.enum(['open', 'ended']).optional(),
  department: DepartmentId.optional(),
  ownerKind: SupervisionOwner.optional(),
  ownerId: z.string().max(64).optional(),
  ...Page,
})
export const SupervisionOrderList = listOf(SupervisionOrder).meta({ id: 'SupervisionOrderList' })

const Words = (max: number) => z.string().trim().min(1).max(max)
export const NewSupervisionOrder = z.strictObject({
  ownerKind: SupervisionOwner,
  ownerId: z.string().min(1).max(64),
  departmentId: DepartmentId,
  person: z.string().trim().max(100).nullable().default(null),
  demand: Words(2000),
  dueOn: PlanDay,
})
export type NewSupervisionOrder = z.infer<typeof NewSupervisionOrder>

export const SupervisionActName = z.enum(['receive', 'answer', 'close', 'return', 'withdraw'])
export type SupervisionActName = z.infer<typeof SupervisionActName>
export const SupervisionAct = z.strictObject({ version: z.int().min(1), note: Words(2000).optional() })
export type SupervisionAct = z.infer<typeof SupervisionAct>
