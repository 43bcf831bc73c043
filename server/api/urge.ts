import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { AnswerUrge, NewUrge, Urge, Urged, UrgeList, UrgeQuery } from '#contracts/urge.ts'
import { answerUrge } from '../commands/answer-urge.ts'
import { urgeSchools } from '../commands/urge-schools.ts'
import type { Pool } from '../store/pool.ts'
import { listUrges } from '../store/urge.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted } from './problem.ts'

/** 催办: the bureau asks about a gap, the school answers. */
export const urgeRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/urges',
    {
      config: { right: 'urge:read' },
      schema: { operationId: 'listUrges', tags: ['measure'], querystring: UrgeQuery, response: reads({ 200: UrgeList }) },
    },
    (request) => listUrges(pool, principal(request), request.query),
  )
  app.post(
    '/urges',
    {
      config: { right: 'urge:write', audit: 'urge.send' },
      schema: { operationId: 'urgeSchools', tags: ['measure'], body: NewUrge, response: writes({ 201: Urged }, 404, 409, 422) },
    },
    async (request, reply) => {
      const { body } = request
      request.auditObject = `${body.measureId} × ${body.schools.length}`
      const { items, already } = accepted(await urgeSchools(pool, principal(request), body))
      return reply.code(201).send({ items, already })
    },
  )
  app.post(
    '/urges/:id/answer',
    {
      config: { right: 'urge:answer', audit: 'urge.answer' },
      schema: {
        operationId: 'answerUrge',
        tags: ['measure'],
        params: z.object({ id: z.uuid() }),
        body: AnswerUrge,
        response: writes({ 200: Urge }, 404, 409),
      },
    },
    async (request) => accepted(await answerUrge(pool, principal(request), request.params.id, request.body)).urge,
  )
}
