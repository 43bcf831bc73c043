import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { SourceId, SourceList, SourceSettings } from '#contracts/source.ts'
import { dropSource, putSource } from '../commands/save-source.ts'
import { readSourceViews } from '../reports/source-views.ts'
import type { Pool } from '../store/pool.ts'
import { actor } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted } from './problem.ts'

const Params = z.object({ id: SourceId })
const Empty = z.null().meta({ description: 'nothing' })

/** 来源: what is heard on the broker, how it is read, and changing that without a restart. */
export const sourceRoutes: FastifyPluginAsyncZod<{ pool: Pool; refreshSources: () => Promise<void> }> = async (
  app,
  { pool, refreshSources },
) => {
  app.get(
    '/sources',
    {
      config: { right: 'source:read' },
      schema: { operationId: 'listSources', tags: ['source'], querystring: z.strictObject({}), response: reads({ 200: SourceList }) },
    },
    () => readSourceViews(pool),
  )
  const put = (as: 'inForce' | 'draft') => async (request: Parameters<typeof actor>[0], id: string, body: SourceSettings) => {
    accepted(await putSource(pool, actor(request), id, body, as))
    await refreshSources()
    return null
  }
  const drop = (what: 'inForce' | 'draft') => async (request: Parameters<typeof actor>[0], id: string) => {
    accepted(await dropSource(pool, actor(request), id, what))
    await refreshSources()
    return null
  }
  app.put(
    '/sources/:id',
    {
      config: { right: 'source:write' },
      schema: {
        operationId: 'saveSource',
        tags: ['source'],
        params: Params,
        body: SourceSettings,
        response: writes({ 204: Empty }, 422),
      },
    },
    async (request, reply) => reply.code(204).send(await put('inForce')(request, request.params.id, request.body)),
  )
  app.delete(
    '/sources/:id',
    {
      config: { right: 'source:write' },
      schema: { operationId: 'removeSource', tags: ['source'], params: Params, response: reads({ 204: Empty }, 404) },
    },
    async (request, reply) => reply.code(204).send(await drop('inForce')(request, request.params.id)),
  )
  app.put(
    '/sources/:id/draft',
    {
      config: { right: 'source:draft' },
      schema: {
        operationId: 'draftSource',
        tags: ['source'],
        params: Params,
        body: SourceSettings,
        response: writes({ 204: Empty }, 422),
      },
    },
    async (request, reply) => reply.code(204).send(await put('draft')(request, request.params.id, request.body)),
  )
  app.delete(
    '/sources/:id/draft',
    {
      config: { right: 'source:draft' },
      schema: { operationId: 'removeSourceDraft', tags: ['source'], params: Params, response: reads({ 204: Empty }, 404) },
    },
    async (request, reply) => reply.code(204).send(await drop('draft')(request, request.params.id)),
  )
}
