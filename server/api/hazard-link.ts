import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import {
  BoundPhone,
  ConfirmSealed,
  HazardLink,
  HazardLinkList,
  MadeHazardLink,
  NewHazardLink,
  OpenSealed,
  SealedDone,
  SealedHazard,
  SealedPhoto,
} from '#contracts/hazard-link.ts'
import { MAX_FILE_BYTES } from '#domain/file-type.ts'
import {
  type Bearer,
  confirmSealed,
  finishSealed,
  makeHazardLink,
  openSealed,
  revokeHazardLink,
  sendSealedPhoto,
} from '../commands/use-hazard-link.ts'
import { findHazard } from '../store/hazard.ts'
import { listLinks } from '../store/hazard-link.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import type { FileOptions } from './file.ts'
import { accepted, found, refused } from './problem.ts'

const Params = z.object({ id: z.uuid() })
/** A token has 256 bits; the limit keeps guessing from being a load. */
const RATE = { max: 30, timeWindow: 60_000 }

const bearer = (request: FastifyRequest, token: string, phone?: string): Bearer => ({
  token,
  phone,
  address: request.ip,
  userAgent: request.headers['user-agent'] ?? null,
})

/** 密链: made and revoked by those whose hazard it is, used by a field officer without account. */
export const hazardLinkRoutes: FastifyPluginAsyncZod<{ pool: Pool } & FileOptions> = async (app, { pool, filesRoot }) => {
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: MAX_FILE_BYTES }, (_request, body, done) =>
    done(null, body),
  )

  app.get(
    '/hazards/:id/links',
    {
      config: { right: 'hazard:link' },
      schema: { operationId: 'listHazardLinks', tags: ['hazard'], params: Params, response: reads({ 200: HazardLinkList }, 404) },
    },
    async (request) => {
      const { id } = request.params
      found(await findHazard(pool, principal(request), id), `hazard ${id}`)
      return { items: await listLinks(pool, id), nextCursor: null }
    },
  )
  app.post(
    '/hazards/:id/links',
    {
      config: { right: 'hazard:link', audit: 'hazard.link' },
      schema: {
        operationId: 'makeHazardLink',
        tags: ['hazard'],
        params: Params,
        body: NewHazardLink,
        response: writes({ 201: MadeHazardLink }, 404, 409),
      },
    },
    async (request, reply) =>
      reply.code(201).send(accepted(await makeHazardLink(pool, principal(request), request.params.id, request.body)).link),
  )
  app.post(
    '/hazard-links/:id/revoke',
    {
      config: { right: 'hazard:link', audit: 'hazard.unlink' },
      schema: { operationId: 'revokeHazardLink', tags: ['hazard'], params: Params, response: writes({ 200: HazardLink }, 404) },
    },
    async (request) => accepted(await revokeHazardLink(pool, principal(request), request.params.id)).link,
  )
  app.post(
    '/sealed-hazard/open',
    {
      config: { right: 'public', rateLimit: RATE },
      schema: { operationId: 'openSealedHazard', tags: ['hazard'], body: OpenSealed, response: writes({ 200: SealedHazard }, 404, 429) },
    },
    async (request) => accepted(await openSealed(pool, bearer(request, request.body.token, request.body.phone))).hazard,
  )
  app.post(
    '/sealed-hazard/confirm',
    {
      config: { right: 'public', rateLimit: RATE },
      schema: {
        operationId: 'confirmSealedHazard',
        tags: ['hazard'],
        body: ConfirmSealed,
        response: writes({ 200: BoundPhone }, 404, 429),
      },
    },
    async (request) => ({ phone: accepted(await confirmSealed(pool, bearer(request, request.body.token))).phone }),
  )
  app.post(
    '/sealed-hazard/photo',
    {
      config: { right: 'public', rateLimit: RATE },
      bodyLimit: MAX_FILE_BYTES,
      schema: {
        operationId: 'sendSealedPhoto',
        tags: ['hazard'],
        headers: SealedPhoto,
        response: writes({ 201: SealedHazard }, 404, 422, 429),
      },
    },
    async (request, reply) => {
      const { body, headers } = request as typeof request & { body: unknown }
      if (!Buffer.isBuffer(body)) throw refused('unsupported-media-type', 'expected a body of type application/octet-stream')
      const by = bearer(request, headers['x-sealed-token'], headers['x-sealed-phone'])
      return reply.code(201).send(accepted(await sendSealedPhoto(pool, filesRoot, by, body)).hazard)
    },
  )
  app.post(
    '/sealed-hazard/done',
    {
      config: { right: 'public', rateLimit: RATE },
      schema: {
        operationId: 'finishSealedHazard',
        tags: ['hazard'],
        body: SealedDone,
        response: writes({ 200: SealedHazard }, 404, 409, 422, 429),
      },
    },
    async (request) =>
      accepted(await finishSealed(pool, bearer(request, request.body.token, request.body.phone), request.body.note)).hazard,
  )
}
