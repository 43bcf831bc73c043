import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { Device, DeviceList, DevicePlaces, DevicePlacesQuery, DeviceQuery, NewDevice } from '#contracts/device.ts'
import { DeviceId } from '#contracts/ids.ts'
import { type DialectOfSource, registerDevice } from '../commands/register-device.ts'
import { findDevice, listDevices, readDevicePlaces } from '../store/device-list.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { asRead, reads, writes } from './answer.ts'
import { accepted, found } from './problem.ts'

/** The register of devices, with the state of each as of now. */
export const deviceRoutes: FastifyPluginAsyncZod<{ pool: Pool; dialectOfSource: DialectOfSource }> = async (
  app,
  { pool, dialectOfSource },
) => {
  app.get(
    '/devices',
    {
      config: { right: 'device:read' },
      schema: { operationId: 'listDevices', tags: ['device'], querystring: DeviceQuery, response: reads({ 200: DeviceList }) },
    },
    (request) => listDevices(pool, principal(request), request.query),
  )
  app.get(
    '/devices/places',
    {
      config: { right: 'device:read' },
      schema: {
        operationId: 'listDevicePlaces',
        tags: ['device'],
        querystring: DevicePlacesQuery,
        response: reads({ 200: DevicePlaces }),
      },
    },
    async (request, reply) => asRead(reply, await readDevicePlaces(pool, principal(request), request.query.kind)),
  )
  app.get(
    '/devices/:id',
    {
      config: { right: 'device:read' },
      schema: { operationId: 'getDevice', tags: ['device'], params: z.object({ id: DeviceId }), response: reads({ 200: Device }, 404) },
    },
    async (request) => found(await findDevice(pool, principal(request), request.params.id), `device ${request.params.id}`),
  )
  app.post(
    '/devices',
    {
      config: { right: 'device:write', audit: 'device.register' },
      schema: { operationId: 'registerDevice', tags: ['device'], body: NewDevice, response: writes({ 201: Device }, 409, 422) },
    },
    async (request, reply) => {
      request.auditObject = request.body.id ?? request.body.externalId
      const { device } = accepted(await registerDevice(pool, dialectOfSource, principal(request), request.body))
      request.auditObject = device.id
      return reply.code(201).send(device)
    },
  )
}
