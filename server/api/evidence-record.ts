import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { EvidenceRecordDetail, EvidenceRecordList, RecordKind, RecordQuery } from '#contracts/evidence-record.ts'
import { SchoolId } from '#contracts/ids.ts'
import { seesSchool } from '#domain/policy.ts'
import { findEvidenceRecord, listEvidenceRecords } from '../store/evidence-record.ts'
import type { Pool } from '../store/pool.ts'
import { hasSchool } from '../store/school.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'
import { found } from './problem.ts'

/** Rows of evidence themselves: the last step from a figure to what proves it. */
export const evidenceRecordRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/evidence/:kind/:id',
    {
      config: { right: 'evidence:read' },
      schema: {
        operationId: 'getEvidenceRecord',
        tags: ['measure'],
        params: z.object({ kind: RecordKind, id: z.string().min(1).max(200) }),
        response: reads({ 200: EvidenceRecordDetail }, 404),
      },
    },
    async (request) => {
      const { kind, id } = request.params
      return found(await findEvidenceRecord(pool, principal(request), kind, id), `${kind} ${id}`)
    },
  )
  app.get(
    '/schools/:id/records',
    {
      config: { right: 'evidence:read' },
      schema: {
        operationId: 'listEvidenceRecords',
        tags: ['measure'],
        params: z.object({ id: SchoolId }),
        querystring: RecordQuery,
        response: reads({ 200: EvidenceRecordList }, 404),
      },
    },
    async (request) => {
      const { id } = request.params
      const { kind, device, limit } = request.query
      const known = seesSchool(principal(request), id) && (await hasSchool(pool, id))
      found(known || null, `school ${id}`)
      return { ...(await listEvidenceRecords(pool, id, { kind, device, limit })), nextCursor: null }
    },
  )
}
