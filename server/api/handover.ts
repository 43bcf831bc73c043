import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { Handover, HandoverList, HandoverQuery } from '#contracts/handover.ts'
import { endHandover, startHandover } from '../commands/hand-over.ts'
import { listHandovers } from '../store/handover.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'
import { accepted } from './problem.ts'

const Params = z.object({ id: z.uuid() })

/** Hand-overs of the shift (R15); its alarms are taken by `POST /alarms/{id}/take`. */
export const handoverRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/handovers',
    {
      config: { right: 'handover:read' },
      schema: { operationId: 'listHandovers', tags: ['handover'], querystring: HandoverQuery, response: reads({ 200: HandoverList }) },
    },
    (request) => listHandovers(pool, principal(request), request.query),
  )
  app.post(
    '/handovers',
    {
      config: { right: 'handover:act', audit: 'handover.start' },
      schema: { operationId: 'startHandover', tags: ['handover'], response: reads({ 201: Handover }, 409) },
    },
    async (request, reply) => {
      const { handover } = accepted(await startHandover(pool, principal(request)))
      request.auditObject = handover.id
      return reply.code(201).send(handover)
    },
  )
  app.post(
    '/handovers/:id/end',
    {
      config: { right: 'handover:act', audit: 'handover.end' },
      schema: { operationId: 'endHandover', tags: ['handover'], params: Params, response: reads({ 200: Handover }, 404, 409) },
    },
    async (request) => accepted(await endHandover(pool, request.params.id, principal(request))).handover,
  )
}
