import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { SourceId, SourceList, SourceSettings, type SourceTraffic, type SourceView } from '#contracts/source.ts'
import { allSources, dropSource, putSource } from '../commands/save-source.ts'
import { defaultRows } from '../dialects/sources.ts'
import type { Pool } from '../store/pool.ts'
import { readSourceDrafts, readSources, readTraffic, type SourceDraftRow } from '../store/source.ts'
import { actor } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted } from './problem.ts'

const Params = z.object({ id: SourceId })
const Empty = z.null().meta({ description: 'nothing' })
const SILENT: SourceTraffic = { perMinute: 0, messages: 0, deadLetters: 0, lastAt: null }

async function readList(pool: Pool): Promise<z.infer<typeof SourceList>> {
  const [rows, drafts, traffic] = await Promise.all([readSources(pool), readSourceDrafts(pool), readTraffic(pool)])
  const builtIn = new Set(defaultRows().map(({ id }) => id))
  const draftOf = ({ body, draftedBy, draftedAt }: SourceDraftRow) => ({ settings: body, draftedBy, draftedAt: draftedAt.toISOString() })
  const inForce = allSources(rows).map(({ id, ...settings }): SourceView => {
    const draft = drafts.find((one) => one.id === id)
    const changed = rows.some((row) => row.id === id)
    return { id, builtIn: builtIn.has(id), changed, settings, draft: draft ? draftOf(draft) : null, traffic: traffic.get(id) ?? SILENT }
  })
  const onlyDrafted = drafts
    .filter(({ id }) => !inForce.some((view) => view.id === id))
    .map((draft): SourceView => {
      return { id: draft.id, builtIn: false, changed: false, settings: null, draft: draftOf(draft), traffic: SILENT }
    })
  const items = [...onlyDrafted, ...inForce].sort((a, b) => (a.id < b.id ? -1 : 1))
  return { items, unmatched: traffic.get('') ?? SILENT }
}

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
    () => readList(pool),
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
