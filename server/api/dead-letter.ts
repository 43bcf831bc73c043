import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { Alarm } from '#contracts/alarm.ts'
import { DeadLetterList, DeadLetterQuery } from '#contracts/device.ts'
import type { Refusal } from '#domain/problem.ts'
import { hasDeadLetter, listDeadLetters } from '../store/dead-letter-list.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads } from './answer.ts'
import { accepted, found } from './problem.ts'

/** Trying a dead letter again; the composition root binds it to its pool, decoder and relay. */
export interface DeadLetterCommands {
  replayDeadLetter(id: string): Promise<{ ok: true; alarms: readonly Alarm[] } | Refusal>
}

const Params = z.object({ id: z.string().regex(/^\d{1,18}$/, 'expected the number of a dead letter') })
const Replayed = z
  .object({ replayed: z.literal(true), alarms: z.int().meta({ description: 'alarms that it raised or changed' }) })
  .meta({ id: 'Replayed' })

/** Messages that could not be read, and trying them again after the fix. */
export const deadLetterRoutes: FastifyPluginAsyncZod<{ pool: Pool; commands: DeadLetterCommands }> = async (app, { pool, commands }) => {
  app.get(
    '/dead-letters',
    {
      config: { right: 'deadLetter:read' },
      schema: {
        operationId: 'listDeadLetters',
        tags: ['deadLetter'],
        querystring: DeadLetterQuery,
        response: reads({ 200: DeadLetterList }),
      },
    },
    (request) => listDeadLetters(pool, principal(request), request.query),
  )
  app.post(
    '/dead-letters/:id/replay',
    {
      config: { right: 'deadLetter:replay', audit: 'deadLetter.replay' },
      schema: { operationId: 'replayDeadLetter', tags: ['deadLetter'], params: Params, response: reads({ 200: Replayed }, 404, 409, 422) },
    },
    async (request) => {
      const { id } = request.params
      found((await hasDeadLetter(pool, principal(request), id)) || null, `dead letter ${id}`)
      const { alarms } = accepted(await commands.replayDeadLetter(id))
      return { replayed: true as const, alarms: alarms.length }
    },
  )
}
