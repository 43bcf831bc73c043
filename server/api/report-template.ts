import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { FileInfo } from '#contracts/file.ts'
import { FillQuery, type ReportTemplate, ReportTemplateList } from '#contracts/report-template.ts'
import { MEASURES } from '#domain/measures/registry.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { fieldValue, templateField } from '#domain/template-fields.ts'
import { WorkbookError } from '../excel/zip.ts'
import { filledTemplate, templateFields } from '../reports/fill-template.ts'
import { gapNoteOf } from '../reports/gap-note-of.ts'
import { readMeasureRows } from '../reports/measure-figures.ts'
import { TEMPLATES } from '../reports/notice-lists.ts'
import { findFile, listFiles } from '../store/file.ts'
import { readBytes } from '../store/file-bytes.ts'
import { findPeriod } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'
import { attachment, type UnitOptions } from './export.ts'
import type { FileOptions } from './file.ts'
import { found, refused } from './problem.ts'

const Params = z.object({ id: z.uuid() })
const Filled = z.any().meta({ description: 'the form, filled: .xlsx or .docx as it was sent' })

/** 套表: the named fields of an upper authority's form, and the form filled from a period. Sent as a file of owner `template district`. */
export const reportTemplateRoutes: FastifyPluginAsyncZod<{ pool: Pool } & UnitOptions & FileOptions> = async (
  app,
  { pool, filesRoot, unitName = '' },
) => {
  const bytesOf = async ({ sha256 }: FileInfo): Promise<Buffer> => {
    const bytes = await readBytes(filesRoot, sha256)
    if (bytes === null) throw refused('internal', 'the bytes of this file are missing or damaged on the server’s disk')
    return bytes
  }
  const described = async (file: FileInfo): Promise<ReportTemplate> => {
    const { id, name } = file
    try {
      return { id, name, fields: await templateFields(await bytesOf(file)) }
    } catch (error) {
      if (error instanceof WorkbookError) return { id, name, fields: [{ name: '', means: null, why: error.message }] }
      throw error
    }
  }

  app.get(
    '/report-templates',
    {
      config: { right: 'report:read' },
      schema: {
        operationId: 'listReportTemplates',
        tags: ['report'],
        querystring: z.strictObject({}),
        response: reads({ 200: ReportTemplateList }),
      },
    },
    async () => {
      const items: ReportTemplate[] = []
      for (const file of await listFiles(pool, TEMPLATES)) items.push(await described(file))
      return { items, nextCursor: null }
    },
  )
  app.get(
    '/report-templates/:id/filled',
    {
      config: { right: 'report:read', audit: 'export' },
      schema: {
        operationId: 'fillReportTemplate',
        tags: ['report'],
        params: Params,
        querystring: FillQuery,
        response: reads({ 200: Filled }, 404, 422),
      },
    },
    async (request, reply) => {
      const by = principal(request)
      const file = await findFile(pool, request.params.id)
      const form = found(file?.ownerKind === TEMPLATES.kind ? file : null, `form ${request.params.id}`)
      const period = found(await findPeriod(pool, request.query.period), `period ${request.query.period}`)
      request.auditObject = `form ${form.name}, ${period.id}`.slice(0, 300)
      const bytes = await bytesOf(form)
      const fields = await templateFields(bytes)
      const notes = new Map<string, string>()
      for (const { name } of fields) {
        const field = templateField(name, MEASURES)
        if (field?.is === 'figure' && field.key === 'note' && !notes.has(field.measureId))
          notes.set(field.measureId, (await gapNoteOf(pool, by, period, field.measureId))?.lines.join('\n') ?? '')
      }
      const figures = await readMeasureRows(pool, by, period.id)
      const facts = { unit: unitName, maker: by.name, today: shanghaiDay(Date.now()), period, figures }
      const filled = await filledTemplate(bytes, (name) => {
        const field = templateField(name, MEASURES)
        return field && fieldValue(field, facts, (id) => notes.get(id) ?? '')
      })
      return reply
        .type(form.mediaType)
        .header('content-disposition', attachment(`${period.name}-${form.name}`))
        .serializer((body: unknown) => body as never)
        .send(filled)
    },
  )
}
