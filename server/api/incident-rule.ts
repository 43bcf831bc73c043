import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { LimitRuleList, ProposeRule, RuleName, SetHolidays } from '#contracts/incident-rule.ts'
import { approveRule, proposeRule, setHolidays } from '../commands/change-incident-rule.ts'
import { listHolidays, listRules } from '../store/incident-rule.ts'
import type { Pool } from '../store/pool.ts'
import { actor } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted } from './problem.ts'

const Params = z.object({ id: RuleName, version: z.coerce.number().int().min(1) })
const tags = ['incident']

/** The limits of incidents as data: proposed by one, approved by another; and the days that are no working days. */
export const incidentRuleRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  const all = async () => ({ items: await listRules(pool), holidays: await listHolidays(pool) })
  app.get(
    '/incident-rules',
    {
      config: { right: 'incidentRule:read' },
      schema: { operationId: 'listIncidentRules', tags, querystring: z.strictObject({}), response: reads({ 200: LimitRuleList }) },
    },
    all,
  )
  app.post(
    '/incident-rules',
    {
      config: { right: 'incidentRule:write' },
      schema: { operationId: 'proposeIncidentRule', tags, body: ProposeRule, response: writes({ 200: LimitRuleList }, 409) },
    },
    async (request) => {
      accepted(await proposeRule(pool, actor(request), request.body))
      return all()
    },
  )
  app.post(
    '/incident-rules/:id/:version/approve',
    {
      config: { right: 'incidentRule:approve' },
      schema: { operationId: 'approveIncidentRule', tags, params: Params, response: writes({ 200: LimitRuleList }, 404, 409) },
    },
    async (request) => {
      accepted(await approveRule(pool, actor(request), request.params.id, request.params.version))
      return all()
    },
  )
  app.put(
    '/holidays',
    {
      config: { right: 'incidentRule:write' },
      schema: { operationId: 'setHolidays', tags, body: SetHolidays, response: writes({ 200: LimitRuleList }) },
    },
    async (request) => {
      accepted(await setHolidays(pool, actor(request), request.body.year, request.body.days))
      return all()
    },
  )
}
