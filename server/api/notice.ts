import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { Notice, NoticeList, NoticeQuery } from '#contracts/notice.ts'
import { listNotices, receiveNotice } from '../store/notice.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { found } from './problem.ts'

/** 提醒: on the desk of whom they concern, with a receipt. */
export const noticeRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/notices',
    {
      config: { right: 'notice:read' },
      schema: { operationId: 'listNotices', tags: ['hazard'], querystring: NoticeQuery, response: reads({ 200: NoticeList }) },
    },
    (request) => listNotices(pool, principal(request), request.query),
  )
  app.post(
    '/notices/:id/receive',
    {
      config: { right: 'notice:read', audit: 'notice.receive' },
      schema: {
        operationId: 'receiveNotice',
        tags: ['hazard'],
        params: z.object({ id: z.uuid() }),
        response: writes({ 200: Notice }, 404),
      },
    },
    async (request) => found(await receiveNotice(pool, principal(request), request.params.id), `notice ${request.params.id}`),
  )
}
