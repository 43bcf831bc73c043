import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { SchoolId } from '#contracts/ids.ts'
import {
  Exemption,
  ExemptionList,
  ExemptionQuery,
  MeasureId,
  MeasureVersion,
  NewPeriod,
  Period,
  PeriodSetting,
  ProposeExemption,
  ProposeVersion,
} from '#contracts/measure.ts'
import { decideRule, proposeRule } from '../commands/change-rule.ts'
import { decideExemption, proposeExemption } from '../commands/exempt-school.ts'
import { closePeriod, makePeriod, setPeriods } from '../commands/set-period.ts'
import { listExemptions } from '../store/measure-exemption.ts'
import { readSetting } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { actor, principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted } from './problem.ts'

const VersionParams = z.object({ id: MeasureId, version: z.coerce.number().int().min(1).max(100_000) })
const ExemptionParams = z.object({ id: z.uuid() })

/** What a measure asks, of whom, and in which periods: changed by one person, approved by another. */
export const measureRuleRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.post(
    '/measures/:id/versions',
    {
      config: { right: 'measure:rule' },
      schema: {
        operationId: 'proposeMeasureVersion',
        tags: ['measure'],
        params: z.object({ id: MeasureId }),
        body: ProposeVersion,
        response: writes({ 201: MeasureVersion }, 404, 409, 422),
      },
    },
    async (request, reply) =>
      reply.code(201).send(accepted(await proposeRule(pool, actor(request), request.params.id, request.body)).version),
  )
  for (const [verb, operationId, decision] of [
    ['approve', 'approveMeasureVersion', 'inForce'],
    ['reject', 'rejectMeasureVersion', 'rejected'],
  ] as const)
    app.post(
      `/measures/:id/versions/:version/${verb}`,
      {
        config: { right: 'measure:rule' },
        schema: { operationId, tags: ['measure'], params: VersionParams, response: reads({ 200: MeasureVersion }, 404, 409, 422) },
      },
      async (request) => accepted(await decideRule(pool, actor(request), request.params.id, request.params.version, decision)).version,
    )

  app.get(
    '/exemptions',
    {
      config: { right: 'measure:read' },
      schema: { operationId: 'listExemptions', tags: ['measure'], querystring: ExemptionQuery, response: reads({ 200: ExemptionList }) },
    },
    (request) => listExemptions(pool, principal(request), request.query),
  )
  app.post(
    '/measures/:id/schools/:schoolId/exemptions',
    {
      config: { right: 'measure:exempt' },
      schema: {
        operationId: 'proposeExemption',
        tags: ['measure'],
        params: z.object({ id: MeasureId, schoolId: SchoolId }),
        body: ProposeExemption,
        response: writes({ 201: Exemption }, 404, 422),
      },
    },
    async (request, reply) => {
      const { id, schoolId } = request.params
      return reply.code(201).send(accepted(await proposeExemption(pool, actor(request), id, schoolId, request.body)).exemption)
    },
  )
  for (const [verb, operationId, to] of [
    ['approve', 'approveExemption', 'inForce'],
    ['reject', 'rejectExemption', 'rejected'],
    ['end', 'endExemption', 'ended'],
  ] as const)
    app.post(
      `/exemptions/:id/${verb}`,
      {
        config: { right: 'measure:exempt' },
        schema: { operationId, tags: ['measure'], params: ExemptionParams, response: reads({ 200: Exemption }, 404, 409, 422) },
      },
      async (request) => accepted(await decideExemption(pool, actor(request), request.params.id, to)).exemption,
    )

  app.post(
    '/periods',
    {
      config: { right: 'measure:period' },
      schema: { operationId: 'makePeriod', tags: ['measure'], body: NewPeriod, response: writes({ 201: Period }, 409, 422) },
    },
    async (request, reply) => reply.code(201).send(accepted(await makePeriod(pool, actor(request), request.body)).period),
  )
  app.post(
    '/periods/:id/freeze',
    {
      config: { right: 'measure:period' },
      schema: {
        operationId: 'freezePeriod',
        tags: ['measure'],
        params: z.object({ id: Period.shape.id }),
        response: reads({ 200: Period }, 404, 409, 422),
      },
    },
    async (request) => accepted(await closePeriod(pool, actor(request), request.params.id)).period,
  )
  app.get(
    '/period-setting',
    {
      config: { right: 'measure:read' },
      schema: {
        operationId: 'getPeriodSetting',
        tags: ['measure'],
        querystring: z.strictObject({}),
        response: reads({ 200: PeriodSetting }),
      },
    },
    () => readSetting(pool),
  )
  app.put(
    '/period-setting',
    {
      config: { right: 'measure:period' },
      schema: { operationId: 'setPeriodSetting', tags: ['measure'], body: PeriodSetting, response: writes({ 200: PeriodSetting }) },
    },
    (request) => setPeriods(pool, actor(request), request.body),
  )
}
