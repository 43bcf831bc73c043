import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { MapConfig, StreetMap } from '#contracts/map.ts'
import { reads } from './answer.ts'
import { found } from './problem.ts'

export interface MapOptions {
  map: MapConfig
  /** The built-in basemap as GeoJSON; null where there is none. */
  streets: (() => z.infer<typeof StreetMap> | null) | null
}

/** What lies under the data on the map. Public facts: any signed-in person may see them. */
export const mapRoutes: FastifyPluginAsyncZod<MapOptions> = async (app, { map, streets }) => {
  let drawn: string | null = null
  app.get(
    '/map-config',
    {
      config: { right: 'signedIn' },
      schema: { operationId: 'getMapConfig', tags: ['map'], querystring: z.strictObject({}), response: reads({ 200: MapConfig }) },
    },
    () => Promise.resolve(map),
  )
  app.get(
    '/basemap/streets',
    {
      config: { right: 'signedIn' },
      schema: { operationId: 'getStreets', tags: ['map'], querystring: z.strictObject({}), response: reads({ 200: StreetMap }, 404) },
    },
    async (_request, reply) => {
      // Our own and the same for everybody: written out once, and kept by the browser.
      drawn ??= JSON.stringify(found(streets?.() ?? null, 'built-in basemap'))
      const text = drawn
      return reply
        .header('cache-control', 'private, max-age=3600')
        .type('application/json')
        .serializer(() => text)
        .send(null as never)
    },
  )
}
