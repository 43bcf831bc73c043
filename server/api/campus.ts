import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { CampusDraftList, CampusEdit, CampusId, DrawnCampus, NewCampus } from '#contracts/campus.ts'
import { CampusCollection, CampusFeature } from '#contracts/school.ts'
import { createCampus, draftCampus, dropCampusDraft, editCampus } from '../commands/save-campus.ts'
import { listCampusDrafts, readCampuses } from '../store/campus.ts'
import type { Pool } from '../store/pool.ts'
import { actor, principal } from './access.ts'
import { asRead, reads, writes } from './answer.ts'
import { accepted } from './problem.ts'

const Params = z.object({ id: CampusId })
const Empty = z.null().meta({ description: 'nothing' })

/** Campuses with their 200 m belts, and drawing their boundaries. */
export const campusRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
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
    async (request, reply) => asRead(reply, { type: 'FeatureCollection' as const, features: await readCampuses(pool, principal(request)) }),
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
