import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { MaintenanceList, MaintenanceQuery, MaintenanceWindow, NewMaintenance } from '#contracts/maintenance.ts'
import { endMaintenance, openMaintenance } from '../commands/open-maintenance.ts'
import { listMaintenance } from '../store/maintenance.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted } from './problem.ts'

const Params = z.object({ id: z.uuid() })

/** Windows in which devices are in somebody's hand. */
export const maintenanceRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/maintenance-windows',
    {
      config: { right: 'maintenance:read' },
      schema: {
        operationId: 'listMaintenance',
        tags: ['device'],
        querystring: MaintenanceQuery,
        response: reads({ 200: MaintenanceList }),
      },
    },
    (request) => listMaintenance(pool, principal(request), request.query),
  )
  app.post(
    '/maintenance-windows',
    {
      config: { right: 'maintenance:write', audit: 'maintenance.open' },
      schema: {
        operationId: 'openMaintenance',
        tags: ['device'],
        body: NewMaintenance,
        response: writes({ 201: MaintenanceWindow }, 404, 422),
      },
    },
    async (request, reply) => {
      request.auditObject = request.body.deviceId ?? request.body.schoolId ?? null
      const { window } = accepted(await openMaintenance(pool, principal(request), request.body))
      return reply.code(201).send(window)
    },
  )
  app.post(
    '/maintenance-windows/:id/end',
    {
      config: { right: 'maintenance:write', audit: 'maintenance.end' },
      schema: { operationId: 'endMaintenance', tags: ['device'], params: Params, response: reads({ 200: MaintenanceWindow }, 404, 409) },
    },
    async (request) => accepted(await endMaintenance(pool, principal(request), request.params.id)).window,
  )
}
