import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { ExerciseList, ExerciseQuery, NewExercise, OpenExercise } from '#contracts/exercise.ts'
import type { Principal } from '#domain/policy.ts'
import { endExercise, openExercise } from '../commands/open-exercise.ts'
import { findDevice, findPlace } from '../store/device-list.ts'
import { findExercise, listExercises } from '../store/exercise-list.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted, found, refused } from './problem.ts'

const Params = z.object({ id: z.uuid() })

/** A technician tests a device; drills are the shift leader's. */
function checkKind({ role }: Principal, kind: NewExercise['kind']): void {
  if (role === 'technician' && kind !== 'test')
    throw refused('refused-input', 'a technician opens tests of one device', { errors: [{ path: 'body.kind', message: 'expected test' }] })
}

/** What an exercise is to be of must be in scope: the device, or the school. */
async function checkSubject(pool: Pool, reader: Principal, { deviceId, schoolId }: NewExercise): Promise<void> {
  if (deviceId !== undefined) found(await findDevice(pool, reader, deviceId), `device ${deviceId}`)
  if (schoolId !== undefined) found((await findPlace(pool, reader, { schoolId })).school || null, `school ${schoolId}`)
}

/** Drills and tests that the server has open. */
export const exerciseRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/exercises',
    {
      config: { right: 'exercise:read' },
      schema: { operationId: 'listExercises', tags: ['exercise'], querystring: ExerciseQuery, response: reads({ 200: ExerciseList }) },
    },
    (request) => listExercises(pool, principal(request), request.query),
  )
  app.post(
    '/exercises',
    {
      config: { right: 'exercise:open', audit: 'exercise.open' },
      schema: {
        operationId: 'openExercise',
        tags: ['exercise'],
        body: NewExercise,
        response: writes({ 201: OpenExercise }, 404, 409, 422),
      },
    },
    async (request, reply) => {
      const { body } = request
      const by = principal(request)
      request.auditObject = body.deviceId ?? body.schoolId ?? null
      checkKind(by, body.kind)
      await checkSubject(pool, by, body)
      const { exercise } = accepted(
        await openExercise(pool, { ...body, policeNotifiedAt: new Date(body.policeNotifiedAt), openedBy: by.username }),
      )
      return reply.code(201).send(found(await findExercise(pool, by, exercise.id), `exercise ${exercise.id}`))
    },
  )
  app.post(
    '/exercises/:id/end',
    {
      config: { right: 'exercise:open', audit: 'exercise.end' },
      schema: { operationId: 'endExercise', tags: ['exercise'], params: Params, response: reads({ 200: OpenExercise }, 404, 409, 422) },
    },
    async (request) => {
      const { id } = request.params
      const by = principal(request)
      checkKind(by, found(await findExercise(pool, by, id), `exercise ${id}`).kind)
      accepted(await endExercise(pool, id))
      return found(await findExercise(pool, by, id), `exercise ${id}`)
    },
  )
}
