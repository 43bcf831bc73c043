import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { ContactList, SetContacts } from '#contracts/contact.ts'
import { SchoolId } from '#contracts/ids.ts'
import { SchoolList, SchoolQuery } from '#contracts/school.ts'
import { setContacts } from '../commands/set-contacts.ts'
import { listContacts } from '../store/contact.ts'
import type { Pool } from '../store/pool.ts'
import { listSchools } from '../store/school.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { found } from './problem.ts'

const Params = z.object({ id: SchoolId })

/** Schools, and whom to call there. */
export const schoolRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/schools',
    {
      config: { right: 'school:read' },
      schema: { operationId: 'listSchools', tags: ['school'], querystring: SchoolQuery, response: reads({ 200: SchoolList }) },
    },
    (request) => listSchools(pool, principal(request), request.query),
  )
  app.get(
    '/schools/:id/contacts',
    {
      config: { right: 'contact:read' },
      schema: { operationId: 'listContacts', tags: ['school'], params: Params, response: reads({ 200: ContactList }, 404) },
    },
    async (request) => {
      const { id } = request.params
      return { items: found(await listContacts(pool, principal(request), id), `school ${id}`) }
    },
  )
  app.put(
    '/schools/:id/contacts',
    {
      config: { right: 'contact:write', audit: 'contact.set' },
      schema: {
        operationId: 'setContacts',
        tags: ['school'],
        params: Params,
        body: SetContacts,
        response: writes({ 200: ContactList }, 404),
      },
    },
    async (request) => {
      const { id } = request.params
      return { items: found(await setContacts(pool, principal(request), id, request.body), `school ${id}`) }
    },
  )
}
