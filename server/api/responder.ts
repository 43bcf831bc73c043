import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { ResponderList } from '#contracts/responder.ts'
import type { Pool } from '../store/pool.ts'
import { listResponders } from '../store/responder.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'

/** Who stands behind the usernames in alarms and their logs. */
export const responderRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/responders',
    {
      config: { right: 'alarm:read' },
      schema: {
        operationId: 'listResponders',
        tags: ['alarm'],
        querystring: z.strictObject({}),
        response: reads({ 200: ResponderList }),
      },
    },
    async (request) => ({ items: await listResponders(pool, principal(request)) }),
  )
}
