import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import {
  Adopted,
  Adoption,
  Catalogue,
  CatalogueTaken,
  UnregisteredBridgeList,
  UnregisteredList,
  UnregisteredQuery,
} from '#contracts/unregistered.ts'
import { adoptDevice, dismissStranger, draftAdoption, type Replay } from '../commands/adopt-device.ts'
import type { DialectOfSource } from '../commands/register-device.ts'
import { type DecodeDocument, takeCatalogue } from '../commands/take-catalogue.ts'
import type { Pool } from '../store/pool.ts'
import { listBridges, listUnregistered } from '../store/unregistered.ts'
import { actor, principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted } from './problem.ts'

const Params = z.object({ id: z.string().regex(/^\d{1,18}$/, 'expected the number of a row of the inbox') })
/** A million characters of XML, with what JSON adds to quotes and line ends. */
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024
const Empty = z.null().meta({ description: 'nothing' })

export interface UnregisteredDeps {
  pool: Pool
  dialectOfSource: DialectOfSource
  replay: Replay
  decodeDocument: DecodeDocument
}

/** 待登记: devices that speak and are not in the register, and adopting them. */
export const unregisteredRoutes: FastifyPluginAsyncZod<UnregisteredDeps> = async (
  app,
  { pool, dialectOfSource, replay, decodeDocument },
) => {
  app.get(
    '/unregistered',
    {
      config: { right: 'unregistered:read' },
      schema: {
        operationId: 'listUnregistered',
        tags: ['device'],
        querystring: UnregisteredQuery,
        response: reads({ 200: UnregisteredList }),
      },
    },
    (request) => listUnregistered(pool, principal(request), request.query),
  )
  app.get(
    '/unregistered/bridges',
    {
      config: { right: 'unregistered:read' },
      schema: {
        operationId: 'listUnregisteredBridges',
        tags: ['device'],
        querystring: z.strictObject({}),
        response: reads({ 200: UnregisteredBridgeList }),
      },
    },
    async (request) => ({ items: await listBridges(pool, principal(request)), nextCursor: null }),
  )
  app.post(
    '/unregistered/catalogue',
    {
      config: { right: 'unregistered:draft' },
      bodyLimit: MAX_DOCUMENT_BYTES,
      schema: {
        operationId: 'takeCatalogue',
        tags: ['device'],
        body: Catalogue,
        response: writes({ 200: CatalogueTaken }, 422),
      },
    },
    async (request) => {
      const { ok: _, ...taken } = accepted(await takeCatalogue(pool, decodeDocument, actor(request), request.body))
      return taken
    },
  )
  app.post(
    '/unregistered/:id/adopt',
    {
      config: { right: 'unregistered:adopt' },
      schema: {
        operationId: 'adoptDevice',
        tags: ['device'],
        params: Params,
        body: Adoption,
        response: writes({ 201: Adopted }, 404, 409, 422),
      },
    },
    async (request, reply) => {
      const { ok: _, ...adopted } = accepted(
        await adoptDevice(pool, dialectOfSource, replay, actor(request), request.params.id, request.body),
      )
      return reply.code(201).send(adopted)
    },
  )
  app.put(
    '/unregistered/:id/draft',
    {
      config: { right: 'unregistered:draft' },
      schema: {
        operationId: 'draftAdoption',
        tags: ['device'],
        params: Params,
        body: Adoption,
        response: writes({ 204: Empty }, 404),
      },
    },
    async (request, reply) => {
      accepted(await draftAdoption(pool, actor(request), request.params.id, request.body))
      return reply.code(204).send(null)
    },
  )
  for (const [verb, operationId, dismissed] of [
    ['dismiss', 'dismissUnregistered', true],
    ['recall', 'recallUnregistered', false],
  ] as const)
    app.post(
      `/unregistered/:id/${verb}`,
      {
        config: { right: 'unregistered:adopt' },
        schema: { operationId, tags: ['device'], params: Params, response: reads({ 204: Empty }, 404) },
      },
      async (request, reply) => {
        accepted(await dismissStranger(pool, actor(request), request.params.id, dismissed))
        return reply.code(204).send(null)
      },
    )
}
