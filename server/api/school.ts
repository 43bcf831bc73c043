import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { CampusCollection, SchoolList, SchoolQuery } from '#contracts/school.ts'
import type { Pool } from '../store/pool.ts'
import { listSchools, readCampuses } from '../store/school.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'

/** Schools, and their campuses with the 200 m belts. */
export const schoolRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/schools',
    {
      config: { right: 'school:read' },
      schema: { operationId: 'listSchools', tags: ['school'], querystring: SchoolQuery, response: reads({ 200: SchoolList }) },
    },
    (request) => listSchools(pool, principal(request), request.query),
  )
  app.get(
    '/campuses',
    {
      config: { right: 'school:read' },
      schema: {
        operationId: 'listCampuses',
        tags: ['school'],
        querystring: z.strictObject({}),
        response: reads({ 200: CampusCollection }),
      },
    },
    async (request) => ({ type: 'FeatureCollection' as const, features: await readCampuses(pool, principal(request)) }),
  )
}
