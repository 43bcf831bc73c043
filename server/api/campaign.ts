import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import {
  AccountabilityList,
  AppraisalList,
  AppraisalPeriod,
  AppraisalProposalList,
  Campaign,
  CampaignList,
  CloseCampaign,
  MeetingList,
  NewAccountability,
  NewAppraisal,
  NewCampaign,
  NewFinding,
  NewMeeting,
  NewTeacherLoan,
  ReturnTeacher,
  TeacherLoan,
  TeacherLoanList,
  YearQuery,
} from '#contracts/campaign.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { appraisePeriod, proposeAppraisals } from '../commands/appraise-period.ts'
import {
  appraise,
  closeCampaign,
  holdToAccount,
  lendTeacher,
  noteFinding,
  openCampaign,
  recordMeeting,
  returnTeacher,
} from '../commands/run-campaign.ts'
import { listAccountabilities, listAppraisals } from '../store/appraisal.ts'
import { listCampaigns } from '../store/campaign.ts'
import { listMeetings } from '../store/meeting.ts'
import { findPeriod } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { listLoans } from '../store/teacher-loan.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted, found } from './problem.ts'

const Params = z.object({ id: z.uuid() })
const Nothing = z.null().meta({ description: 'nothing' })
const yearOf = ({ year }: z.infer<typeof YearQuery>): number => year ?? Number(shanghaiDay(new Date()).slice(0, 4))

/** 联席会议, 专项整治, 借调教师, 考核, 问责: lists of a year, and what is added to them. */
export const campaignRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  const list = { querystring: YearQuery, tags: ['task'] }
  app.get(
    '/campaigns',
    { config: { right: 'supervision:read' }, schema: { ...list, operationId: 'listCampaigns', response: reads({ 200: CampaignList }) } },
    async (request) => ({ items: await listCampaigns(pool, principal(request), yearOf(request.query)), nextCursor: null }),
  )
  app.get(
    '/meetings',
    { config: { right: 'supervision:read' }, schema: { ...list, operationId: 'listMeetings', response: reads({ 200: MeetingList }) } },
    async (request) => ({ items: await listMeetings(pool, principal(request), yearOf(request.query)), nextCursor: null }),
  )
  app.get(
    '/teacher-loans',
    {
      config: { right: 'teacherLoan:read' },
      schema: { ...list, operationId: 'listTeacherLoans', response: reads({ 200: TeacherLoanList }) },
    },
    async (request) => ({ items: await listLoans(pool, principal(request), yearOf(request.query)), nextCursor: null }),
  )
  app.get(
    '/appraisals',
    { config: { right: 'supervision:read' }, schema: { ...list, operationId: 'listAppraisals', response: reads({ 200: AppraisalList }) } },
    async (request) => ({ items: await listAppraisals(pool, principal(request), yearOf(request.query)), nextCursor: null }),
  )
  app.get(
    '/appraisal-proposals',
    {
      config: { right: 'appraisal:write' },
      schema: {
        operationId: 'listAppraisalProposals',
        tags: ['task'],
        querystring: AppraisalPeriod,
        response: reads({ 200: AppraisalProposalList }, 404),
      },
    },
    async ({ query }) => {
      const period = found(await findPeriod(pool, query.period), `period ${query.period}`)
      return { items: await proposeAppraisals(pool, period), nextCursor: null }
    },
  )
  app.get(
    '/accountabilities',
    {
      config: { right: 'supervision:read' },
      schema: { ...list, operationId: 'listAccountabilities', response: reads({ 200: AccountabilityList }) },
    },
    async (request) => ({ items: await listAccountabilities(pool, principal(request), yearOf(request.query)), nextCursor: null }),
  )
  campaignWrites(app, pool)
  otherWrites(app, pool)
}

type App = Parameters<typeof campaignRoutes>[0]

