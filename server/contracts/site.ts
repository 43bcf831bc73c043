import * as z from 'zod'
import { ContactRole } from './contact.ts'
import { SchoolId } from './ids.ts'
import { AreaGeometry } from './school.ts'
import { LngLat } from './time.ts'

/** What a guard's phone must know of the own schools beforehand, in one small answer: whom to telephone, and where things are. */
export const Site = z
  .object({
    controlRoomPhone: z.string().nullable(),
    schools: z.array(
      z.object({
        id: SchoolId,
        name: z.string(),
        phones: z.array(z.object({ role: ContactRole, phone: z.string() })).meta({ description: 'in the order in which they are tried' }),
        campuses: z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            boundary: AreaGeometry.nullable().meta({ description: 'null where only a point is known' }),
            gates: z.array(z.object({ name: z.string(), position: LngLat })),
          }),
        ),
        buttons: z.array(z.object({ id: z.string(), name: z.string(), position: LngLat.nullable() })),
      }),
    ),
  })
  .meta({ id: 'Site' })
export type Site = z.infer<typeof Site>
