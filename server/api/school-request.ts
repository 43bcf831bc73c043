import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import {
  AnswerRequest,
  BurdenQuery,
  DecideEntry,
  NewRequestListEntry,
  NewSchoolRequest,
  RequestAnswerSheet,
  RequestBurden,
  RequestListEntry,
  RequestListList,
  RequestListQuery,
  SchoolRequest,
  SchoolRequestDetail,
  SchoolRequestList,
  SchoolRequestQuery,
} from '#contracts/school-request.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { answerRequest, readSheets } from '../commands/answer-request.ts'
import { askSchools } from '../commands/ask-schools.ts'
import { decideEntry, proposeEntry } from '../commands/decide-request-list.ts'
import { onePage, streamWorkbook } from '../excel/write-workbook.ts'
import { mastheadLines } from '../reports/paper.ts'
import { answersTable, answersWords } from '../reports/request-answers.ts'
import type { Pool } from '../store/pool.ts'
import { listEntries } from '../store/request-list.ts'
import { findRequest, listRequests, readBurden } from '../store/school-request.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { attachment, type UnitOptions, Workbook, XLSX } from './export.ts'
import { accepted, found } from './problem.ts'

const Params = z.object({ id: z.uuid() })

/** 清单准入: the list, the requests that it lets through, the schools' answers, and what it spared them. */
export const schoolRequestRoutes: FastifyPluginAsyncZod<{ pool: Pool } & UnitOptions> = async (app, { pool, unitName = '' }) => {
  app.get(
    '/request-list',
    {
      config: { right: 'requestList:read' },
      schema: {
        operationId: 'listRequestEntries',
        tags: ['request'],
        querystring: RequestListQuery,
        response: reads({ 200: RequestListList }),
      },
    },
    (request) => listEntries(pool, principal(request), request.query),
  )
  app.post(
    '/request-list',
    {
      config: { right: 'requestList:propose', audit: 'requestList.propose' },
      schema: {
        operationId: 'proposeRequestEntry',
        tags: ['request'],
        body: NewRequestListEntry,
        response: writes({ 201: RequestListEntry }, 422),
      },
    },
    async (request, reply) => {
      const { entry } = accepted(await proposeEntry(pool, principal(request), request.body))
      request.auditObject = entry.id
      return reply.code(201).send(entry)
    },
  )
  app.post(
    '/request-list/:id/decide',
    {
      config: { right: 'requestList:decide', audit: 'requestList.decide' },
      schema: {
        operationId: 'decideRequestEntry',
        tags: ['request'],
        params: Params,
        body: DecideEntry,
        response: writes({ 200: RequestListEntry }, 404, 409, 422),
      },
    },
    async (request) => accepted(await decideEntry(pool, principal(request), request.params.id, request.body)).entry,
  )
  app.get(
    '/school-requests',
    {
      config: { right: 'schoolRequest:read' },
      schema: {
        operationId: 'listSchoolRequests',
        tags: ['request'],
        querystring: SchoolRequestQuery,
        response: reads({ 200: SchoolRequestList }),
      },
    },
    (request) => listRequests(pool, principal(request), request.query),
  )
  app.get(
    '/school-requests/:id',
    {
      config: { right: 'schoolRequest:read' },
      schema: { operationId: 'getSchoolRequest', tags: ['request'], params: Params, response: reads({ 200: SchoolRequestDetail }, 404) },
    },
    async (request) => {
      const { id } = request.params
      const reader = principal(request)
      const asked = found(await findRequest(pool, reader, id), `request ${id}`)
      return { ...asked, sheets: await readSheets(pool, reader, asked) }
    },
  )
  app.get(
    '/exports/request-answers',
    {
      config: { right: 'schoolRequest:read', audit: 'export', leavesHouse: true },
      schema: {
        operationId: 'exportRequestAnswers',
        tags: ['export'],
        querystring: z.strictObject({ request: z.uuid() }),
        response: reads({ 200: Workbook }, 404),
      },
    },
    async (request, reply) => {
      const by = principal(request)
      const asked = found(await findRequest(pool, by, request.query.request), `request ${request.query.request}`)
      request.auditObject = `request-answers: ${asked.id}`
      const { columns, rows } = answersTable(await readSheets(pool, by, asked))
      const lines = mastheadLines({ unit: unitName, maker: by.name, at: new Date(), filter: answersWords(asked) })
      const chunks = streamWorkbook({ name: '答复', title: `${asked.title}：各校填报`, lines, columns, rows: onePage(rows) })
      return reply
        .type(XLSX)
        .header('content-disposition', attachment(`${asked.title}-各校填报.xlsx`))
        .send(Readable.from(chunks))
    },
  )
  app.post(
    '/school-requests',
    {
      config: { right: 'schoolRequest:issue', audit: 'schoolRequest.issue' },
      schema: { operationId: 'askSchools', tags: ['request'], body: NewSchoolRequest, response: writes({ 201: SchoolRequest }, 422) },
    },
    async (request, reply) => {
      const asked = accepted(await askSchools(pool, principal(request), request.body)).request
      request.auditObject = asked.id
      return reply.code(201).send(asked)
    },
  )
  app.post(
    '/school-requests/:id/answer',
    {
      config: { right: 'schoolRequest:answer', audit: 'schoolRequest.answer' },
      schema: {
        operationId: 'answerSchoolRequest',
        tags: ['request'],
        params: Params,
        body: AnswerRequest,
        response: writes({ 200: RequestAnswerSheet }, 404, 409, 422),
      },
    },
    async (request) => accepted(await answerRequest(pool, principal(request), request.params.id, request.body)).sheet,
  )
  app.get(
    '/request-burden',
    {
      config: { right: 'schoolRequest:read' },
      schema: { operationId: 'getRequestBurden', tags: ['request'], querystring: BurdenQuery, response: reads({ 200: RequestBurden }) },
    },
    (request) => readBurden(pool, principal(request), request.query.year ?? Number(shanghaiDay(new Date()).slice(0, 4))),
  )
}
