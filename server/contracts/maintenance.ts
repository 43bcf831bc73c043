import * as z from 'zod'
import { DeviceId, listOf, Page, SchoolId } from './ids.ts'
import { Instant } from './time.ts'

/** 维护窗口: devices in somebody's hand. Their silence is no fault, and their time stands apart from availability. A press still alarms. */
export const MaintenanceWindow = z
  .object({
    id: z.uuid(),
    deviceId: z.string().nullable().meta({ description: 'with everything below it; null: the whole school' }),
    schoolId: SchoolId,
    devices: z.int().meta({ description: 'devices that it covers, as the register stood when it was opened' }),
    startsAt: Instant,
    endsAt: Instant,
    reason: z.string(),
    openedBy: z.string(),
    endedBy: z.string().nullable(),
  })
  .meta({ id: 'MaintenanceWindow' })
export type MaintenanceWindow = z.infer<typeof MaintenanceWindow>

export const MaintenanceQuery = z.strictObject({
  school: SchoolId.optional(),
  state: z.enum(['open', 'ended']).optional().meta({ description: 'open: not ended yet, planned ones included' }),
  ...Page,
})
export const MaintenanceList = listOf(MaintenanceWindow).meta({ id: 'MaintenanceList' })

const LONGEST_MS = 30 * 86_400_000

export const NewMaintenance = z
  .strictObject({
    deviceId: DeviceId.optional(),
    schoolId: SchoolId.optional(),
    startsAt: Instant.optional().meta({ description: 'default: now' }),
    endsAt: Instant,
    reason: z.string().trim().min(1).max(200),
  })
  .refine(({ deviceId, schoolId }) => (deviceId === undefined) !== (schoolId === undefined), {
    path: ['deviceId'],
    message: 'expected exactly one of deviceId and schoolId',
  })
  .refine(({ startsAt, endsAt }) => startsAt === undefined || Date.parse(endsAt) > Date.parse(startsAt), {
    path: ['endsAt'],
    message: 'expected an instant after startsAt',
  })
  .refine(({ startsAt, endsAt }) => startsAt === undefined || Date.parse(endsAt) - Date.parse(startsAt) <= LONGEST_MS, {
    path: ['endsAt'],
    message: 'a window lasts at most 30 days',
  })
export type NewMaintenance = z.infer<typeof NewMaintenance>
