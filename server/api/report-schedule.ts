import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { NewReportSchedule, ReportDelivery, ReportDeliveryList, ReportSchedule, ReportScheduleList } from '#contracts/report-schedule.ts'
import type { Pool } from '../store/pool.ts'
import {
  endSchedule,
  insertSchedule,
  listDeliveries,
  listSchedules,
  possibleRecipients,
  receiveDelivery,
} from '../store/report-schedule.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { found, refused } from './problem.ts'

const Params = z.object({ id: z.uuid() })
const NoQuery = z.strictObject({})

/** 定时报表: who gets which brief when a period is frozen; what was delivered, and the receipt. */
export const reportScheduleRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  const scheduleOf = async (id: string) =>
    found((await listSchedules(pool)).find((schedule) => schedule.id === id) ?? null, `schedule ${id}`)

  app.get(
    '/report-schedules',
    {
      config: { right: 'report:schedule' },
      schema: { operationId: 'listReportSchedules', tags: ['report'], querystring: NoQuery, response: reads({ 200: ReportScheduleList }) },
    },
    async () => ({ items: await listSchedules(pool), readers: await possibleRecipients(pool), nextCursor: null }),
  )
  app.post(
    '/report-schedules',
    {
      config: { right: 'report:schedule', audit: 'report.schedule' },
      schema: {
        operationId: 'scheduleReport',
        tags: ['report'],
        body: NewReportSchedule,
        response: writes({ 201: ReportSchedule }, 403, 422),
      },
    },
    async (request, reply) => {
      const by = principal(request)
      if (by.schoolIds !== null)
        throw refused('not-allowed', 'scheduled reports are of the whole district: a scope of the district is needed')
      const readers = new Set((await possibleRecipients(pool)).map(({ username }) => username))
      const unknown = request.body.recipients.flatMap((username, n) =>
        readers.has(username) ? [] : [{ path: `body.recipients.${n}`, message: `${username} receives no reports of the district` }],
      )
      if (unknown.length > 0)
        throw refused('refused-input', unknown.map(({ path, message }) => `${path}: ${message}`).join('; '), { errors: unknown })
      const id = await insertSchedule(pool, request.body, by.username)
      request.auditObject = `${id}: ${request.body.recipients.join(', ')}`.slice(0, 300)
      return reply.code(201).send(await scheduleOf(id))
    },
  )
  app.post(
    '/report-schedules/:id/end',
    {
      config: { right: 'report:schedule', audit: 'report.unschedule' },
      schema: { operationId: 'endReportSchedule', tags: ['report'], params: Params, response: writes({ 200: ReportSchedule }, 404, 409) },
    },
    async (request) => {
      const schedule = await scheduleOf(request.params.id)
      const ended = await endSchedule(pool, schedule.id, principal(request).username)
      if (!ended) throw refused('conflict', `the schedule was ended by ${schedule.endedBy ?? 'somebody'} already`)
      return scheduleOf(schedule.id)
    },
  )
  app.get(
    '/report-deliveries',
    {
      config: { right: 'report:receive' },
      schema: { operationId: 'listReportDeliveries', tags: ['report'], querystring: NoQuery, response: reads({ 200: ReportDeliveryList }) },
    },
    async (request) => ({ items: await listDeliveries(pool, principal(request).username), nextCursor: null }),
  )
  app.post(
    '/report-deliveries/:id/receive',
    {
      config: { right: 'report:receive', audit: 'report.receive' },
      schema: { operationId: 'receiveReport', tags: ['report'], params: Params, response: writes({ 200: ReportDelivery }, 404) },
    },
    async (request) => {
      const { id } = request.params
      return found(await receiveDelivery(pool, id, principal(request).username), `delivery ${id}`)
    },
  )
}
