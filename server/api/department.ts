import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { Department, DepartmentList, SaveDepartment } from '#contracts/department.ts'
import { listDepartments, saveDepartment } from '../store/department.ts'
import type { Pool } from '../store/pool.ts'
import { reads, writes } from './answer.ts'

/** 责任部门: whom hazards and tasks are given to. */
export const departmentRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/departments',
    {
      config: { right: 'department:read' },
      schema: {
        operationId: 'listDepartments',
        tags: ['department'],
        querystring: z.strictObject({}),
        response: reads({ 200: DepartmentList }),
      },
    },
    async () => ({ items: await listDepartments(pool), nextCursor: null }),
  )
  app.post(
    '/departments',
    {
      config: { right: 'department:write', audit: 'department.save' },
      schema: { operationId: 'saveDepartment', tags: ['department'], body: SaveDepartment, response: writes({ 200: Department }) },
    },
    async (request) => {
      request.auditObject = request.body.id
      await saveDepartment(pool, request.body)
      return request.body
    },
  )
}
