import * as z from 'zod'
import { Instant } from './time.ts'

/** A phone that a guard has enrolled (已登记手机): a session of 180 days, for answering only (R54). */
export const Phone = z
  .object({
    id: z.uuid(),
    username: z.string(),
    name: z.string(),
    device: z.string().nullable().meta({ description: 'what its browser called itself when it was enrolled' }),
    enrolledAt: Instant,
    lastSeenAt: Instant,
    expiresAt: Instant,
  })
  .meta({ id: 'Phone' })
export type Phone = z.infer<typeof Phone>
export const PhoneList = z.object({ items: z.array(Phone) }).meta({ id: 'PhoneList' })
