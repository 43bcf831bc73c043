import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { CampusDraftList, CampusEdit, CampusId, DrawnCampus, NewCampus } from '#contracts/campus.ts'
import { CampusCollection, CampusFeature } from '#contracts/school.ts'
import type { Principal } from '#domain/policy.ts'
import { createCampus, draftCampus, dropCampusDraft, editCampus } from '../commands/save-campus.ts'
import { listCampusDrafts, markCampuses, readCampuses } from '../store/campus.ts'
import type { Pool } from '../store/pool.ts'
import { seesEveryPlace } from '../store/scope.ts'
import { actor, principal } from './access.ts'
import { asRead, type Packed, pack, reads, sendPacked, writes } from './answer.ts'
import { accepted } from './problem.ts'

const Params = z.object({ id: CampusId })
const Empty = z.null().meta({ description: 'nothing' })

/** The whole district's campuses as they are sent, and the mark of what they were read from. */
interface Kept extends Packed {
  readonly mark: string
}

/**
 * The answer for whoever sees every school, written and packed once and kept until a campus changes: writing 20,000 corners of belts held
 * up every other answer, and every press, for 34 ms whenever a map was opened.
 */
function keptCampuses(pool: Pool): (reader: Principal) => Promise<Kept> {
  let kept: Kept | null = null
  return async (reader) => {
    // Before the reading: what changes between the two is then read again the next time.
    const mark = await markCampuses(pool)
    if (kept?.mark === mark) return kept
    kept = { mark, ...(await pack({ type: 'FeatureCollection', features: await readCampuses(pool, reader) })) }
    return kept
  }
}

/** Campuses with their 200 m belts, and drawing their boundaries. */
export const campusRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  const keptFor = keptCampuses(pool)
  app.get(
    '/campuses',
    {
      config: { right: 'school:read' },
      schema: {
        operationId: 'listCampuses',
        tags: ['school'],
        querystring: z.strictObject({}),
        response: reads({ 200: CampusCollection }),
      },
    },
    async (request, reply) => {
      const reader = principal(request)
      if (seesEveryPlace(reader)) return sendPacked(request, reply, await keptFor(reader))
      return asRead(reply, { type: 'FeatureCollection' as const, features: await readCampuses(pool, reader) })
    },
  )
  app.post(
    '/campuses',
    {
      config: { right: 'campus:write' },
      schema: { operationId: 'createCampus', tags: ['school'], body: NewCampus, response: writes({ 201: CampusFeature }, 409, 422) },
    },
    async (request, reply) => reply.code(201).send(accepted(await createCampus(pool, actor(request), request.body)).campus),
  )
  app.put(
    '/campuses/:id',
    {
      config: { right: 'campus:write' },
      schema: {
        operationId: 'editCampus',
        tags: ['school'],
        params: Params,
        body: CampusEdit,
        response: writes({ 200: CampusFeature }, 404, 409, 422),
      },
    },
    async (request) => accepted(await editCampus(pool, actor(request), request.params.id, request.body)).campus,
  )
  app.get(
    '/campuses/drafts',
    {
      config: { right: 'campus:draft' },
      schema: {
        operationId: 'listCampusDrafts',
        tags: ['school'],
        querystring: z.strictObject({}),
        response: reads({ 200: CampusDraftList }),
      },
    },
    async (request) => ({ items: await listCampusDrafts(pool, principal(request)), nextCursor: null }),
  )
  app.put(
    '/campuses/:id/draft',
    {
      config: { right: 'campus:draft' },
      schema: {
        operationId: 'draftCampus',
        tags: ['school'],
        params: Params,
        body: DrawnCampus,
        response: writes({ 204: Empty }, 404, 422),
      },
    },
    async (request, reply) => {
      accepted(await draftCampus(pool, actor(request), request.params.id, request.body))
      return reply.code(204).send(null)
    },
  )
  app.delete(
    '/campuses/:id/draft',
    {
      config: { right: 'campus:draft' },
      schema: { operationId: 'removeCampusDraft', tags: ['school'], params: Params, response: reads({ 204: Empty }, 404) },
    },
    async (request, reply) => {
      accepted(await dropCampusDraft(pool, actor(request), request.params.id))
      return reply.code(204).send(null)
    },
  )
}
