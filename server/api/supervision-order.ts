import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import {
  NewSupervisionOrder,
  SupervisionAct,
  SupervisionActName,
  SupervisionOrder,
  SupervisionOrderDetail,
  SupervisionOrderList,
  SupervisionOrderQuery,
} from '#contracts/supervision-order.ts'
import type { Right } from '#domain/policy.ts'
import { supervisionLetter } from '#domain/supervision-letter.ts'
import { actOnSupervisionOrder } from '../commands/act-on-supervision-order.ts'
import { issueSupervisionOrder } from '../commands/issue-supervision-order.ts'
import type { Pool } from '../store/pool.ts'
import { findSupervisionOrder, listSupervisionOrders, readSupervisionLog } from '../store/supervision-order.ts'
import { writeLetter } from '../word/write-letter.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { attachment, DOCX, LETTER, type UnitOptions } from './export.ts'
import { accepted, found } from './problem.ts'

const Params = z.object({ id: z.uuid() })
const RIGHT: Record<SupervisionActName, Right> = {
  receive: 'task:report',
  answer: 'task:report',
  close: 'supervision:write',
  return: 'supervision:write',
  withdraw: 'supervision:write',
}

/** 督办单: issued, signed for, answered, closed. */
export const supervisionOrderRoutes: FastifyPluginAsyncZod<{ pool: Pool } & UnitOptions> = async (app, { pool, unitName = '' }) => {
  app.get(
    '/supervision-orders',
    {
      config: { right: 'task:read' },
      schema: {
        operationId: 'listSupervisionOrders',
        tags: ['task'],
        querystring: SupervisionOrderQuery,
        response: reads({ 200: SupervisionOrderList }),
      },
    },
    (request) => listSupervisionOrders(pool, principal(request), request.query),
  )
  app.get(
    '/supervision-orders/:id',
    {
      config: { right: 'task:read' },
      schema: {
        operationId: 'getSupervisionOrder',
        tags: ['task'],
        params: Params,
        response: reads({ 200: SupervisionOrderDetail }, 404),
      },
    },
    async (request) => {
      const { id } = request.params
      const order = found(await findSupervisionOrder(pool, principal(request), id, { lock: false }), `supervision order ${id}`)
      return { ...order, log: await readSupervisionLog(pool, id) }
    },
  )
  app.get(
    '/supervision-orders/:id/docx',
    {
      config: { right: 'task:read', audit: 'export' },
      schema: { operationId: 'exportSupervisionOrder', tags: ['task'], params: Params, response: reads({ 200: LETTER }, 404) },
    },
    async (request, reply) => {
      const { id } = request.params
      const order = found(await findSupervisionOrder(pool, principal(request), id, { lock: false }), `supervision order ${id}`)
      request.auditObject = `supervision order ${order.number}, docx`
      return reply
        .type(DOCX)
        .header('content-disposition', attachment(`督办单${order.number}.docx`))
        .serializer((body: unknown) => body as never)
        .send(writeLetter(supervisionLetter(order, unitName)))
    },
  )
  app.post(
    '/supervision-orders',
    {
      config: { right: 'supervision:write', audit: 'supervisionOrder.issue' },
      schema: {
        operationId: 'issueSupervisionOrder',
        tags: ['task'],
        body: NewSupervisionOrder,
        response: writes({ 201: SupervisionOrder }, 404, 422),
      },
    },
    async (request, reply) => {
      const { order } = accepted(await issueSupervisionOrder(pool, principal(request), request.body))
      request.auditObject = order.id
      return reply.code(201).send(order)
    },
  )
  for (const name of SupervisionActName.options)
    app.post(
      `/supervision-orders/:id/${name}`,
      {
        config: { right: RIGHT[name], audit: `supervisionOrder.${name}` },
        schema: {
          operationId: `${name}SupervisionOrder`,
          tags: ['task'],
          params: Params,
          body: SupervisionAct,
          response: writes({ 200: SupervisionOrder }, 404, 409, 422),
        },
      },
      async (request) =>
        accepted(await actOnSupervisionOrder(pool, principal(request), { id: request.params.id, name, act: request.body })).order,
    )
}