function campaignWrites(app: App, pool: Pool): void {
  app.post(
    '/campaigns',
    {
      config: { right: 'supervision:write', audit: 'campaign.open' },
      schema: { operationId: 'openCampaign', tags: ['task'], body: NewCampaign, response: writes({ 201: Campaign }, 422) },
    },
    async (request, reply) => {
      const { campaign } = accepted(await openCampaign(pool, principal(request), request.body))
      request.auditObject = campaign.id
      return reply.code(201).send(campaign)
    },
  )
  app.post(
    '/campaigns/:id/findings',
    {
      config: { right: 'campaign:find', audit: 'campaign.find' },
      schema: {
        operationId: 'noteFinding',
        tags: ['task'],
        params: Params,
        body: NewFinding,
        response: writes({ 201: Campaign }, 404, 409, 422),
      },
    },
    async (request, reply) =>
      reply.code(201).send(accepted(await noteFinding(pool, principal(request), request.params.id, request.body)).campaign),
  )
  app.post(
    '/campaigns/:id/close',
    {
      config: { right: 'supervision:write', audit: 'campaign.close' },
      schema: {
        operationId: 'closeCampaign',
        tags: ['task'],
        params: Params,
        body: CloseCampaign,
        response: writes({ 200: Campaign }, 404, 409),
      },
    },
    async (request) => accepted(await closeCampaign(pool, principal(request), request.params.id, request.body)).campaign,
  )
}

function otherWrites(app: App, pool: Pool): void {
  app.post(
    '/meetings',
    {
      config: { right: 'supervision:write', audit: 'meeting.record' },
      schema: {
        operationId: 'recordMeeting',
        tags: ['task'],
        body: NewMeeting,
        response: writes({ 201: z.object({ id: z.uuid() }) }, 422),
      },
    },
    async (request, reply) => {
      const { id } = accepted(await recordMeeting(pool, principal(request), request.body))
      request.auditObject = id
      return reply.code(201).send({ id })
    },
  )
  app.post(
    '/teacher-loans',
    {
      config: { right: 'teacherLoan:write', audit: 'teacherLoan.begin' },
      schema: { operationId: 'lendTeacher', tags: ['task'], body: NewTeacherLoan, response: writes({ 201: TeacherLoan }, 422) },
    },
    async (request, reply) => {
      const { loan } = accepted(await lendTeacher(pool, principal(request), request.body))
      request.auditObject = loan.id
      return reply.code(201).send(loan)
    },
  )
  app.post(
    '/teacher-loans/:id/return',
    {
      config: { right: 'teacherLoan:write', audit: 'teacherLoan.end' },
      schema: {
        operationId: 'returnTeacher',
        tags: ['task'],
        params: Params,
        body: ReturnTeacher,
        response: writes({ 200: TeacherLoan }, 404, 409, 422),
      },
    },
    async (request) => accepted(await returnTeacher(pool, principal(request), request.params.id, request.body)).loan,
  )
  app.post(
    '/appraisals',
    {
      config: { right: 'appraisal:write', audit: 'appraisal.add' },
      schema: { operationId: 'appraise', tags: ['task'], body: NewAppraisal, response: writes({ 204: Nothing }, 422) },
    },
    async (request, reply) => {
      accepted(await appraise(pool, principal(request), request.body))
      request.auditObject = request.body.departmentId
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/appraisal-periods',
    {
      config: { right: 'appraisal:write', audit: 'appraisal.period' },
      schema: {
        operationId: 'appraisePeriod',
        tags: ['task'],
        body: AppraisalPeriod,
        response: writes({ 200: AppraisalProposalList }, 404, 409, 422),
      },
    },
    async (request) => {
      request.auditObject = request.body.period
      const { items } = accepted(await appraisePeriod(pool, principal(request), request.body.period))
      return { items, nextCursor: null }
    },
  )
  app.post(
    '/accountabilities',
    {
      config: { right: 'appraisal:write', audit: 'accountability.add' },
      schema: { operationId: 'holdToAccount', tags: ['task'], body: NewAccountability, response: writes({ 204: Nothing }, 422) },
    },
    async (request, reply) => {
      accepted(await holdToAccount(pool, principal(request), request.body))
      request.auditObject = request.body.departmentId
      return reply.code(204).send(null)
    },
  )
}
