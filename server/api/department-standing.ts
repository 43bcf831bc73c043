import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { DepartmentStandingList, DutyList, DutyQuery } from '#contracts/department-standing.ts'
import { MeasureQuery } from '#contracts/measure.ts'
import { DEPARTMENT_MEASURES } from '#domain/measures/department.ts'
import { addDays } from '#domain/shanghai-day.ts'
import { readMeasureRows } from '../reports/measure-figures.ts'
import { readDepartmentMeasures, readDepartmentStanding, readDuties } from '../store/department-standing.ts'
import { readVersions, toMeasure } from '../store/measure.ts'
import { findPeriod } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'
import { found } from './problem.ts'

/** 按部门: tasks, hazards and measures that each department answers for. */
export const departmentStandingRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/department-standing',
    {
      config: { right: 'department:standing' },
      schema: {
        operationId: 'listDepartmentStanding',
        tags: ['measure'],
        querystring: MeasureQuery,
        response: reads({ 200: DepartmentStandingList }, 404),
      },
    },
    async (request) => {
      const period = found(await findPeriod(pool, request.query.period), `period ${request.query.period ?? 'that runs'}`)
      const { items, total } = await readDepartmentStanding(pool, period, Date.now())
      const figures = new Map((await readMeasureRows(pool, principal(request), period.id)).map((row) => [row.measure.id, row]))
      const measures = await readDepartmentMeasures(pool)
      const versions = await readVersions(pool)
      return {
        period,
        rules: DEPARTMENT_MEASURES.map(({ id, ...definition }) => {
          const { name, unit, target, rule } = toMeasure({ id, ...definition }, versions.get(id) ?? [], addDays(period.to, -1))
          const { text, source, clause, version, validFrom } = rule
          return { id, name, unit, target, text, source: `${source} · ${clause}`, version, validFrom }
        }),
        items: items
          .map((item) => ({
            ...item,
            measures: (measures.get(item.department.id) ?? []).flatMap((id) => {
              const figure = figures.get(id)
              return figure ? [{ measureId: id, met: figure.met, applicable: figure.applicable, rate: figure.rate }] : []
            }),
          }))
          .filter((item) => item.tasks.applicable + item.hazards.applicable + item.measures.length > 0),
        total,
        computedAt: period.frozenAt ?? new Date().toISOString(),
        nextCursor: null,
      }
    },
  )
  app.get(
    '/department-duties',
    {
      config: { right: 'department:standing' },
      schema: { operationId: 'listDepartmentDuties', tags: ['measure'], querystring: DutyQuery, response: reads({ 200: DutyList }, 404) },
    },
    async ({ query }) => {
      const period = found(await findPeriod(pool, query.period), `period ${query.period ?? 'that runs'}`)
      return { period, items: await readDuties(pool, period, Date.now(), query), nextCursor: null }
    },
  )
}
