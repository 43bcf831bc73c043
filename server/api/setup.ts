import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { SetUp } from '#contracts/session.ts'
import { setUp } from '../commands/set-up.ts'
import type { Pool } from '../store/pool.ts'
import { writes } from './answer.ts'
import { accepted } from './problem.ts'

/** The first account of an empty register, by the one-time link that the server printed. */
export const setupRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.post(
    '/setup',
    {
      config: { right: 'public', rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: { operationId: 'setUp', tags: ['session'], body: SetUp, response: writes({ 204: z.null() }, 422, 429) },
    },
    async (request, reply) => {
      accepted(await setUp(pool, request.body, request.ip))
      return reply.code(204).send(null)
    },
  )
}
