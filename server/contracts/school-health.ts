import * as z from 'zod'
import { SchoolId } from './ids.ts'
import { Instant } from './time.ts'

const IncapableReason = z
  .enum(['dead', 'unheard', 'noButton'])
  .meta({ description: 'dead: its last button has failed; unheard: none was ever heard; noButton: none is registered' })

/** How the devices of one school stand now: the map's one figure. */
export const SchoolHealth = z
  .object({
    schoolId: SchoolId,
    devices: z.int(),
    online: z.int(),
    offline: z.int(),
    unknown: z.int(),
    maintenance: z.int(),
    onlineRate: z
      .number()
      .nullable()
      .meta({ description: 'online ÷ (all − maintenance), %, rounded down to a tenth; null: nothing to count' }),
    darkSince: Instant.nullable().meta({ description: 'since when the school is dark as a whole (its uplink); null: it is not' }),
    faults: z.int().meta({ description: 'open faults, one a cause' }),
    worstLoss: z.string().nullable().meta({ description: 'what is lost at worst, as in the fault board' }),
    buttons: z.int(),
    buttonsOnline: z.int(),
    provenAt: Instant.nullable().meta({ description: 'last press proven from any of its buttons to a person’s screen' }),
    cannotAlarm: z.object({ reason: IncapableReason, since: Instant.nullable() }).nullable().meta({ description: '无报警能力' }),
  })
  .meta({ id: 'SchoolHealth' })
export type SchoolHealth = z.infer<typeof SchoolHealth>
export const SchoolHealthList = z.object({ items: z.array(SchoolHealth) }).meta({ id: 'SchoolHealthList' })

/** 无报警能力: a school that cannot call by its buttons, and who there knows it. */
export const AlarmGap = z
  .object({
    id: z.uuid(),
    schoolId: SchoolId,
    schoolName: z.string(),
    reason: IncapableReason,
    since: Instant,
    confirmedAt: Instant.nullable(),
    confirmedBy: z.string().nullable(),
    confirmedWith: z.string().nullable().meta({ description: 'who of the school was spoken to, when it was confirmed by telephone' }),
  })
  .meta({ id: 'AlarmGap' })
export type AlarmGap = z.infer<typeof AlarmGap>
export const AlarmGapList = z.object({ items: z.array(AlarmGap) }).meta({ id: 'AlarmGapList' })

/** The school itself confirms with an empty body; somebody else names whom he told by telephone. */
export const ConfirmGap = z.strictObject({ spokenWith: z.string().trim().min(1).max(100).optional() })
