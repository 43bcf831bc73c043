import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { streamWorkbook } from '../excel/write-workbook.ts'
import { begun } from '../reports/begun.ts'
import type { ListTable } from '../reports/list-table.ts'
import { LISTS } from '../reports/lists.ts'
import { mastheadLines } from '../reports/paper.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
export const LETTER = z.any().meta({ description: `a letter laid out by GB/T 9704-2012, ${DOCX}` })
export const Workbook = z.any().meta({ description: `a workbook, ${XLSX}` })

export interface UnitOptions {
  /** Whose papers these are: 单位 on every one. */
  readonly unitName?: string
}

/** exportWorkOrders of work-orders. */
const operationId = ({ list }: ListTable): string => `export${list.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}`

/** A file's name as HTTP carries it (RFC 6266). */
export const attachment = (name: string): string => `attachment; filename*=UTF-8''${encodeURIComponent(name)}`

/** Every list as Excel: `/exports/<list>` takes the list's own query, so that the sheet is the screen. Each is in the audit log (R52). */
export const exportRoutes: FastifyPluginAsyncZod<{ pool: Pool } & UnitOptions> = async (app, { pool, unitName = '' }) => {
  for (const table of LISTS)
    app.get(
      `/exports/${table.list}`,
      {
        config: { right: table.right, audit: 'export', leavesHouse: true },
        schema: { operationId: operationId(table), tags: ['export'], querystring: table.query, response: reads({ 200: Workbook }) },
      },
      async (request, reply) => {
        const by = principal(request)
        const at = new Date()
        const filter = await table.words(pool, by, request.query)
        request.auditObject = `${table.list}: ${filter}`.slice(0, 300)
        const chunks = streamWorkbook({
          name: table.title,
          title: table.title,
          lines: mastheadLines({ unit: unitName, maker: by.name, at, filter }),
          columns: table.columns,
          rows: await begun(table.rows(pool, by, request.query)),
        })
        return reply
          .type(XLSX)
          .header('content-disposition', attachment(`${table.title}.xlsx`))
          .send(Readable.from(chunks))
      },
    )
}
