import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { type HundredSet, MeasureQuery } from '#contracts/measure.ts'
import { MeasureMatrix } from '#contracts/measure-matrix.ts'
import { lettersOf, setFigure } from '#domain/measure-matrix.ts'
import { MEASURES } from '#domain/measures/registry.ts'
import { townshipsOf } from '../reports/township-figures.ts'
import { readComputedAt, readSchoolResults, readTownshipSums } from '../store/measure-matrix.ts'
import { readComputing } from '../store/measure-sum.ts'
import { findPeriod } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'
import { found } from './problem.ts'

/** Every school × every measure, for the lists by school and township. */
export const measureMatrixRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/measure-matrix',
    {
      config: { right: 'measure:read' },
      schema: {
        operationId: 'getMeasureMatrix',
        tags: ['measure'],
        querystring: MeasureQuery,
        response: reads({ 200: MeasureMatrix }, 404),
      },
    },
    async (request) => {
      const { period: wanted } = request.query
      const period = found(await findPeriod(pool, wanted), `period ${wanted ?? 'that runs'}`)
      const reader = principal(request)
      const schools = await readSchoolResults(pool, reader, period.id)
      const sums = await readTownshipSums(pool, reader, period.id)
      const measures = MEASURES.map(({ id }) => id)
      const sumOf = (set: HundredSet) =>
        setFigure(
          schools,
          MEASURES.filter(({ sets }) => sets.includes(set)).map(({ id }) => id),
        )
      return {
        period,
        computing: await readComputing(pool, reader, period),
        measures,
        schools: schools.map(({ results: own, corrected, ...school }) => ({
          ...school,
          results: lettersOf(own, measures),
          corrected: corrected && lettersOf(corrected, measures),
        })),
        townships: townshipsOf(sums),
        sets: { plan2021: sumOf('plan2021'), national2020: sumOf('national2020') },
        computedAt: (await readComputedAt(pool, period.id))?.toISOString() ?? null,
      }
    },
  )
}
