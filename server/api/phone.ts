import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { Enrolment, NewEnrolment } from '#contracts/account.ts'
import { PhoneList } from '#contracts/phone.ts'
import { makeEnrolment } from '../commands/make-enrolment.ts'
import { revokePhone } from '../commands/revoke-phone.ts'
import { listPhones } from '../store/phone.ts'
import type { Pool } from '../store/pool.ts'
import { actor, principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted } from './problem.ts'

export interface PhoneOptions {
  /** Where phones reach this server, when that is not where the desks do. */
  readonly phoneOrigin?: string
}

/** The phones of a school's guards: enrolled, listed and revoked by its safety officer. */
export const phoneRoutes: FastifyPluginAsyncZod<PhoneOptions & { pool: Pool }> = async (app, { pool, phoneOrigin }) => {
  app.post(
    '/enrolments',
    {
      config: { right: 'enrolment:write' },
      schema: { operationId: 'makeEnrolment', tags: ['account'], body: NewEnrolment, response: writes({ 201: Enrolment }, 404) },
    },
    async (request, reply) => {
      const { code, expiresAt } = accepted(await makeEnrolment(pool, actor(request), request.body.username))
      // Behind a proxy only the page itself knows the address it was opened at.
      const origin = phoneOrigin ?? request.headers.origin ?? `${request.protocol}://${request.host}`
      return reply.code(201).send({ code, url: `${origin}/guard#enrol=${code}`, expiresAt: expiresAt.toISOString() })
    },
  )
  app.get(
    '/phones',
    {
      config: { right: 'enrolment:write' },
      schema: { operationId: 'listPhones', tags: ['account'], response: reads({ 200: PhoneList }) },
    },
    async (request) => ({ items: await listPhones(pool, principal(request)) }),
  )
  app.delete(
    '/phones/:id',
    {
      config: { right: 'enrolment:write' },
      schema: {
        operationId: 'revokePhone',
        tags: ['account'],
        params: z.object({ id: z.uuid() }),
        response: reads({ 204: z.null() }, 404),
      },
    },
    async (request, reply) => {
      accepted(await revokePhone(pool, actor(request), request.params.id))
      return reply.code(204).send(null)
    },
  )
}
