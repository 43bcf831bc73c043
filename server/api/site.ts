import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { Site } from '#contracts/site.ts'
import type { Pool } from '../store/pool.ts'
import { readSiteSchools } from '../store/site.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'

export interface SiteOptions {
  /** Telephone of the control room, for the guards' phones. */
  readonly controlRoomPhone?: string | null
}

/** What a guard's phone keeps, so that it has telephones and the plan when the network is gone. */
export const siteRoutes: FastifyPluginAsyncZod<SiteOptions & { pool: Pool }> = async (app, { pool, controlRoomPhone = null }) => {
  app.get(
    '/site',
    { config: { right: 'site:read' }, schema: { operationId: 'getSite', tags: ['school'], response: reads({ 200: Site }) } },
    async (request) => ({ controlRoomPhone, schools: await readSiteSchools(pool, principal(request)) }),
  )
}
