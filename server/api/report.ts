import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import {
  GapNoteForReport,
  NewReport,
  type Report,
  ReportDetail,
  ReportEdit,
  ReportIssue,
  ReportList,
  ReportQuery,
  ReportVersion,
} from '#contracts/report.ts'
import { briefTitle, draftBrief } from '#domain/draft-brief.ts'
import type { Principal } from '#domain/policy.ts'
import { addGapNote } from '../commands/add-gap-note.ts'
import { draftReport, editReport, issueReport } from '../commands/draft-report.ts'
import { briefOf } from '../reports/brief-of.ts'
import { gapNoteOf } from '../reports/gap-note-of.ts'
import { letterHtml } from '../reports/letter-html.ts'
import { printPdf } from '../reports/print-pdf.ts'
import { findPeriod } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { findReport, listReports, readReportVersion, readReportVersions } from '../store/report.ts'
import { writeLetter } from '../word/write-letter.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { attachment, DOCX, LETTER, type UnitOptions } from './export.ts'
import { accepted, found, refused } from './problem.ts'

const Params = z.object({ id: z.uuid() })
const VersionParams = Params.extend({ version: z.coerce.number().int().min(1).max(1_000_000) })
const PRINTS_A_MINUTE = 20
const Print = z.any().meta({ description: 'the same letter as PDF, printed by Chromium; 503 where there is none' })

export interface PrintOptions {
  /** Path of Chromium, which prints PDF; null: there is none. */
  readonly chromium?: string | null
}

/** 月报、通报: drafted from figures, edited, issued; every version stays. */
export const reportRoutes: FastifyPluginAsyncZod<{ pool: Pool } & UnitOptions & PrintOptions> = async (
  app,
  { pool, unitName = '', chromium = null },
) => {
  const reportOf = async (by: Principal, id: string) => found(await findReport(pool, by, id, { lock: false }), `report ${id}`)
  const detail = async (report: Report): Promise<ReportDetail> => ({
    ...report,
    letter: found(await readReportVersion(pool, report.id, report.version), `version ${report.version}`),
    versions: await readReportVersions(pool, report.id),
  })
  app.get(
    '/reports',
    {
      config: { right: 'report:read' },
      schema: { operationId: 'listReports', tags: ['report'], querystring: ReportQuery, response: reads({ 200: ReportList }) },
    },
    (request) => listReports(pool, principal(request), request.query),
  )
  app.post(
    '/reports',
    {
      config: { right: 'report:write', audit: 'report.draft' },
      schema: { operationId: 'draftReport', tags: ['report'], body: NewReport, response: writes({ 201: ReportDetail }) },
    },
    async (request, reply) => {
      const by = principal(request)
      const report = await draftReport(pool, by, request.body, await briefOf(pool, by, request.body), unitName)
      request.auditObject = report.id
      return reply.code(201).send(await detail(report))
    },
  )
  app.post(
    '/reports/gap-notes',
    {
      config: { right: 'report:write', audit: 'report.gapNote' },
      schema: {
        operationId: 'addGapNote',
        tags: ['report'],
        description: 'Writes the gap note of a measure into the draft of the period’s monthly brief, which is begun where there is none.',
        body: GapNoteForReport,
        response: writes({ 200: ReportDetail }, 404, 422),
      },
    },
    async (request) => {
      const { measureId, periodId } = request.body
      const by = principal(request)
      const period = found(await findPeriod(pool, periodId), `period ${periodId}`)
      const { measure, lines } = found(await gapNoteOf(pool, by, period, measureId), `measure ${measureId}`)
      const { from, to } = period
      const figures = await briefOf(pool, by, { from, to })
      const first = { title: briefTitle('monthly', from, to), body: draftBrief('monthly', figures), issuer: unitName }
      const { report } = accepted(await addGapNote(pool, by, { from, to, measure: measure.name.zh, lines, first }))
      request.auditObject = `${report.id}: ${measureId}`
      return detail(report)
    },
  )
  app.get(
    '/reports/:id',
    {
      config: { right: 'report:read' },
      schema: { operationId: 'getReport', tags: ['report'], params: Params, response: reads({ 200: ReportDetail }, 404) },
    },
    async (request) => detail(await reportOf(principal(request), request.params.id)),
  )
  app.put(
    '/reports/:id',
    {
      config: { right: 'report:write', audit: 'report.edit' },
      schema: {
        operationId: 'editReport',
        tags: ['report'],
        params: Params,
        body: ReportEdit,
        response: writes({ 200: ReportDetail }, 404, 409),
      },
    },
    async (request) => detail(accepted(await editReport(pool, principal(request), request.params.id, request.body)).report),
  )
  app.post(
    '/reports/:id/issue',
    {
      config: { right: 'report:write', audit: 'report.issue' },
      schema: {
        operationId: 'issueReport',
        tags: ['report'],
        params: Params,
        body: ReportIssue,
        response: writes({ 200: ReportDetail }, 404, 409),
      },
    },
    async (request) => detail(accepted(await issueReport(pool, principal(request), request.params.id, request.body.version)).report),
  )
  app.get(
    '/reports/:id/versions/:version',
    {
      config: { right: 'report:read' },
      schema: {
        operationId: 'getReportVersion',
        tags: ['report'],
        params: VersionParams,
        response: reads({ 200: ReportVersion }, 404),
      },
    },
    async (request) => {
      const { id, version } = request.params
      await reportOf(principal(request), id)
      return found(await readReportVersion(pool, id, version), `version ${version} of report ${id}`)
    },
  )
  app.get(
    '/reports/:id/versions/:version/docx',
    {
      config: { right: 'report:read', audit: 'export', leavesHouse: true },
      schema: { operationId: 'exportReport', tags: ['report'], params: VersionParams, response: reads({ 200: LETTER }, 404) },
    },
    async (request, reply) => {
      const { id, version } = request.params
      request.auditObject = `report ${id}, version ${version}, docx`
      await reportOf(principal(request), id)
      const letter = found(await readReportVersion(pool, id, version), `version ${version} of report ${id}`)
      return reply
        .type(DOCX)
        .header('content-disposition', attachment(`${letter.title}.docx`))
        .serializer((body: unknown) => body as never)
        .send(writeLetter(letter))
    },
  )
  app.get(
    '/reports/:id/versions/:version/pdf',
    {
      config: { right: 'report:read', audit: 'export', leavesHouse: true, rateLimit: { max: PRINTS_A_MINUTE, timeWindow: '1 minute' } },
      schema: { operationId: 'printReport', tags: ['report'], params: VersionParams, response: reads({ 200: Print }, 404, 429) },
    },
    async (request, reply) => {
      const { id, version } = request.params
      request.auditObject = `report ${id}, version ${version}, pdf`
      await reportOf(principal(request), id)
      const letter = found(await readReportVersion(pool, id, version), `version ${version} of report ${id}`)
      if (chromium === null) throw refused('unavailable', 'there is no Chromium on this server: install it, or name it by CHROMIUM')
      return reply
        .type('application/pdf')
        .header('content-disposition', attachment(`${letter.title}.pdf`))
        .serializer((body: unknown) => body as never)
        .send(await printPdf(chromium, letterHtml(letter)))
    },
  )
}
