import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { may } from '#domain/policy.ts'
import { streamWorkbooks } from '../excel/write-workbook.ts'
import { minorsAudit } from '../reports/minors-audit.ts'
import { mastheadLines } from '../reports/paper.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'
import { attachment, type UnitOptions, Workbook, XLSX } from './export.ts'

const Query = z.strictObject({ year: z.coerce.number().int().min(2020).max(2099) })

/** 未成年人个人信息年度合规审计: everything that the yearly audit asks for, as one workbook (R57). */
export const minorsAuditRoutes: FastifyPluginAsyncZod<{ pool: Pool } & UnitOptions> = async (app, { pool, unitName = '' }) => {
  app.get(
    '/exports/minors-audit',
    {
      config: { right: 'minorsAudit:export', audit: 'export', leavesHouse: true },
      schema: { operationId: 'exportMinorsAudit', tags: ['export'], querystring: Query, response: reads({ 200: Workbook }) },
    },
    async (request, reply) => {
      const { year } = request.query
      request.auditObject = `minors-audit: ${year}`
      const reader = principal(request)
      const lines = mastheadLines({ unit: unitName, maker: reader.name, at: new Date(), filter: `年度：${year}` })
      const papers = await minorsAudit(pool, year, lines, { whole: may(reader, 'audit:read') })
      return reply
        .type(XLSX)
        .header('content-disposition', attachment(`${year}年未成年人个人信息合规审计.xlsx`))
        .send(Readable.from(streamWorkbooks(papers)))
    },
  )
}
