import * as z from 'zod'
import { Exercise } from './event.ts'
import { DeviceId, listOf, Page, SchoolId } from './ids.ts'
import { Instant } from './time.ts'

/** A drill or test that the server itself has open (R11, R17): only this lowers priority, sound and escalation. */
export const OpenExercise = z
  .object({
    id: z.uuid(),
    kind: Exercise,
    deviceId: z.string().nullable(),
    schoolId: SchoolId.nullable(),
    openedBy: z.string(),
    openedAt: Instant,
    endsAt: Instant,
    endedAt: Instant.nullable(),
    policeNotifiedBy: z.string(),
    policeNotifiedAt: Instant,
    reason: z.string().nullable().meta({ description: 'what is practised or tried, and why' }),
  })
  .meta({ id: 'OpenExercise' })
export type OpenExercise = z.infer<typeof OpenExercise>

export const ExerciseQuery = z.strictObject({ school: SchoolId.optional(), ...Page })
export const ExerciseList = listOf(OpenExercise).meta({ id: 'ExerciseList' })

/** A drill is of a school or a device, at most a day; a test is of one device, at most 10 minutes. */
export const NewExercise = z
  .strictObject({
    kind: Exercise,
    deviceId: DeviceId.optional(),
    schoolId: SchoolId.optional(),
    minutes: z.int().min(1).max(1440),
    policeNotifiedBy: z.string().trim().min(1).max(100).meta({ description: 'who told the police' }),
    policeNotifiedAt: Instant,
    reason: z.string().trim().min(1).max(200).optional(),
  })
  .refine(({ deviceId, schoolId }) => (deviceId === undefined) !== (schoolId === undefined), {
    path: ['deviceId'],
    message: 'expected exactly one of deviceId and schoolId',
  })
  .refine(({ kind, deviceId }) => kind === 'drill' || deviceId !== undefined, { path: ['deviceId'], message: 'a test is of one device' })
  .refine(({ kind, minutes }) => kind === 'drill' || minutes <= 10, { path: ['minutes'], message: 'a test lasts at most 10 minutes' })
export type NewExercise = z.infer<typeof NewExercise>
