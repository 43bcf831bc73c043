import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { AvailabilityList, AvailabilityQuery, DeviceHistory, HistoryQuery } from '#contracts/availability.ts'
import { DeviceId } from '#contracts/ids.ts'
import { listAvailability, readHistory } from '../store/availability.ts'
import { findDevice } from '../store/device-list.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'
import { found } from './problem.ts'

/** In which share of the time devices were there, and the past of one of them. */
export const availabilityRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/availability',
    {
      config: { right: 'availability:read' },
      schema: {
        operationId: 'listAvailability',
        tags: ['device'],
        querystring: AvailabilityQuery,
        response: reads({ 200: AvailabilityList }),
      },
    },
    (request) => listAvailability(pool, principal(request), request.query),
  )
  app.get(
    '/devices/:id/history',
    {
      config: { right: 'availability:read' },
      schema: {
        operationId: 'getDeviceHistory',
        tags: ['device'],
        params: z.object({ id: DeviceId }),
        querystring: HistoryQuery,
        response: reads({ 200: DeviceHistory }, 404),
      },
    },
    async (request) => {
      const { id } = request.params
      found(await findDevice(pool, principal(request), id), `device ${id}`)
      return readHistory(pool, id, request.query.days)
    },
  )
}
