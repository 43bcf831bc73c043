import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { FaultList, FaultQuery } from '#contracts/device.ts'
import { FaultBoard, FaultBoardQuery } from '#contracts/fault-board.ts'
import { readFaultBoard } from '../store/fault-board.ts'
import { listFaults } from '../store/fault-list.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'

/** What a technician must mend; never on the alarm list. */
export const faultRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/faults',
    {
      config: { right: 'fault:read' },
      schema: { operationId: 'listFaults', tags: ['fault'], querystring: FaultQuery, response: reads({ 200: FaultList }) },
    },
    (request) => listFaults(pool, principal(request), request.query),
  )
  app.get(
    '/fault-board',
    {
      config: { right: 'fault:read' },
      schema: { operationId: 'listFaultBoard', tags: ['fault'], querystring: FaultBoardQuery, response: reads({ 200: FaultBoard }) },
    },
    (request) => readFaultBoard(pool, principal(request), request.query),
  )
}
