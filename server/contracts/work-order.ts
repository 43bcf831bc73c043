import * as z from 'zod'
import { DeviceId, listOf, Page, SchoolId } from './ids.ts'
import { Instant } from './time.ts'

export const OrderState = z.enum(['assigned', 'onTheWay', 'mended', 'verified', 'cancelled'])
export type OrderState = z.infer<typeof OrderState>
/** press: proven from the button to a person's screen; look: a person saw the picture; signal: the device was heard again, well. */
export const Proof = z.enum(['press', 'look', 'signal'])
export type Proof = z.infer<typeof Proof>

export const WorkOrder = z
  .object({
    id: z.uuid(),
    faultId: z.uuid(),
    faultKind: z.string(),
    schoolId: SchoolId.nullable(),
    deviceId: z.string().nullable(),
    deviceName: z.string().nullable(),
    state: OrderState,
    assignee: z.string().meta({ description: 'user name' }),
    assigneeName: z.string(),
    assignedBy: z.string(),
    assignedAt: Instant,
    mendedAt: Instant.nullable(),
    verifiedAt: Instant.nullable(),
    verifiedBy: z.string().nullable().meta({ description: 'null: a press or a signal proved it' }),
    proof: Proof,
    missingProof: z.string().nullable().meta({ description: 'what is still missing before it counts as verified' }),
    mayTakeWord: z.boolean().meta({
      description:
        'whether `verify` with a note by whoever reads this ends it: the device is heard well since the mending and has not told of its fault again, and may never tell that it is over; a vendor does not vouch for what he mended himself',
    }),
    pausedSince: Instant.nullable(),
    pauseReason: z.string().nullable(),
    pausedS: z.int(),
    version: z.int(),
  })
  .meta({ id: 'WorkOrder' })
export type WorkOrder = z.infer<typeof WorkOrder>

export const WorkOrderLogEntry = z.object({
  at: Instant,
  doneAt: Instant.nullable().meta({ description: 'by the clock of a phone that had no network then' }),
  by: z.string().nullable(),
  kind: z.string(),
  note: z.string().nullable(),
})
export type WorkOrderLogEntry = z.infer<typeof WorkOrderLogEntry>
export const WorkOrderDetail = WorkOrder.extend({ log: z.array(WorkOrderLogEntry) }).meta({ id: 'WorkOrderDetail' })
export type WorkOrderDetail = z.infer<typeof WorkOrderDetail>

export const WorkOrderQuery = z.strictObject({ state: z.enum(['open', 'ended']).optional(), school: SchoolId.optional(), ...Page })
export const WorkOrderList = listOf(WorkOrder).meta({ id: 'WorkOrderList' })

/** `doneAt` is what the phone's clock said when it had no network. */
const DoneAt = { doneAt: Instant.optional() }
export const NewWorkOrder = z.strictObject({
  faultId: z.uuid(),
  assignee: z.string().min(1).max(64).optional().meta({ description: 'user name; default: who asks' }),
  note: z.string().trim().max(500).optional(),
  ...DoneAt,
})
export const OrderCommandName = z.enum(['start', 'mend', 'verify', 'cancel', 'pause', 'resume', 'note'])
export type OrderCommandName = z.infer<typeof OrderCommandName>
export const WorkOrderAct = z.strictObject({
  version: z.int().min(1),
  note: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .optional()
    .meta({ description: 'of a pause, and of a verification by word: the reason, required' }),
  ...DoneAt,
})
export type WorkOrderAct = z.infer<typeof WorkOrderAct>

/** Whom a work order can be given to. */
export const Assignee = z
  .object({ username: z.string(), name: z.string(), role: z.enum(['technician', 'vendor']) })
  .meta({ id: 'Assignee' })
export type Assignee = z.infer<typeof Assignee>
export const AssigneeQuery = z.strictObject({ fault: z.uuid().optional().meta({ description: 'only who sees this fault' }) })
export const AssigneeList = z.object({ items: z.array(Assignee) }).meta({ id: 'AssigneeList' })

const Line = z.string().trim().max(200).nullable()
/** What a visit needs to know of a device; null = nobody has written it down. */
export const DeviceService = z
  .strictObject({ model: Line, parts: Line, warrantyUntil: z.iso.date().nullable() })
  .meta({ id: 'DeviceService' })
export type DeviceService = z.infer<typeof DeviceService>
/** When a school lets technicians in, and whom to ask for. */
export const SchoolVisit = z.strictObject({ hours: Line, note: Line }).meta({ id: 'SchoolVisit' })
export type SchoolVisit = z.infer<typeof SchoolVisit>
export const ServiceRecords = z
  .object({
    devices: z.array(DeviceService.extend({ deviceId: DeviceId })),
    schools: z.array(SchoolVisit.extend({ schoolId: SchoolId })),
  })
  .meta({ id: 'ServiceRecords' })
export type ServiceRecords = z.infer<typeof ServiceRecords>
