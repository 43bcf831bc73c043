import * as z from 'zod'

/** A school's id is its code, the same in the register, the API and every topic. */
export const SchoolId = z
  .string()
  .regex(/^[a-z0-9-]{1,32}$/, 'expected 1–32 of a–z, 0–9 and -')
  .meta({ description: "a school's code, the same in every topic" })

/** A device's id; it is a level of a native topic, so `/`, `+`, `#` and white space are refused. */
export const DeviceId = z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/, 'expected 1–64 of letters, digits and . _ : -')

export const AlarmId = z.uuid()

/** Page of a list: an opaque cursor and a size. */
export const Page = {
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
}

/** One page of a list; `nextCursor` is null on the last. */
export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() })
