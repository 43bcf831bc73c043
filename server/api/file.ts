import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { FileInfo, FileList, FileQuery, NewFile } from '#contracts/file.ts'
import { MAX_FILE_BYTES } from '#domain/file-type.ts'
import { actedBy } from '../commands/actor.ts'
import { keepFile } from '../commands/keep-file.ts'
import { findFile, listFiles } from '../store/file.ts'
import { readBytes } from '../store/file-bytes.ts'
import type { Pool } from '../store/pool.ts'
import { actor, principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { FILE_OWNERS } from './file-owner.ts'
import { accepted, found, refused } from './problem.ts'

export interface FileOptions {
  /** Folder of the files' bytes; several api processes share it. */
  filesRoot: string
}

const Params = z.object({ id: z.uuid() })
/** A phone that sends a survey's photos stays below it; 20 MB each is a heavy thing beside alarms. */
const UPLOADS_A_MINUTE = 60

/** 文件: photos and papers. The right to one is the right to what it belongs to; everything else is 404. */
export const fileRoutes: FastifyPluginAsyncZod<{ pool: Pool } & FileOptions> = async (app, { pool, filesRoot }) => {
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: MAX_FILE_BYTES }, (_request, body, done) =>
    done(null, body),
  )

  app.get(
    '/files',
    {
      config: { right: 'signedIn' },
      schema: { operationId: 'listFiles', tags: ['file'], querystring: FileQuery, response: reads({ 200: FileList }, 404) },
    },
    async (request) => {
      const { ownerKind, ownerId } = request.query
      const { mayRead, noteLook } = FILE_OWNERS[ownerKind]
      const known = await mayRead(pool, principal(request), ownerId)
      await noteLook?.(pool, actor(request), { ownerId, fileId: null, allowed: known })
      found(known || null, `${ownerKind} ${ownerId}`)
      return { items: await listFiles(pool, { kind: ownerKind, id: ownerId }), nextCursor: null }
    },
  )
  app.post(
    '/files',
    {
      config: { right: 'signedIn', rateLimit: { max: UPLOADS_A_MINUTE, timeWindow: 60_000 } },
      bodyLimit: MAX_FILE_BYTES,
      schema: {
        operationId: 'keepFile',
        tags: ['file'],
        description: 'The body is the file, application/octet-stream, at most 20 MiB.',
        querystring: NewFile,
        response: writes({ 201: FileInfo }, 404, 422, 429),
      },
    },
    async (request, reply) => {
      const { ownerKind, ownerId, name, capturedAt, lng, lat } = request.query
      const { body } = request as { body: unknown }
      const allowed = await FILE_OWNERS[ownerKind].mayAdd(pool, principal(request), ownerId)
      found(allowed || null, `${ownerKind} ${ownerId} that you may add files to`)
      if (!Buffer.isBuffer(body)) throw refused('unsupported-media-type', 'expected a body of type application/octet-stream')
      const by = { ...actedBy(actor(request)), name: principal(request).username }
      const position = lng === undefined || lat === undefined ? null : ([lng, lat] as [number, number])
      const sent = { owner: { kind: ownerKind, id: ownerId }, name, bytes: body, capturedAt, position }
      return reply.code(201).send(accepted(await keepFile(pool, filesRoot, by, sent)).file)
    },
  )
  app.get(
    '/files/:id',
    {
      config: { right: 'signedIn' },
      schema: {
        operationId: 'getFile',
        tags: ['file'],
        params: Params,
        response: reads({ 200: z.any().meta({ description: 'the file itself' }) }, 404),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const file = found(await findFile(pool, id), `file ${id}`)
      const { mayRead, noteLook } = FILE_OWNERS[file.ownerKind]
      const allowed = await mayRead(pool, principal(request), file.ownerId)
      await noteLook?.(pool, actor(request), { ownerId: file.ownerId, fileId: id, allowed })
      found(allowed || null, `file ${id}`)
      const bytes = await readBytes(filesRoot, file.sha256)
      if (bytes === null) throw refused('internal', 'the bytes of this file are missing or damaged on the server’s disk')
      return reply
        .type(file.mediaType)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
        .header('content-security-policy', `default-src 'none'; sandbox`)
        .serializer((content: unknown) => content as never)
        .send(bytes)
    },
  )
}
