import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { AlarmGap, AlarmGapList, ConfirmGap } from '#contracts/school-health.ts'
import { confirmGap, listGaps } from '../store/alarm-gap.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { found, refused } from './problem.ts'

/** 无报警能力: schools that cannot call by their buttons, and who there knows it. */
export const alarmGapRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/alarm-gaps',
    {
      config: { right: 'alarmGap:read' },
      schema: { operationId: 'listAlarmGaps', tags: ['school'], querystring: z.strictObject({}), response: reads({ 200: AlarmGapList }) },
    },
    async (request) => ({ items: await listGaps(pool, principal(request)) }),
  )
  app.post(
    '/alarm-gaps/:id/confirm',
    {
      config: { right: 'alarmGap:confirm', audit: 'alarmGap.confirm' },
      schema: {
        operationId: 'confirmAlarmGap',
        tags: ['school'],
        params: z.object({ id: z.uuid() }),
        body: ConfirmGap.optional(),
        response: writes({ 200: AlarmGap }, 404, 422),
      },
    },
    async (request) => {
      const by = principal(request)
      const spokenWith = request.body?.spokenWith ?? null
      const { id } = request.params
      if (spokenWith === null && by.scope.kind !== 'school') {
        found((await listGaps(pool, by)).find((gap) => gap.id === id) ?? null, `open alarm gap ${id}`)
        const message = 'expected who of the school was told: only the school itself confirms without'
        throw refused('refused-input', message, { errors: [{ path: 'body.spokenWith', message }] })
      }
      return found(await confirmGap(pool, by, id, { by: by.username, spokenWith }), `open alarm gap ${id}`)
    },
  )
}
