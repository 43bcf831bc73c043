import * as z from 'zod'
import { AlarmId, listOf, Page } from './ids.ts'
import { Instant } from './time.ts'

/** An alarm that was open when a shift was handed over, and who has taken it by name. */
const HandedAlarm = z.object({
  alarmId: AlarmId,
  from: z.string().nullable().meta({ description: 'username of who had it then, null = nobody' }),
  takenBy: z.string().nullable(),
  takenByName: z.string().nullable(),
  takenAt: Instant.nullable(),
  closed: z.boolean().meta({ description: 'closed meanwhile: nobody needs to take it' }),
})

/** 交接班 (R15): begun by who goes; whoever comes takes its open alarms by name, then the shift. */
export const Handover = z
  .object({
    id: z.uuid(),
    by: z.string(),
    byName: z.string().nullable(),
    startedAt: Instant,
    takenBy: z.string().nullable().meta({ description: 'who has taken the shift' }),
    takenByName: z.string().nullable(),
    withdrawn: z.boolean(),
    endedAt: Instant.nullable(),
    alarms: z.array(HandedAlarm).meta({ description: 'in the reader’s scope' }),
  })
  .meta({ id: 'Handover' })
export type Handover = z.infer<typeof Handover>

export const HandoverQuery = z.strictObject({ ...Page })
export const HandoverList = listOf(Handover).meta({ id: 'HandoverList' })

/** Takes one alarm of an open hand-over by name. */
export const Take = z.strictObject({ version: z.int().min(1).meta({ description: 'the version that the caller saw' }) })
