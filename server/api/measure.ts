import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { SchoolId } from '#contracts/ids.ts'
import {
  type EvidenceRow,
  MeasureFigureList,
  MeasureId,
  MeasureListQuery,
  MeasureQuery,
  MeasureSchoolQuery,
  MeasureWithVersions,
  type Period,
  PeriodList,
  SchoolEvidence,
  SchoolMeasureList,
  SchoolResultList,
} from '#contracts/measure.ts'
import { withOpenFiles } from '#domain/evidence-file.ts'
import { laterEvidence } from '#domain/later-evidence.ts'
import { findMeasure, findRuled, MEASURES } from '#domain/measures/registry.ts'
import { seesSchool } from '#domain/policy.ts'
import { addDays } from '#domain/shanghai.ts'
import { evidenceNow } from '../commands/recompute-measures.ts'
import { readReported } from '../store/gap.ts'
import { readDue, readVersions, toMeasure } from '../store/measure.ts'
import { findResult, keptEvidence, listResults, schoolResults } from '../store/measure-result.ts'
import { figureOf, readComputing, readSums } from '../store/measure-sum.ts'
import { decodeCursor, NAME, pageOf } from '../store/page.ts'
import { findPeriod, listPeriods, periodBefore } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { hasSchool } from '../store/school.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'
import { found } from './problem.ts'

/** Rows that a screen shows; whatever proves the figure is in the export and in the bundle. */
const SHOWN = 300
const Params = z.object({ id: MeasureId })
const lastDay = ({ to }: Period): string => addDays(to, -1)

/** 指标: figures, the schools behind them, and the evidence behind those. */
export const measureRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  const periodOf = async (id: string | undefined): Promise<Period> => found(await findPeriod(pool, id), `period ${id ?? 'that runs'}`)
  const measureOf = async (id: string, period: Period) => {
    const definition = found(findMeasure(id), `measure ${id}`)
    const versions = (await readVersions(pool, id)).get(id) ?? []
    return { definition, measure: toMeasure(definition, versions, lastDay(period)) }
  }

  app.get(
    '/periods',
    {
      config: { right: 'measure:read' },
      schema: { operationId: 'listPeriods', tags: ['measure'], querystring: z.strictObject({}), response: reads({ 200: PeriodList }) },
    },
    async () => ({ items: await listPeriods(pool), nextCursor: null }),
  )
  app.get(
    '/measures',
    {
      config: { right: 'measure:read' },
      schema: {
        operationId: 'listMeasures',
        tags: ['measure'],
        querystring: MeasureListQuery,
        response: reads({ 200: MeasureFigureList }, 404),
      },
    },
    async (request) => {
      const period = await periodOf(request.query.period)
      const [versions, sums, due] = [await readVersions(pool), await readSums(pool, principal(request), period), await readDue(pool)]
      // What was reported upward is the district's, and stands beside no part's figure.
      const reported = principal(request).schoolIds === null ? await readReported(pool, period.id) : new Map()
      const { cursor, limit } = request.query
      const [after] = decodeCursor(cursor, NAME) ?? []
      const page = pageOf(
        MEASURES.slice(MEASURES.findIndex(({ id }) => id === after) + 1),
        limit,
        ({ id }) => [id],
        (definition) => ({
          measure: toMeasure(definition, versions.get(definition.id) ?? [], lastDay(period)),
          periodId: period.id,
          ...figureOf(definition.counts, sums.get(definition.id)),
          due: due.get(definition.id) ?? [],
          reported: reported.get(definition.id) ?? null,
        }),
      )
      return { period, computing: await readComputing(pool, principal(request), period), ...page }
    },
  )
  app.get(
    '/measures/:id',
    {
      config: { right: 'measure:read' },
      schema: {
        operationId: 'getMeasure',
        tags: ['measure'],
        params: Params,
        querystring: MeasureQuery,
        response: reads({ 200: MeasureWithVersions }, 404),
      },
    },
    async (request) => {
      const { id } = request.params
      const definition = found(findRuled(id), `measure ${id}`)
      const versions = (await readVersions(pool, id)).get(id) ?? []
      return { ...toMeasure(definition, versions, lastDay(await periodOf(request.query.period))), versions }
    },
  )
  app.get(
    '/measures/:id/schools',
    {
      config: { right: 'measure:read' },
      schema: {
        operationId: 'listMeasureSchools',
        tags: ['measure'],
        params: Params,
        querystring: MeasureSchoolQuery,
        response: reads({ 200: SchoolResultList }, 404),
      },
    },
    async (request) => {
      const period = await periodOf(request.query.period)
      const { measure } = await measureOf(request.params.id, period)
      const of = { periodId: period.id, beforeId: (await periodBefore(pool, period))?.id ?? null, measureId: measure.id }
      const computing = await readComputing(pool, principal(request), period)
      return { period, computing, measure, ...(await listResults(pool, principal(request), of, request.query)) }
    },
  )
  app.get(
    '/measures/:id/schools/:schoolId',
    {
      config: { right: 'measure:read' },
      schema: {
        operationId: 'getSchoolEvidence',
        tags: ['measure'],
        params: Params.extend({ schoolId: SchoolId }),
        querystring: MeasureQuery,
        response: reads({ 200: SchoolEvidence }, 404),
      },
    },
    async (request) => {
      const { id, schoolId } = request.params
      const period = await periodOf(request.query.period)
      const { measure, definition } = await measureOf(id, period)
      const of = { periodId: period.id, beforeId: (await periodBefore(pool, period))?.id ?? null, measureId: id }
      const result = found(await findResult(pool, principal(request), of, schoolId), `result of school ${schoolId}`)
      const kept = period.state === 'frozen' ? await keptEvidence(pool, period.id, id, schoolId) : null
      const now = kept === null || result.corrected ? await evidenceNow(pool, period, definition, schoolId) : null
      const evidence = kept ?? now ?? []
      const shown = (rows: readonly EvidenceRow[]) => withOpenFiles(rows.slice(0, SHOWN), principal(request))
      return {
        result,
        measure,
        evidence: shown(evidence),
        rows: evidence.length,
        later: kept && now ? shown(laterEvidence(kept, now)) : [],
      }
    },
  )
  app.get(
    '/schools/:id/measures',
    {
      config: { right: 'measure:read' },
      schema: {
        operationId: 'listSchoolMeasures',
        tags: ['measure'],
        params: z.object({ id: SchoolId }),
        querystring: MeasureQuery,
        response: reads({ 200: SchoolMeasureList }, 404),
      },
    },
    async (request) => {
      const { id } = request.params
      const period = await periodOf(request.query.period)
      const before = await periodBefore(pool, period)
      const items = await schoolResults(pool, id, period.id, before?.id ?? null)
      const known = seesSchool(principal(request), id) && (items.length > 0 || (await hasSchool(pool, id)))
      found(known || null, `school ${id}`)
      return { period, items, nextCursor: null }
    },
  )
}
