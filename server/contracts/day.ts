import * as z from 'zod'
import { SchoolId } from './ids.ts'
import { Instant } from './time.ts'

const Happened = z.object({ at: Instant, schoolId: SchoolId.nullable() })

/** The day of the reader's scope in figures (今日), from midnight in Shanghai. */
export const Day = z
  .object({
    from: Instant,
    alarms: z.int().meta({ description: 'received today, exercises apart' }),
    exercises: z.int().meta({ description: 'alarms of drills and tests that the server had open' }),
    genuine: z.int().meta({ description: 'of today’s alarms, closed as 真实警情' }),
    openFaults: z.int(),
    devicesToMend: z.int().meta({ description: 'devices with an open fault' }),
    lastDrill: Happened.nullable(),
    lastProven: Happened.nullable().meta({ description: 'the newest press proven from button to screen' }),
  })
  .meta({ id: 'Day' })
export type Day = z.infer<typeof Day>
