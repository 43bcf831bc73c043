import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { Import, ImportList, ImportQuery, TableKind } from '#contracts/import.ts'
import { REGISTERS, registersOf, sheetValues } from '#domain/register.ts'
import { shanghaiMoment } from '#domain/shanghai.ts'
import { applyImport, recoverImports, undoImport } from '../commands/apply-import.ts'
import { checkImport } from '../commands/check-import.ts'
import type { DialectOfSource } from '../commands/register-device.ts'
import { writeWorkbook } from '../excel/write-workbook.ts'
import { findImport, importsSeenBy, insertImport, listImports, moveImport } from '../store/import.ts'
import type { Pool } from '../store/pool.ts'
import { allBodies, type Body } from '../store/register-table.ts'
import { actor, principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { attachment, XLSX } from './export.ts'
import { found, refused } from './problem.ts'

const MAX_FILE_BYTES = 64 * 1_048_576
const Params = z.object({ id: z.uuid() })
const TableParams = z.object({ kind: TableKind })
const TableQuery = z.strictObject({ template: z.enum(['1']).optional().meta({ description: 'the header alone, to be filled in' }) })
const Workbook = z.any().meta({ description: `a workbook, ${XLSX}` })

type Kind = z.infer<typeof TableKind>

/** A register that the caller may bring in; another is not there for him. */
function registerOf(request: FastifyRequest, kind: Kind) {
  found(registersOf(principal(request).role).includes(kind) || null, `register ${kind}`)
  return REGISTERS[kind]
}
/** A body as the cells of its columns, in words. */
function cellsOf(kind: Kind, body: Body): (string | number | null)[] {
  const shown = sheetValues(kind, body)
  return REGISTERS[kind].columns.map(({ key, choices, type }) => {
    const value = shown[key]
    if (value === null || value === undefined) return null
    if (typeof value === 'number') return value
    if (type === 'timestamptz') return momentOf(String(value))
    if (typeof value === 'object') return JSON.stringify(value)
    return choices?.[String(value)] ?? String(value)
  })
}

/** A moment as people write it, in Shanghai; with seconds where it has some, or the file would not come back as the same rows. */
const momentOf = (at: string): string => shanghaiMoment(at).replace(/:00$/, '')

/** 导入导出: registers as Excel, with a dry run before and an undo after. */
export const importRoutes: FastifyPluginAsyncZod<{ pool: Pool; dialectOfSource: DialectOfSource }> = async (
  app,
  { pool, dialectOfSource },
) => {
  // One at a time in a process: a file is a heavy thing beside alarms.
  let busy = false
  let running: Promise<void> = Promise.resolve()
  const stopping = new AbortController()
  const inBackground = (id: string, work: () => Promise<void>): void => {
    busy = true
    running = work()
      .catch((error: unknown) => app.log.error({ err: error, import: id }, 'import'))
      .finally(() => {
        busy = false
      })
  }
  app.addHook('onClose', async () => {
    stopping.abort()
    await running
  })
  app.addContentTypeParser([XLSX, 'application/octet-stream'], { parseAs: 'buffer', bodyLimit: MAX_FILE_BYTES }, (_request, body, done) =>
    done(null, body),
  )

  app.get(
    '/tables/:kind',
    {
      config: { right: 'register:import', audit: 'register.export' },
      schema: {
        operationId: 'exportTable',
        tags: ['import'],
        params: TableParams,
        querystring: TableQuery,
        response: reads({ 200: Workbook }, 404),
      },
    },
    async (request, reply) => {
      const { kind } = request.params
      request.auditObject = kind
      const register = registerOf(request, kind)
      const rows: (string | number | null)[][] = []
      if (request.query.template === undefined)
        for await (const page of allBodies(pool, kind, principal(request).schoolIds)) rows.push(...page.map((body) => cellsOf(kind, body)))
      const columns = register.columns.map(({ zh, required, width, choices }) => {
        return { title: required ? `${zh}*` : zh, width, choices: choices && Object.values(choices) }
      })
      const file = `${register.zh}${request.query.template ? '模板' : ''}.xlsx`
      return reply
        .type(XLSX)
        .header('content-disposition', attachment(file))
        .serializer((body: unknown) => body as never)
        .send(writeWorkbook(register.zh.slice(0, 31), columns, rows))
    },
  )
  app.get(
    '/imports',
    {
      config: { right: 'register:import' },
      schema: { operationId: 'listImports', tags: ['import'], querystring: z.strictObject({}), response: reads({ 200: ImportList }) },
    },
    async (request) => {
      if (!busy) await recoverImports(pool)
      return { items: await listImports(pool, importsSeenBy(principal(request))), nextCursor: null }
    },
  )
  app.get(
    '/imports/:id',
    {
      config: { right: 'register:import' },
      schema: { operationId: 'getImport', tags: ['import'], params: Params, response: reads({ 200: Import }, 404) },
    },
    async (request) => found(await findImport(pool, request.params.id, importsSeenBy(principal(request))), `import ${request.params.id}`),
  )
  app.post(
    '/imports',
    {
      config: { right: 'register:import', audit: 'import.check' },
      bodyLimit: MAX_FILE_BYTES,
      schema: { operationId: 'checkImport', tags: ['import'], querystring: ImportQuery, response: writes({ 202: Import }, 404, 409) },
    },
    async (request, reply) => {
      const { body } = request as { body: unknown }
      if (!Buffer.isBuffer(body)) throw refused('unsupported-media-type', `expected a body of type ${XLSX}`)
      if (busy) throw refused('conflict', 'another import is at work: wait until it is done')
      const { kind, datum, name } = request.query
      registerOf(request, kind)
      const { schoolIds } = principal(request)
      const id = await insertImport(pool, { kind, datum, name, by: principal(request).username })
      request.auditObject = id
      inBackground(id, async () => {
        try {
          await checkImport(pool, dialectOfSource, { id, kind, datum, schoolIds }, body, stopping.signal)
        } catch (error) {
          await moveImport(pool, id, 'reading', 'failed', { message: 'the file could not be read to its end' })
          throw error
        }
      })
      return reply.code(202).send(found(await findImport(pool, id), `import ${id}`))
    },
  )
  for (const [verb, operationId, from, to, work] of [
    ['apply', 'applyImport', 'checked', 'applying', applyImport],
    ['undo', 'undoImport', 'applied', 'undoing', undoImport],
  ] as const)
    app.post(
      `/imports/:id/${verb}`,
      {
        config: { right: 'register:apply' },
        schema: { operationId, tags: ['import'], params: Params, response: reads({ 202: Import }, 404, 409) },
      },
      async (request, reply) => {
        const { id } = request.params
        const known = found(await findImport(pool, id, importsSeenBy(principal(request))), `import ${id}`)
        registerOf(request, known.kind)
        if (busy) throw refused('conflict', 'another import is at work: wait until it is done')
        const moved = await moveImport(pool, id, from, to, { total: (known.summary?.add ?? 0) + (known.summary?.change ?? 0) })
        if (!moved) throw refused('conflict', `the import is ${known.state}, expected ${from}`)
        const by = actor(request)
        inBackground(id, () => work(pool, by, moved, stopping.signal))
        return reply.code(202).send(moved)
      },
    )
}
