import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { ApiKey, ApiKeyList, MadeApiKey, NewApiKey, OpenList } from '#contracts/api-key.ts'
import { begun } from '../reports/begun.ts'
import type { ListTable } from '../reports/list-table.ts'
import { LISTS } from '../reports/lists.ts'
import { csvOf, jsonOf } from '../reports/open-data.ts'
import { insertApiKey, type KeyReader, listApiKeys, readerOfKey, revokeApiKey } from '../store/api-key.ts'
import { audit } from '../store/audit.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { attachment } from './export.ts'
import { found, refused } from './problem.ts'

const Params = z.object({ id: z.uuid() })
const Format = z.enum(['json', 'csv']).default('json')
const Data = z.any().meta({ description: 'JSON {list, title, at, filter, columns, items}, or CSV with a header of keys' })
/** Of one address a minute. */
const READS_A_MINUTE = 60

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose key opened the route; null on routes that are not for keys. */
    keyReader: KeyReader | null
  }
}

/** Keys of other programs, and the lists that they read with them. */
export const apiKeyRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.decorateRequest('keyReader', null)
  app.get(
    '/api-keys',
    {
      config: { right: 'apiKey:read' },
      schema: { operationId: 'listApiKeys', tags: ['data'], querystring: z.strictObject({}), response: reads({ 200: ApiKeyList }) },
    },
    async () => ({ items: await listApiKeys(pool), nextCursor: null }),
  )
  app.post(
    '/api-keys',
    {
      config: { right: 'apiKey:write', audit: 'apiKey.make' },
      schema: { operationId: 'makeApiKey', tags: ['data'], body: NewApiKey, response: writes({ 201: MadeApiKey }) },
    },
    async (request, reply) => {
      const made = await insertApiKey(pool, request.body, principal(request).username)
      request.auditObject = `${made.id}: ${made.name}`
      return reply.code(201).send(made)
    },
  )
  app.post(
    '/api-keys/:id/revoke',
    {
      config: { right: 'apiKey:write', audit: 'apiKey.revoke' },
      schema: { operationId: 'revokeApiKey', tags: ['data'], params: Params, response: reads({ 200: ApiKey }, 404) },
    },
    async (request) => {
      const { id } = request.params
      return found(await revokeApiKey(pool, id, principal(request).username), `key ${id} in force`)
    },
  )
  for (const table of LISTS.filter(({ list }) => OpenList.safeParse(list).success))
    app.get(
      `/data/${table.list}`,
      {
        config: { right: 'apiKey', rateLimit: { max: READS_A_MINUTE, timeWindow: '1 minute' } },
        // Before the query is looked at: who has no key is told nothing of it.
        onRequest: async (request) => {
          request.keyReader = await keyReader(pool, request, table)
        },
        schema: {
          operationId: `readData${table.list.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
          tags: ['data'],
          querystring: (table.query as z.ZodObject).extend({ format: Format }),
          response: reads({ 200: Data }, 429),
        },
      },
      async (request, reply) => {
        const reader = request.keyReader
        if (!reader) throw new Error('a route for keys was entered without one')
        const { format, ...query } = request.query as { format: 'json' | 'csv' }
        const at = new Date()
        const filter = await table.words(pool, reader.principal, query)
        const pages = await begun(table.rows(pool, reader.principal, query, 'openData'))
        await note(pool, request, reader, `${table.list}: ${filter}`, 'ok')
        if (format === 'json') return reply.type('application/json').send(Readable.from(jsonOf(table, pages, { at, filter })))
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', attachment(`${table.title}.csv`))
          .send(Readable.from(csvOf(table, pages)))
      },
    )
}

/** Whose key a request carries (`Authorization: Bearer …`), if it opens this list. */
async function keyReader(pool: Pool, request: FastifyRequest, { list }: ListTable): Promise<KeyReader> {
  const [, key] = /^Bearer ([\w-]{1,100})$/.exec(request.headers.authorization ?? '') ?? []
  const reader = key === undefined ? null : await readerOfKey(pool, key)
  if (!reader) throw refused('not-signed-in', 'expected a key in force: Authorization: Bearer …')
  if (reader.lists.includes(list)) return reader
  await note(pool, request, reader, list, 'not-allowed')
  throw refused('not-allowed', `the key ${reader.name} opens ${reader.lists.join(', ')}, not ${list}`)
}

const note = (pool: Pool, { ip }: FastifyRequest, { principal: by }: KeyReader, object: string, result: string): Promise<void> =>
  transaction(pool, (db) =>
    audit(db, { account: by.username, role: by.role, address: ip, action: 'data.read', object: object.slice(0, 300), result }),
  )
