import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { SESSION_COOKIE } from '../store/session.ts'
import { openToAll } from './access.ts'

const DESCRIPTION = `校卫 Xiaowei: alarms, schools, devices and health of a district. Errors are RFC 9457 problems. Every route says as
\`x-right\` which right it asks for; whose data it shows depends on the scope of the account. Times are ISO 8601 with offset, positions
GeoJSON [longitude, latitude] in WGS-84.`

const securityOf = (right: string | undefined) => (right === 'public' ? [] : right === 'apiKey' ? [{ key: [] }] : [{ session: [] }])

/** Writes the OpenAPI document from the routes' schemas. Must run before any route is added. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: '校卫 Xiaowei', version, description: DESCRIPTION },
      components: {
        securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE }, key: { type: 'http', scheme: 'bearer' } },
      },
    },
    transform: (document) => {
      const { schema, url } = jsonSchemaTransform(document)
      const right = document.route.config?.right
      // What is not described as ours (files, documentation) is not part of the contract.
      if (!schema?.operationId) return { schema: { ...schema, hide: true }, url }
      return { schema: { ...schema, security: securityOf(right), 'x-right': right }, url }
    },
    transformObject: jsonSchemaTransformObject,
  })
}

/** The document at /api/openapi.json and its pages at /api/docs, from our own disk. */
export async function serveDocumentation(app: FastifyInstance): Promise<void> {
  await app.register(openToAll(async (scope) => void (await scope.register(swaggerUi, { routePrefix: '/api/docs' }))))
  let document: string | null = null
  app.get('/api/openapi.json', { config: { right: 'public' }, schema: { hide: true } }, async (_request, reply) => {
    document ??= JSON.stringify(app.swagger())
    return reply.type('application/json').send(document)
  })
}
