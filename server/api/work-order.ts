import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { DeviceId, SchoolId } from '#contracts/ids.ts'
import {
  AssigneeList,
  AssigneeQuery,
  DeviceService,
  NewWorkOrder,
  OrderCommandName,
  SchoolVisit,
  ServiceRecords,
  WorkOrder,
  WorkOrderAct,
  WorkOrderDetail,
  WorkOrderList,
  WorkOrderQuery,
} from '#contracts/work-order.ts'
import { commandWorkOrder, openWorkOrder } from '../commands/command-work-order.ts'
import { findDevice, findPlace } from '../store/device-list.ts'
import type { Pool } from '../store/pool.ts'
import { readServiceRecords, saveDeviceService, saveSchoolVisit } from '../store/service-record.ts'
import { findOrder, listAssignees, listOrders, readOrderLog, toWorkOrder } from '../store/work-order.ts'
import { ACTING_USER, principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted, found } from './problem.ts'

const Params = z.object({ id: z.uuid() })
const Key = z.object({
  'idempotency-key': z.string().min(1).max(200),
  [ACTING_USER]: z
    .string()
    .max(600)
    .optional()
    .meta({ description: 'percent-encoded user name of who did it: in another’s session it is refused as /problems/other-session' }),
})

/** Work orders: who mends a fault, how far he is, and by what it was proven. */
export const workOrderRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/work-orders',
    {
      config: { right: 'workOrder:read' },
      schema: { operationId: 'listWorkOrders', tags: ['fault'], querystring: WorkOrderQuery, response: reads({ 200: WorkOrderList }) },
    },
    (request) => listOrders(pool, principal(request), request.query),
  )
  app.get(
    '/work-orders/:id',
    {
      config: { right: 'workOrder:read' },
      schema: { operationId: 'getWorkOrder', tags: ['fault'], params: Params, response: reads({ 200: WorkOrderDetail }, 404) },
    },
    async (request) => {
      const { id } = request.params
      const reader = principal(request)
      const order = found(await findOrder(pool, reader, id, { lock: false }), `work order ${id}`)
      return { ...toWorkOrder(order, reader), log: await readOrderLog(pool, id) }
    },
  )
  app.get(
    '/assignees',
    {
      config: { right: 'workOrder:write' },
      schema: { operationId: 'listAssignees', tags: ['fault'], querystring: AssigneeQuery, response: reads({ 200: AssigneeList }) },
    },
    async (request) => ({ items: await listAssignees(pool, principal(request), request.query.fault ?? null) }),
  )
  app.post(
    '/work-orders',
    {
      config: { right: 'workOrder:write', audit: 'workOrder.open' },
      schema: {
        operationId: 'openWorkOrder',
        tags: ['fault'],
        headers: Key,
        body: NewWorkOrder,
        response: writes({ 201: WorkOrder }, 404, 409, 422),
      },
    },
    async (request, reply) => {
      const { body, headers } = request
      request.auditObject = body.faultId
      const { order } = accepted(await openWorkOrder(pool, principal(request), headers['idempotency-key'], body))
      return reply.code(201).send(order)
    },
  )
  for (const command of OrderCommandName.options)
    app.post(
      `/work-orders/:id/${command}`,
      {
        config: { right: 'workOrder:write', audit: `workOrder.${command}` },
        schema: {
          operationId: `${command}WorkOrder`,
          tags: ['fault'],
          params: Params,
          headers: Key,
          body: WorkOrderAct,
          response: writes({ 200: WorkOrder }, 404, 409, 422),
        },
      },
      async (request) => {
        const { params, headers, body } = request
        const act = { id: params.id, command, body }
        return accepted(await commandWorkOrder(pool, principal(request), headers['idempotency-key'], act)).order
      },
    )
  serviceRoutes(app, pool)
}

/** What a visit needs to know: of a device its model, parts and warranty; of a school when it lets technicians in. */
function serviceRoutes(app: Parameters<typeof workOrderRoutes>[0], pool: Pool): void {
  app.get(
    '/service-records',
    {
      config: { right: 'workOrder:read' },
      schema: {
        operationId: 'getServiceRecords',
        tags: ['fault'],
        querystring: z.strictObject({}),
        response: reads({ 200: ServiceRecords }),
      },
    },
    (request) => readServiceRecords(pool, principal(request)),
  )
  app.post(
    '/devices/:id/service',
    {
      config: { right: 'workOrder:write', audit: 'device.service' },
      schema: {
        operationId: 'setDeviceService',
        tags: ['device'],
        params: z.object({ id: DeviceId }),
        body: DeviceService,
        response: writes({ 200: DeviceService }, 404),
      },
    },
    async (request) => {
      const by = principal(request)
      found(await findDevice(pool, by, request.params.id), `device ${request.params.id}`)
      await saveDeviceService(pool, request.params.id, request.body, by.username)
      return request.body
    },
  )
  app.post(
    '/schools/:id/visit',
    {
      config: { right: 'schoolVisit:write', audit: 'school.visit' },
      schema: {
        operationId: 'setSchoolVisit',
        tags: ['school'],
        params: z.object({ id: SchoolId }),
        body: SchoolVisit,
        response: writes({ 200: SchoolVisit }, 404),
      },
    },
    async (request) => {
      const by = principal(request)
      const { id } = request.params
      found((await findPlace(pool, by, { schoolId: id })).school || null, `school ${id}`)
      await saveSchoolVisit(pool, id, request.body, by.username)
      return request.body
    },
  )
}
