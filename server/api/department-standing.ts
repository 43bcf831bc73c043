import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { DepartmentStandingList, DutyList, DutyQuery } from '#contracts/department-standing.ts'
import { MeasureQuery } from '#contracts/measure.ts'
import { readStanding } from '../reports/department-standing.ts'
import { readDuties } from '../store/department-standing.ts'
import { findPeriod } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'
import { found } from './problem.ts'

/** 按部门: tasks, hazards and measures that each department answers for. */
export const departmentStandingRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/department-standing',
    {
      config: { right: 'department:standing' },
      schema: {
        operationId: 'listDepartmentStanding',
        tags: ['measure'],
        querystring: MeasureQuery,
        response: reads({ 200: DepartmentStandingList }, 404),
      },
    },
    async (request) => {
      const period = found(await findPeriod(pool, request.query.period), `period ${request.query.period ?? 'that runs'}`)
      return { period, ...(await readStanding(pool, principal(request), period)), nextCursor: null }
    },
  )
  app.get(
    '/department-duties',
    {
      config: { right: 'department:standing' },
      schema: { operationId: 'listDepartmentDuties', tags: ['measure'], querystring: DutyQuery, response: reads({ 200: DutyList }, 404) },
    },
    async (request) => {
      const { query } = request
      const period = found(await findPeriod(pool, query.period), `period ${query.period ?? 'that runs'}`)
      return { period, ...(await readDuties(pool, principal(request), period, Date.now(), query)) }
    },
  )
}
