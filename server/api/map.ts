import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { MapConfig, StreetMap } from '#contracts/map.ts'
import { pack, reads, sendPacked } from './answer.ts'
import { sendArchive } from './archive.ts'
import { found } from './problem.ts'

const ARCHIVE = z.any().meta({ description: 'A PMTiles archive, whole (200) or the bytes that Range asks for (206)' })

export interface MapOptions {
  map: MapConfig
  /** The built-in basemap as GeoJSON; null where there is none. */
  streets: (() => z.infer<typeof StreetMap> | null) | null
  /** A PMTiles archive on this machine; absent where the map needs none. */
  archive?: string | null
}

/** What lies under the data on the map. Public facts: any signed-in person may see them. */
export const mapRoutes: FastifyPluginAsyncZod<MapOptions> = async (app, { map, streets, archive = null }) => {
  // Our own and the same for everybody: written out once, before anybody waits for it (it takes 120 ms), and kept by the browser.
  const city = streets?.() ?? null
  const drawn = city && (await pack(city))
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
    async (request, reply) => {
      reply.header('cache-control', 'private, max-age=3600')
      return sendPacked(request, reply, found(drawn, 'built-in basemap'))
    },
  )
  app.get(
    '/basemap/archive',
    {
      config: { right: 'signedIn' },
      schema: {
        operationId: 'getBasemapArchive',
        tags: ['map'],
        querystring: z.strictObject({}),
        response: { ...reads({ 200: ARCHIVE }, 404), 206: ARCHIVE },
      },
    },
    (request, reply) => sendArchive(reply, found(archive, 'map archive on this machine'), request.headers.range) as never,
  )
}
