import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import {
  GapAction,
  GapActionList,
  GapActionQuery,
  ReportedFigure,
  ReportedFigureList,
  ReportedFigureQuery,
  SetGapAction,
  SetReportedFigure,
} from '#contracts/gap.ts'
import { SchoolId } from '#contracts/ids.ts'
import { MeasureId } from '#contracts/measure.ts'
import { noteGapAction, noteReportedFigure } from '../commands/note-gap.ts'
import { listGapActions, listReportedFigures } from '../store/gap.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted } from './problem.ts'

/** What people add to computed figures: the undertaking against a gap, and what was reported upward. */
export const gapRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/gap-actions',
    {
      config: { right: 'gapAction:read' },
      schema: { operationId: 'listGapActions', tags: ['measure'], querystring: GapActionQuery, response: reads({ 200: GapActionList }) },
    },
    async (request) => ({ items: await listGapActions(pool, principal(request), request.query) }),
  )
  app.put(
    '/measures/:id/schools/:schoolId/action',
    {
      config: { right: 'gapAction:write', audit: 'gapAction.set' },
      schema: {
        operationId: 'setGapAction',
        tags: ['measure'],
        params: z.object({ id: MeasureId, schoolId: SchoolId }),
        body: SetGapAction,
        response: writes({ 200: GapAction }, 404, 409, 422),
      },
    },
    async (request) => {
      const { id, schoolId } = request.params
      return accepted(await noteGapAction(pool, principal(request), { measureId: id, schoolId }, request.body)).action
    },
  )
  app.get(
    '/reported-figures',
    {
      config: { right: 'reportedFigure:read' },
      schema: {
        operationId: 'listReportedFigures',
        tags: ['measure'],
        querystring: ReportedFigureQuery,
        response: reads({ 200: ReportedFigureList }),
      },
    },
    async (request) => ({ items: await listReportedFigures(pool, request.query.period ?? null, request.query.measure ?? null) }),
  )
  app.put(
    '/measures/:id/reported',
    {
      config: { right: 'reportedFigure:write', audit: 'reportedFigure.set' },
      schema: {
        operationId: 'setReportedFigure',
        tags: ['measure'],
        params: z.object({ id: MeasureId }),
        body: SetReportedFigure,
        response: writes({ 200: ReportedFigure }, 409, 422),
      },
    },
    async (request) => accepted(await noteReportedFigure(pool, principal(request), request.params.id, request.body)).figure,
  )
}
