import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { SchoolId } from '#contracts/ids.ts'
import {
  Belt,
  BeltSurvey,
  BeltSurveyList,
  BeltSurveyQuery,
  DistanceRule,
  DistanceRuleList,
  NewBeltSurvey,
  NewVenue,
  ProposeRule,
  Venue,
  VenueEdit,
  VenueList,
  VenueQuery,
} from '#contracts/venue.ts'
import { overlap } from '#domain/distance-rule.ts'
import { seesSchool } from '#domain/policy.ts'
import { createVenue, decideRule, editVenue, proposeRule } from '../commands/save-venue.ts'
import { insertSurvey, lastSurveys, listSurveys } from '../store/belt-survey.ts'
import type { Pool } from '../store/pool.ts'
import { findVenue, listRules, listVenues, readBelts } from '../store/venue.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted, found, refused } from './problem.ts'

const Params = z.object({ id: z.uuid() })

/** 周边排查: venues with their distances, the rules on them, surveys, and belts that overlap. */
export const venueRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/venues',
    {
      config: { right: 'venue:read' },
      schema: { operationId: 'listVenues', tags: ['belt'], querystring: VenueQuery, response: reads({ 200: VenueList }) },
    },
    (request) => listVenues(pool, principal(request), request.query),
  )
  app.post(
    '/venues',
    {
      config: { right: 'venue:write', audit: 'venue.create' },
      schema: { operationId: 'createVenue', tags: ['belt'], body: NewVenue, response: writes({ 201: Venue }, 422) },
    },
    async (request, reply) => {
      const { venue } = accepted(await createVenue(pool, request.body, principal(request)))
      request.auditObject = venue.id
      return reply.code(201).send(venue)
    },
  )
  app.get(
    '/venues/:id',
    {
      config: { right: 'venue:read' },
      schema: { operationId: 'getVenue', tags: ['belt'], params: Params, response: reads({ 200: Venue }, 404) },
    },
    async (request) => found(await findVenue(pool, request.params.id, principal(request)), `venue ${request.params.id}`),
  )
  app.post(
    '/venues/:id',
    {
      config: { right: 'venue:write', audit: 'venue.edit' },
      schema: {
        operationId: 'editVenue',
        tags: ['belt'],
        params: Params,
        body: VenueEdit,
        response: writes({ 200: Venue }, 404, 409, 422),
      },
    },
    async (request) => accepted(await editVenue(pool, request.params.id, request.body, principal(request))).venue,
  )
  app.get(
    '/distance-rules',
    {
      config: { right: 'venue:read' },
      schema: {
        operationId: 'listDistanceRules',
        tags: ['belt'],
        querystring: z.strictObject({}),
        response: reads({ 200: DistanceRuleList }),
      },
    },
    async () => ({ items: await listRules(pool), nextCursor: null }),
  )
  app.post(
    '/distance-rules',
    {
      config: { right: 'distanceRule:write', audit: 'distanceRule.propose' },
      schema: { operationId: 'proposeDistanceRule', tags: ['belt'], body: ProposeRule, response: writes({ 201: DistanceRule }) },
    },
    async (request, reply) => {
      const rule = await proposeRule(pool, request.body, principal(request).username)
      request.auditObject = rule.id
      return reply.code(201).send(rule)
    },
  )
  app.post(
    '/distance-rules/:id/approve',
    {
      config: { right: 'distanceRule:write', audit: 'distanceRule.approve' },
      schema: {
        operationId: 'approveDistanceRule',
        tags: ['belt'],
        params: Params,
        response: writes({ 200: DistanceRule }, 404, 409, 422),
      },
    },
    async (request) => accepted(await decideRule(pool, request.params.id, 'approve', principal(request).username)).rule,
  )
  app.post(
    '/distance-rules/:id/reject',
    {
      config: { right: 'distanceRule:write', audit: 'distanceRule.reject' },
      schema: { operationId: 'rejectDistanceRule', tags: ['belt'], params: Params, response: writes({ 200: DistanceRule }, 404, 409) },
    },
    async (request) => accepted(await decideRule(pool, request.params.id, 'reject', principal(request).username)).rule,
  )
  app.get(
    '/belt-surveys',
    {
      config: { right: 'venue:read' },
      schema: { operationId: 'listBeltSurveys', tags: ['belt'], querystring: BeltSurveyQuery, response: reads({ 200: BeltSurveyList }) },
    },
    (request) => listSurveys(pool, principal(request), request.query),
  )
  app.post(
    '/belt-surveys',
    {
      config: { right: 'belt:survey', audit: 'belt.survey' },
      schema: { operationId: 'surveyBelt', tags: ['belt'], body: NewBeltSurvey, response: writes({ 201: BeltSurvey }, 404, 422) },
    },
    async (request, reply) => {
      const { campusId, note, position, accuracyM } = request.body
      const { username, schoolIds } = principal(request)
      const surveyedAt = new Date(request.body.surveyedAt ?? Date.now())
      if (surveyedAt.getTime() > Date.now()) throw refused('refused-input', 'surveyedAt lies in the future')
      request.auditObject = campusId
      const survey = await insertSurvey(pool, { campusId, surveyedAt, by: username, note: note ?? null, position, accuracyM }, schoolIds)
      return reply.code(201).send(found(survey, `campus ${campusId}`))
    },
  )
  app.get(
    '/schools/:id/belt',
    {
      config: { right: 'venue:read' },
      schema: { operationId: 'getBelt', tags: ['belt'], params: z.object({ id: SchoolId }), response: reads({ 200: Belt }, 404) },
    },
    async (request) => {
      const { id } = request.params
      found(seesSchool(principal(request), id) || null, `school ${id}`)
      const belts = await readBelts(pool)
      const own = belts.filter(({ schoolId }) => schoolId === id)
      found(own.length > 0 || null, `campus of a school ${id}`)
      const surveys = await lastSurveys(pool, id)
      return {
        campuses: own.map(({ campusId, name, provisional, zone }) => ({
          campusId,
          name,
          provisional,
          lastSurvey: surveys.get(campusId) ?? null,
          overlaps: belts
            .filter((other) => other.schoolId !== id && overlap(zone, other.zone))
            .map(({ schoolId, schoolName, campusId }) => ({ schoolId, schoolName, campusId })),
        })),
      }
    },
  )
}
