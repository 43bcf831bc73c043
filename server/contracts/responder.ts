import * as z from 'zod'
import { SchoolId } from './ids.ts'
import { Role } from './session.ts'

/** One who acts on alarms or answers them (处置人员): the name behind a username in an alarm and its log. */
export const Responder = z
  .object({
    username: z.string(),
    name: z.string(),
    role: Role,
    schoolIds: z.array(SchoolId).nullable().meta({ description: 'schools in the person’s own scope; null: wider than single schools' }),
  })
  .meta({ id: 'Responder' })
export type Responder = z.infer<typeof Responder>
export const ResponderList = z.object({ items: z.array(Responder) }).meta({ id: 'ResponderList' })
