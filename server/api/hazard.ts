import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { IdempotencyKey } from '#contracts/alarm.ts'
import { HAZARD_BODIES, Hazard, HazardCommandName, HazardDetail, HazardList, HazardQuery, NewHazard } from '#contracts/hazard.ts'
import { partiesOf, possibleSteps } from '#domain/hazard.ts'
import type { Right } from '#domain/policy.ts'
import { commandHazard, reportHazard } from '../commands/command-hazard.ts'
import { policeDepartments } from '../store/department.ts'
import { listFiles } from '../store/file.ts'
import { findHazard, listHazards, readHazardLog, toHazard } from '../store/hazard.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted, found } from './problem.ts'

const Params = z.object({ id: z.uuid() })

/** The right that lets somebody in at all; whether the hazard is his to act on, `domain/hazard` decides. */
const RIGHTS: Readonly<Record<HazardCommandName, Right>> = {
  assign: 'hazard:assign',
  accept: 'hazard:rectify',
  return: 'hazard:rectify',
  askExtension: 'hazard:rectify',
  grantExtension: 'hazard:assign',
  refuseExtension: 'hazard:assign',
  start: 'hazard:rectify',
  fix: 'hazard:rectify',
  verify: 'hazard:verify',
  sendBack: 'hazard:verify',
  strikeOff: 'hazard:strikeOff',
  reopen: 'hazard:report',
  note: 'hazard:note',
}

/** 隐患: the list, one with its history, and the steps of its life. */
export const hazardRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/hazards',
    {
      config: { right: 'hazard:read' },
      schema: { operationId: 'listHazards', tags: ['hazard'], querystring: HazardQuery, response: reads({ 200: HazardList }) },
    },
    (request) => listHazards(pool, principal(request), request.query),
  )
  app.get(
    '/hazards/:id',
    {
      config: { right: 'hazard:read' },
      schema: { operationId: 'getHazard', tags: ['hazard'], params: Params, response: reads({ 200: HazardDetail }, 404) },
    },
    async (request) => {
      const { id } = request.params
      const reader = principal(request)
      const hazard = found(await findHazard(pool, reader, id), `hazard ${id}`)
      const [log, files, police] = [
        await readHazardLog(pool, id),
        await listFiles(pool, { kind: 'hazard', id }),
        await policeDepartments(pool),
      ]
      return { ...toHazard(hazard), log, files, can: possibleSteps(hazard, reader, partiesOf(reader, hazard, police)) }
    },
  )
  app.post(
    '/hazards',
    {
      config: { right: 'hazard:report', audit: 'hazard.report' },
      schema: {
        operationId: 'reportHazard',
        tags: ['hazard'],
        headers: IdempotencyKey,
        body: NewHazard,
        response: writes({ 201: Hazard }, 422),
      },
    },
    async (request, reply) => {
      const { hazard } = accepted(await reportHazard(pool, principal(request), request.headers['idempotency-key'], request.body))
      request.auditObject = hazard.id
      return reply.code(201).send(hazard)
    },
  )
  for (const command of HazardCommandName.options)
    app.post(
      `/hazards/:id/${command}`,
      {
        config: { right: RIGHTS[command], audit: `hazard.${command}` },
        schema: {
          operationId: `${command}Hazard`,
          tags: ['hazard'],
          params: Params,
          headers: IdempotencyKey,
          body: HAZARD_BODIES[command],
          response: writes({ 200: Hazard }, 404, 409, 422),
        },
      },
      async (request) => {
        const { params, headers, body } = request
        return accepted(await commandHazard(pool, principal(request), headers['idempotency-key'], { id: params.id, command, act: body }))
          .hazard
      },
    )
}
