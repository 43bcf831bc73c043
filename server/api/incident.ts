import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { IdempotencyKey } from '#contracts/alarm.ts'
import {
  AskRequest,
  BeginIncident,
  CountQuery,
  DecideRequest,
  Incident,
  IncidentCandidateList,
  IncidentCountList,
  IncidentDetail,
  IncidentList,
  IncidentNames,
  IncidentQuery,
  IncidentRequest,
  IncidentRequestList,
  NewIncident,
  RecordStep,
  ReportDraft,
  ReportKind,
  SaveReport,
  SetPeople,
} from '#contracts/incident.ts'
import { limitOf, ruleAt } from '#domain/incident-clock.ts'
import { askRequest, decideRequest } from '../commands/ask-request.ts'
import { lookAtNames } from '../commands/look-at-names.ts'
import { beginIncident, openIncident } from '../commands/open-incident.ts'
import { recordStep, setPeople } from '../commands/record-step.ts'
import { draftOf, saveReport } from '../commands/save-report.ts'
import { countIncidents, listCandidates, listIncidents } from '../store/incident.ts'
import { readIncidentDetail } from '../store/incident-detail.ts'
import { listRequests } from '../store/incident-request.ts'
import { readRules } from '../store/incident-rule.ts'
import type { Pool } from '../store/pool.ts'
import { actor, principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted, found } from './problem.ts'

const Params = z.object({ id: z.uuid() })
const ReportParams = z.object({ id: z.uuid(), kind: ReportKind })
const Nothing = z.strictObject({})
const tags = ['incident']

/** 事件与纠纷: what schools and the bureau see through, with names masked until there is a reason and an approval. */
export const incidentRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/incidents',
    {
      config: { right: 'incident:read' },
      schema: { operationId: 'listIncidents', tags, querystring: IncidentQuery, response: reads({ 200: IncidentList }) },
    },
    (request) => listIncidents(pool, principal(request), request.query),
  )
  app.get(
    '/incidents/:id',
    {
      config: { right: 'incident:read', audit: 'incident.read' },
      schema: { operationId: 'getIncident', tags, params: Params, response: reads({ 200: IncidentDetail }, 404) },
    },
    async (request) => found(await readIncidentDetail(pool, principal(request), request.params.id), `incident ${request.params.id}`),
  )
  app.get(
    '/incident-counts',
    {
      config: { right: 'incident:count' },
      schema: { operationId: 'countIncidents', tags, querystring: CountQuery, response: reads({ 200: IncidentCountList }) },
    },
    async (request) => ({ items: await countIncidents(pool, principal(request), request.query) }),
  )
  app.get(
    '/incident-candidates',
    {
      config: { right: 'incident:begin' },
      schema: { operationId: 'listIncidentCandidates', tags, querystring: Nothing, response: reads({ 200: IncidentCandidateList }) },
    },
    async (request) => {
      const rules = await readRules(pool)
      const items = (await listCandidates(pool, principal(request))).map(({ receivedAt, ...alarm }) => {
        const rule = ruleAt(rules, 'report', receivedAt)
        const due = rule ? limitOf(receivedAt, rule, new Map()) : receivedAt
        return { ...alarm, receivedAt: receivedAt.toISOString(), reportDueAt: due.toISOString() }
      })
      return { items }
    },
  )
  app.post(
    '/incidents',
    {
      config: { right: 'incident:write', audit: 'incident.open' },
      schema: {
        operationId: 'openIncident',
        tags,
        headers: IdempotencyKey,
        body: NewIncident,
        response: writes({ 201: Incident }, 409, 422),
      },
    },
    async (request, reply) => {
      const { incident } = accepted(await openIncident(pool, principal(request), request.headers['idempotency-key'], request.body))
      request.auditObject = incident.id
      return reply.code(201).send(incident)
    },
  )
  app.post(
    '/alarms/:id/incident',
    {
      config: { right: 'incident:begin', audit: 'incident.begin' },
      schema: {
        operationId: 'beginIncident',
        tags,
        params: Params,
        headers: IdempotencyKey,
        body: BeginIncident,
        response: writes({ 201: Incident }, 404, 409, 422),
      },
    },
    async (request, reply) => {
      const { params, headers, body } = request
      const act = { alarmId: params.id, kind: body.kind }
      const { incident } = accepted(await beginIncident(pool, principal(request), headers['idempotency-key'], act))
      return reply.code(201).send(incident)
    },
  )
  actRoutes(app, pool)
  nameRoutes(app, pool)
  reportRoutes(app, pool)
}

