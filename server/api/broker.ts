import { timingSafeEqual } from 'node:crypto'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { AskedBroker, BrokerAnswer } from '#contracts/credential.ts'
import { isRevoked } from '../store/credential.ts'
import type { Pool } from '../store/pool.ts'
import { reads } from './answer.ts'
import { refused } from './problem.ts'

/**
 * Asked by a broker (EMQX: HTTP authorizer, first in its list) before it carries what a client sends or asks for. We deny whoever is revoked
 * and leave the rest to the broker's own rules, so that a broker that cannot reach us carries presses all the same.
 */
export const brokerRoutes: FastifyPluginAsyncZod<{ pool: Pool; brokerToken: string | undefined }> = async (app, { pool, brokerToken }) => {
  app.post(
    '/broker/authorize',
    {
      config: { right: 'apiKey' },
      onRequest: async (request) => {
        if (!isToken(request.headers.authorization, brokerToken))
          throw refused('not-signed-in', 'expected Authorization: Bearer with BROKER_TOKEN')
      },
      schema: { operationId: 'authorizeAtBroker', tags: ['credential'], body: AskedBroker, response: reads({ 200: BrokerAnswer }) },
    },
    async ({ body }) => ({ result: (await isRevoked(pool, body.username)) ? ('deny' as const) : ('ignore' as const) }),
  )
}

function isToken(header: string | undefined, token: string | undefined): boolean {
  if (token === undefined || header === undefined) return false
  const [told, expected] = [Buffer.from(header), Buffer.from(`Bearer ${token}`)]
  return told.length === expected.length && timingSafeEqual(told, expected)
}
