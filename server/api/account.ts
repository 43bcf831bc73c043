import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import {
  Account,
  AccountList,
  AccountQuery,
  ChangeRole,
  DisableAccount,
  EndedSessions,
  NewAccount,
  ResetPassword,
  Username,
} from '#contracts/account.ts'
import { changeRole } from '../commands/change-role.ts'
import { createAccount } from '../commands/create-account.ts'
import { disableAccount } from '../commands/disable-account.ts'
import { endAccountSessions } from '../commands/end-account-sessions.ts'
import { removeSecondFactor } from '../commands/remove-second-factor.ts'
import { resetPassword } from '../commands/reset-password.ts'
import { listAccounts } from '../store/account.ts'
import type { Pool } from '../store/pool.ts'
import { hasSecondFactor } from '../store/second-factor.ts'
import { actor, principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted } from './problem.ts'

const Params = z.object({ username: Username })

/** Accounts, their roles and sessions: the security administrator's. */
export const accountRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/accounts',
    {
      config: { right: 'account:read' },
      schema: { operationId: 'listAccounts', tags: ['account'], querystring: AccountQuery, response: reads({ 200: AccountList }) },
    },
    (request) => listAccounts(pool, principal(request), request.query),
  )
  app.post(
    '/accounts',
    {
      config: { right: 'account:write' },
      schema: { operationId: 'createAccount', tags: ['account'], body: NewAccount, response: writes({ 201: Account }, 409, 422) },
    },
    async (request, reply) => {
      const { account } = accepted(await createAccount(pool, actor(request), request.body))
      return reply.code(201).send(account)
    },
  )
  app.put(
    '/accounts/:username/role',
    {
      config: { right: 'account:write' },
      schema: {
        operationId: 'changeRole',
        tags: ['account'],
        params: Params,
        body: ChangeRole,
        response: writes({ 200: Account }, 404, 409, 422),
      },
    },
    async (request) => {
      const { account } = accepted(await changeRole(pool, actor(request), { ...request.params, ...request.body }))
      return { ...account, secondFactor: await hasSecondFactor(pool, account.id), sessions: 0 }
    },
  )
  app.delete(
    '/accounts/:username/sessions',
    {
      config: { right: 'account:write' },
      schema: { operationId: 'endSessions', tags: ['account'], params: Params, response: reads({ 200: EndedSessions }, 404) },
    },
    async (request) => accepted(await endAccountSessions(pool, actor(request), request.params.username)),
  )
  app.put(
    '/accounts/:username/password',
    {
      config: { right: 'account:write' },
      schema: {
        operationId: 'resetPassword',
        tags: ['account'],
        params: Params,
        body: ResetPassword,
        response: writes({ 204: z.null() }, 404, 409, 422),
      },
    },
    async (request, reply) => {
      accepted(await resetPassword(pool, actor(request), { ...request.params, ...request.body }))
      return reply.code(204).send(null)
    },
  )
  app.put(
    '/accounts/:username/disabled',
    {
      config: { right: 'account:write' },
      schema: {
        operationId: 'disableAccount',
        tags: ['account'],
        params: Params,
        body: DisableAccount,
        response: writes({ 204: z.null() }, 404, 409),
      },
    },
    async (request, reply) => {
      accepted(await disableAccount(pool, actor(request), { ...request.params, ...request.body }))
      return reply.code(204).send(null)
    },
  )
  app.delete(
    '/accounts/:username/second-factor',
    {
      config: { right: 'account:write' },
      schema: { operationId: 'removeSecondFactor', tags: ['account'], params: Params, response: reads({ 204: z.null() }, 404, 409) },
    },
    async (request, reply) => {
      accepted(await removeSecondFactor(pool, actor(request), request.params.username))
      return reply.code(204).send(null)
    },
  )
}
