import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import {
  AbsenceImport,
  AbsenceList,
  AbsenceNotice,
  AbsenceNoticeList,
  AbsenceQuery,
  AnswerNotice,
  NewPrevention,
  PreventionList,
  PreventionOwner,
  PreventionTask,
} from '#contracts/absence.ts'
import { importAbsences } from '../commands/import-absences.ts'
import { addPrevention, answerNotice, finishPrevention, makeTaskOf, seesOwner } from '../commands/keep-prevention.ts'
import { listAbsences, listNotices } from '../store/absence.ts'
import type { Pool } from '../store/pool.ts'
import { listPreventions } from '../store/prevention.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted, found, refused } from './problem.ts'

const MAX_FILE_BYTES = 4 * 1_048_576
const Params = z.object({ id: z.uuid() })
const tags = ['incident']

/** 因病缺课: counts without names, notices above a threshold, causes and what is done to prevent. */
export const absenceRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: MAX_FILE_BYTES }, (_request, body, done) =>
    done(null, body),
  )
  app.get(
    '/absences',
    {
      config: { right: 'absence:read' },
      schema: { operationId: 'listAbsences', tags, querystring: AbsenceQuery, response: reads({ 200: AbsenceList }) },
    },
    (request) => listAbsences(pool, principal(request), request.query),
  )
  app.post(
    '/absences',
    {
      config: { right: 'absence:import', audit: 'absence.import' },
      bodyLimit: MAX_FILE_BYTES,
      schema: { operationId: 'importAbsences', tags, querystring: z.strictObject({}), response: writes({ 200: AbsenceImport }, 422) },
    },
    async (request) => {
      const { body } = request as { body: unknown }
      if (!Buffer.isBuffer(body)) throw refused('unsupported-media-type', 'expected a file as application/octet-stream')
      return accepted(await importAbsences(pool, principal(request), body)).taken
    },
  )
  app.get(
    '/absence-notices',
    {
      config: { right: 'absence:read' },
      schema: { operationId: 'listAbsenceNotices', tags, querystring: z.strictObject({}), response: reads({ 200: AbsenceNoticeList }) },
    },
    async (request) => ({ items: await listNotices(pool, principal(request)) }),
  )
  app.post(
    '/absence-notices/:id/answer',
    {
      config: { right: 'absence:answer', audit: 'absence.answer' },
      schema: {
        operationId: 'answerAbsenceNotice',
        tags,
        params: Params,
        body: AnswerNotice,
        response: writes({ 200: AbsenceNotice }, 404, 409),
      },
    },
    async (request) => accepted(await answerNotice(pool, principal(request), request.params.id, request.body)).notice,
  )
  preventionRoutes(app, pool)
}

/** 防范措施 of incidents and notices. */
function preventionRoutes(app: Parameters<typeof absenceRoutes>[0], pool: Pool): void {
  app.get(
    '/preventions',
    {
      config: { right: 'incident:read' },
      schema: { operationId: 'listPreventions', tags, querystring: PreventionOwner, response: reads({ 200: PreventionList }, 404) },
    },
    async (request) => {
      const { ownerKind, ownerId } = request.query
      found((await seesOwner(pool, principal(request), request.query)) || null, `${ownerKind} ${ownerId}`)
      return { items: await listPreventions(pool, request.query) }
    },
  )
  app.post(
    '/preventions',
    {
      config: { right: 'incident:write', audit: 'prevention.add' },
      schema: { operationId: 'addPrevention', tags, body: NewPrevention, response: writes({ 200: PreventionList }, 404) },
    },
    async (request) => ({ items: accepted(await addPrevention(pool, principal(request), request.body)).items }),
  )
  app.post(
    '/preventions/:id/finish',
    {
      config: { right: 'incident:write', audit: 'prevention.finish' },
      schema: { operationId: 'finishPrevention', tags, params: Params, response: writes({ 200: PreventionList }, 404, 409) },
    },
    async (request) => ({ items: accepted(await finishPrevention(pool, principal(request), request.params.id)).items }),
  )
  app.post(
    '/preventions/:id/task',
    {
      config: { right: 'task:write', audit: 'prevention.task' },
      schema: {
        operationId: 'makePreventionTask',
        tags,
        params: Params,
        body: PreventionTask,
        response: writes({ 200: PreventionList }, 404, 409, 422),
      },
    },
    async (request) => {
      const { params, body } = request
      return { items: accepted(await makeTaskOf(pool, principal(request), params.id, body.leadDept)).items }
    },
  )
}
