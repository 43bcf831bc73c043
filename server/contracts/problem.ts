import * as z from 'zod'

/** The one error format of the API (RFC 9457, application/problem+json). */
export const Problem = z
  .object({
    type: z.string().meta({ description: 'stable URI reference of the kind of problem, e.g. /problems/version-conflict' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    /** With a version conflict: the alarm as it is now, so that the loser sees who has it. */
    current: z.unknown().optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>
