import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { SchoolHealthList } from '#contracts/school-health.ts'
import type { Pool } from '../store/pool.ts'
import { listSchoolHealth } from '../store/school-health.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'

/** A school's health in one figure, for map and lists. */
export const schoolHealthRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/school-health',
    {
      config: { right: 'availability:read' },
      schema: {
        operationId: 'listSchoolHealth',
        tags: ['school'],
        querystring: z.strictObject({}),
        response: reads({ 200: SchoolHealthList }),
      },
    },
    async (request) => ({ items: await listSchoolHealth(pool, principal(request)) }),
  )
}
