import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { DiagnosticSeverity, Parser } from '@asyncapi/parser'
import { beforeAll, describe, expect, it } from 'vitest'
import { asyncApiDocument, MESSAGES } from '../../.ci/asyncapi.ts'
import { measureDocument } from '../../.ci/measures.ts'
import { type DescribedApi, openApiDocument } from '../../.ci/openapi.ts'

const read = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8'))
const plain = (document: object): unknown => JSON.parse(JSON.stringify(document))

let version: string
beforeAll(async () => {
  version = ((await read('package.json')) as { version: string }).version
})

it('docs/measures.md is what the registry says now (else: npm run docs)', async () => {
  // The formatter lines the table's columns up.
  const bare = (text: string) => text.replace(/-{3,}/g, '---').replace(/ +/g, ' ')
  expect(bare(await readFile(fileURLToPath(new URL('../../docs/measures.md', import.meta.url)), 'utf8'))).toBe(bare(measureDocument()))
})

describe('docs/asyncapi.json', () => {
  it('is what the contracts say now (else: npm run docs)', async () => {
    expect(await read('docs/asyncapi.json')).toEqual(plain(asyncApiDocument(version)))
  })

  it('is a valid AsyncAPI document', async () => {
    const { document, diagnostics } = await new Parser().parse(JSON.stringify(asyncApiDocument(version)))
    expect(diagnostics.filter(({ severity }) => severity === DiagnosticSeverity.Error)).toEqual([])
    expect(
      document
        ?.allOperations()
        .all()
        .map((operation) => operation.id()),
    ).toEqual(
      expect.arrayContaining([
        'receiveNativeAlarm',
        'sendNativeCommand',
        'receiveEdgeMessage',
        'receiveSubscribe',
        'receiveShown',
        'sendAlarm',
        'sendDevices',
        'sendPulse',
      ]),
    )
  }, 60_000)

  it.each(Object.entries(MESSAGES))('shows of %s only what its schema takes, and leaves no field out', (_, { schema, examples }) => {
    expect(examples.length).toBeGreaterThan(0)
    for (const { payload } of examples) expect(schema.parse(payload)).toEqual(payload)
  })
})

interface Operation {
  operationId?: string
  security?: object[]
  'x-right'?: string
  responses: Record<string, { content?: Record<string, { schema?: object }> }>
}

describe('docs/openapi.json', () => {
  let api: DescribedApi
  let operations: [string, Operation][]
  beforeAll(async () => {
    api = await openApiDocument(version)
    const { paths } = api.document as { paths: Record<string, Record<string, Operation>> }
    operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
    )
  }, 60_000)

  it('is what the routes say now (else: npm run docs)', async () => {
    expect(await read('docs/openapi.json')).toEqual(plain(api.document))
  })

  it('holds every route below /api/v1, with a name and the right it asks for', () => {
    expect(operations.map(([name]) => name)).toEqual(expect.arrayContaining([...api.routes]))
    for (const [name, { operationId, security, 'x-right': right }] of operations)
      expect({ name, operationId, security, right }).toEqual({
        name,
        operationId: expect.any(String),
        security: expect.any(Array),
        right: expect.any(String),
      })
  })

  it('describes every refusal of every route below /api/v1 as a problem', () => {
    for (const [name, { responses }] of operations.filter(([name]) => name.includes(' /api/v1/'))) {
      const refusals = Object.entries(responses).filter(([status]) => Number(status) >= 400)
      expect(
        refusals.map(([status]) => status),
        name,
      ).toEqual(expect.arrayContaining(['400', '500', '503']))
      for (const [status, { content }] of refusals)
        expect(content, `${name} ${status}`).toEqual({ 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } })
    }
  })

  it('refers to nothing that it does not hold', () => {
    const { schemas } = (api.document as { components: { schemas: Record<string, object> } }).components
    const references = [...JSON.stringify(api.document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name = '']) => name)
    expect(references.filter((name) => !(name in schemas))).toEqual([])
  })
})
