import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { Day } from '#contracts/day.ts'
import { readDay } from '../store/day.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'

/** The day in figures, for the control room when nothing waits. */
export const dayRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/day',
    {
      config: { right: 'day:read' },
      schema: { operationId: 'getDay', tags: ['alarm'], querystring: z.strictObject({}), response: reads({ 200: Day }) },
    },
    (request) => readDay(pool, principal(request)),
  )
}
