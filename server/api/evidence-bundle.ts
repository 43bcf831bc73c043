import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { PeriodId } from '#contracts/measure.ts'
import { zipStream } from '../excel/zip-stream.ts'
import { bundleParts, measuresOf } from '../reports/evidence-bundle.ts'
import { findPeriod } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'
import { attachment, type UnitOptions } from './export.ts'
import type { FileOptions } from './file.ts'
import { found, refused } from './problem.ts'

const Query = z.strictObject({
  period: PeriodId,
  measures: z
    .string()
    .regex(/^[A-Za-z0-9,]{1,2000}$/, 'expected ids of measures, separated by commas')
    .optional()
    .meta({ description: 'ids, separated by commas; default: all' }),
})
const Bundle = z.any().meta({ description: 'a ZIP: results, evidence, files, catalogue (目录.xlsx, 目录.html), SHA256SUMS' })

/** 佐证包 of a period. */
export const evidenceBundleRoutes: FastifyPluginAsyncZod<{ pool: Pool } & UnitOptions & FileOptions> = async (
  app,
  { pool, filesRoot, unitName = '' },
) => {
  app.get(
    '/evidence-bundle',
    {
      config: { right: 'evidence:export', audit: 'export', leavesHouse: true },
      schema: { operationId: 'exportEvidence', tags: ['export'], querystring: Query, response: reads({ 200: Bundle }, 404) },
    },
    async (request, reply) => {
      const { period: id, measures: ids } = request.query
      const reader = principal(request)
      const period = found(await findPeriod(pool, id), `period ${id}`)
      const asked = measuresOf(ids?.split(',').filter(Boolean) ?? [])
      if ('unknown' in asked) throw refused('not-found', `there is no measure ${asked.unknown}`)
      request.auditObject = `evidence of ${period.id}: ${ids ?? 'all measures'}`.slice(0, 300)
      const filter = `周期：${period.name}；指标：${ids ? [...asked.measures, ...asked.departmentMeasures].map(({ name }) => name.zh).join('、') : '全部'}`
      const masthead = { unit: unitName, maker: reader.name, at: new Date(), filter }
      return reply
        .type('application/zip')
        .header('content-disposition', attachment(`佐证包-${period.name}.zip`))
        .send(Readable.from(zipStream(bundleParts({ pool, reader, period, ...asked, filesRoot, masthead }))))
    },
  )
}
