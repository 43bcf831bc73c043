import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Registry } from 'prom-client'
import * as z from 'zod'
import { reads } from './answer.ts'
import { refused } from './problem.ts'

export interface HealthOptions {
  /** What is missing before this process can serve, in words; empty when it is ready. */
  missing: () => Promise<readonly string[]> | readonly string[]
  metrics: Registry
}

const Ok = z.object({ status: z.literal('ok') })

/** For whoever runs it: does the process live, can it serve, how does it do. Nothing here is about people or alarms. */
export const healthRoutes: FastifyPluginAsyncZod<HealthOptions> = async (app, { missing, metrics }) => {
  const ok = { status: 'ok' as const }
  app.get('/healthz', { config: { right: 'public' }, schema: { operationId: 'isAlive', tags: ['health'], response: { 200: Ok } } }, () =>
    Promise.resolve(ok),
  )
  app.get(
    '/readyz',
    { config: { right: 'public' }, schema: { operationId: 'isReady', tags: ['health'], response: reads({ 200: Ok }) } },
    async () => {
      const absent = await missing()
      if (absent.length === 0) return ok
      throw refused('unavailable', `missing: ${absent.join(', ')}`, { errors: absent.map((message) => ({ path: '', message })) })
    },
  )
  app.get('/metrics', { config: { right: 'public' }, schema: { hide: true } }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  )
}
