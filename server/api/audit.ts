import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { AuditList, AuditQuery } from '#contracts/audit.ts'
import { listAudit } from '../store/audit.ts'
import type { Pool } from '../store/pool.ts'
import { reads } from './answer.ts'

/** The audit log, for the auditor; nobody writes here. */
export const auditRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/audit',
    {
      config: { right: 'audit:read' },
      schema: { operationId: 'listAudit', tags: ['audit'], querystring: AuditQuery, response: reads({ 200: AuditList }) },
    },
    ({ query }) => listAudit(pool, query),
  )
}