type App = Parameters<typeof incidentRoutes>[0]

/** What is done about an incident. */
function actRoutes(app: App, pool: Pool): void {
  app.post(
    '/incidents/:id/steps',
    {
      config: { right: 'incident:write', audit: 'incident.step' },
      schema: {
        operationId: 'recordIncidentStep',
        tags,
        params: Params,
        headers: IdempotencyKey,
        body: RecordStep,
        response: writes({ 200: Incident }, 404, 409, 422),
      },
    },
    async (request) => {
      const { params, headers, body } = request
      return accepted(await recordStep(pool, principal(request), headers['idempotency-key'], params.id, body)).incident
    },
  )
  app.put(
    '/incidents/:id/people',
    {
      config: { right: 'incident:write', audit: 'incident.people' },
      schema: {
        operationId: 'setIncidentPeople',
        tags,
        params: Params,
        headers: IdempotencyKey,
        body: SetPeople,
        response: writes({ 200: Incident }, 404, 409, 422),
      },
    },
    async (request) => {
      const { params, headers, body } = request
      return accepted(await setPeople(pool, principal(request), headers['idempotency-key'], params.id, body)).incident
    },
  )
}

/** Reason, approval, look. */
function nameRoutes(app: App, pool: Pool): void {
  app.get(
    '/incident-requests',
    {
      config: { right: 'incident:decide' },
      schema: { operationId: 'listIncidentRequests', tags, querystring: Nothing, response: reads({ 200: IncidentRequestList }) },
    },
    async (request) => ({ items: await listRequests(pool, principal(request), {}) }),
  )
  app.post(
    '/incidents/:id/requests',
    {
      config: { right: 'incident:look' },
      schema: {
        operationId: 'askIncidentRequest',
        tags,
        params: Params,
        body: AskRequest,
        response: writes({ 201: IncidentRequest }, 404, 409),
      },
    },
    async (request, reply) => {
      const asked = accepted(await askRequest(pool, actor(request), request.params.id, request.body))
      return reply.code(201).send(asked.request)
    },
  )
  app.post(
    '/incident-requests/:id/decide',
    {
      config: { right: 'incident:decide' },
      schema: {
        operationId: 'decideIncidentRequest',
        tags,
        params: Params,
        body: DecideRequest,
        response: writes({ 200: IncidentRequest }, 404, 409),
      },
    },
    async (request) => accepted(await decideRequest(pool, actor(request), request.params.id, request.body.approve)).request,
  )
  app.post(
    '/incidents/:id/look',
    {
      config: { right: 'incident:look' },
      schema: { operationId: 'lookAtNames', tags, params: Params, response: reads({ 200: IncidentNames }, 404) },
    },
    async (request) => accepted(await lookAtNames(pool, actor(request), request.params.id)).names,
  )
}

/** 首报、续报、终报. */
function reportRoutes(app: App, pool: Pool): void {
  app.get(
    '/incidents/:id/reports/:kind/draft',
    {
      config: { right: 'incident:write' },
      schema: { operationId: 'draftIncidentReport', tags, params: ReportParams, response: reads({ 200: ReportDraft }, 404) },
    },
    async (request) => {
      const { id, kind } = request.params
      return { body: found(await draftOf(pool, principal(request), id, kind), `incident ${id}`) }
    },
  )
  app.post(
    '/incidents/:id/reports/:kind',
    {
      config: { right: 'incident:write', audit: 'incident.report' },
      schema: {
        operationId: 'saveIncidentReport',
        tags,
        params: ReportParams,
        headers: IdempotencyKey,
        body: SaveReport,
        response: writes({ 200: Incident }, 404, 409, 422),
      },
    },
    async (request) => {
      const { params, headers, body } = request
      return accepted(await saveReport(pool, principal(request), headers['idempotency-key'], { ...params, body })).incident
    },
  )
}
