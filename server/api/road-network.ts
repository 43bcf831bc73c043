import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { NewRoadNetwork, RoadLines, RoadNetwork, RoadNetworkList } from '#contracts/road-network.ts'
import { loadRoadNetwork } from '../commands/load-road-network.ts'
import { remeasureVenues } from '../commands/save-venue.ts'
import type { Pool } from '../store/pool.ts'
import { listRoadNetworks } from '../store/road-network.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted, refused } from './problem.ts'

/** The streets of a large city; read at once, so that it is not more. */
const MAX_BYTES = 16 * 1_048_576

/** 路网: streets for rules that measure the walking route. */
export const roadNetworkRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  let busy = false
  app.get(
    '/road-networks',
    {
      config: { right: 'venue:read' },
      schema: {
        operationId: 'listRoadNetworks',
        tags: ['belt'],
        querystring: z.strictObject({}),
        response: reads({ 200: RoadNetworkList }),
      },
    },
    async () => ({ items: await listRoadNetworks(pool), nextCursor: null }),
  )
  app.post(
    '/road-networks',
    {
      config: { right: 'distanceRule:write', audit: 'roadNetwork.load' },
      bodyLimit: MAX_BYTES,
      schema: {
        operationId: 'loadRoadNetwork',
        tags: ['belt'],
        querystring: NewRoadNetwork,
        body: RoadLines,
        response: writes({ 201: RoadNetwork }, 409, 422),
      },
    },
    async (request, reply) => {
      if (busy) throw refused('conflict', 'another road network is being loaded: wait until it is there')
      busy = true
      try {
        const { features } = request.body
        const { network } = accepted(await loadRoadNetwork(pool, features, request.query, principal(request).username))
        await remeasureVenues(pool)
        request.auditObject = network.id
        return reply.code(201).send(network)
      } finally {
        busy = false
      }
    },
  )
}
