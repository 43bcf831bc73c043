import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import {
  BrokerFiles,
  BrokerFilesQuery,
  CredentialList,
  CredentialName,
  CredentialQuery,
  MadeCredential,
  NewCredential,
} from '#contracts/credential.ts'
import { endCredential, makeCredential } from '../commands/make-credential.ts'
import { credentialsInForce, listCredentials } from '../store/credential.ts'
import type { Pool } from '../store/pool.ts'
import { actor } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted } from './problem.ts'

/** Writes a broker's files of the credentials in force; handed in by the composition root, as the gateway knows brokers. */
export type WriteBrokerFiles = (
  broker: 'mosquitto' | 'emqx',
  credentials: readonly { name: string; hash: string | null }[],
) => Promise<{ name: string; text: string }[]>

/** 凭证: how devices and bridges prove to the broker who they are. */
export const credentialRoutes: FastifyPluginAsyncZod<{ pool: Pool; writeBrokerFiles: WriteBrokerFiles }> = async (
  app,
  { pool, writeBrokerFiles },
) => {
  app.get(
    '/credentials',
    {
      config: { right: 'credential:read' },
      schema: {
        operationId: 'listCredentials',
        tags: ['credential'],
        querystring: CredentialQuery,
        response: reads({ 200: CredentialList }),
      },
    },
    (request) => listCredentials(pool, request.query),
  )
  app.post(
    '/credentials',
    {
      config: { right: 'credential:write' },
      schema: { operationId: 'makeCredential', tags: ['credential'], body: NewCredential, response: writes({ 201: MadeCredential }, 422) },
    },
    async (request, reply) => {
      const { made } = accepted(await makeCredential(pool, actor(request), request.body))
      return reply.code(201).header('cache-control', 'no-store').send(made)
    },
  )
  app.post(
    '/credentials/:name/revoke',
    {
      config: { right: 'credential:write' },
      schema: {
        operationId: 'revokeCredential',
        tags: ['credential'],
        params: z.object({ name: CredentialName }),
        response: reads({ 204: z.null().meta({ description: 'nothing' }) }, 404),
      },
    },
    async (request, reply) => {
      accepted(await endCredential(pool, actor(request), request.params.name))
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/broker-files',
    {
      config: { right: 'credential:write', audit: 'credential.export' },
      schema: { operationId: 'getBrokerFiles', tags: ['credential'], querystring: BrokerFilesQuery, response: reads({ 200: BrokerFiles }) },
    },
    async (request) => {
      request.auditObject = request.query.broker
      return { files: await writeBrokerFiles(request.query.broker, await credentialsInForce(pool)) }
    },
  )
}
