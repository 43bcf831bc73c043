import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../../server/api/app.ts'
import { Problem } from '../../server/contracts/problem.ts'
import { appPool } from '../../server/store/pool.ts'
import { aWorld, operations, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

const ID = '00000000-0000-4000-8000-000000000000'
const json = { 'content-type': 'application/json' }
const acknowledge = (request: InjectOptions): InjectOptions => ({
  method: 'POST',
  url: `/api/v1/alarms/${ID}/acknowledge`,
  ...request,
  headers: { 'idempotency-key': 'k', ...json, ...request.headers },
})

describe('a problem', () => {
  it.each<[string, InjectOptions, number, string[]]>([
    ['a field that is missing', acknowledge({ payload: '{}' }), 400, ['body.version']],
    ['a field of the wrong type', acknowledge({ payload: '{"version": "1"}' }), 400, ['body.version']],
    ['an unknown field', acknowledge({ payload: '{"version": 1, "versoin": 2}' }), 400, ['body.versoin']],
    ['no body', acknowledge({}), 400, ['body']],
    ['a body that is no object', acknowledge({ payload: '[]' }), 400, ['body']],
    [
      'a key in a header that is missing',
      { method: 'POST', url: `/api/v1/alarms/${ID}/acknowledge`, payload: { version: 1 } },
      400,
      ['headers.idempotency-key'],
    ],
    ['an unknown query field', { url: '/api/v1/alarms?stat=open' }, 400, ['query.stat']],
    ['a query value out of range', { url: '/api/v1/alarms?limit=1001' }, 400, ['query.limit']],
    ['a query value that is no choice', { url: '/api/v1/alarms?state=lost' }, 400, ['query.state']],
    ['an instant without offset', { url: '/api/v1/alarms?from=2026-01-01' }, 400, ['query.from']],
    ['a cursor that is not ours', { url: '/api/v1/alarms?cursor=abc' }, 400, ['query.cursor']],
    ['a cursor of another list', { url: `/api/v1/alarms?cursor=${Buffer.from('["a"]').toString('base64url')}` }, 400, ['query.cursor']],
    ['a year that no calendar has', { url: '/api/v1/alarms?from=0000-01-01T00:00:00Z' }, 400, ['query.from']],
    ['an id that is none', { url: '/api/v1/alarms/7' }, 400, ['params.id']],
  ])('names %s', async (_name, request, status, paths) => {
    const answer = await world.as('operator', request)
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    const body = Problem.parse(answer.json())
    expect([answer.statusCode, body.status, body.errors?.map(({ path }) => path)]).toEqual([status, status, paths])
    expect(body.errors?.every(({ message }) => message.length > 0)).toBe(true)
  })

  it.each<[string, InjectOptions, number, string]>([
    ['malformed JSON', acknowledge({ payload: '{"version": ' }), 400, 'malformed-request'],
    ['an id that is longer than any', { method: 'POST', url: `/api/v1/alarms/${'9'.repeat(300)}/take` }, 400, 'malformed-request'],
    ['a way out of the pages’ folder', { url: '/..%5c..%5cetc/passwd' }, 404, 'not-found'],
    ['a prototype in JSON', acknowledge({ payload: '{"version": 1, "__proto__": {}}' }), 400, 'malformed-request'],
    ['a body that is too large', acknowledge({ payload: JSON.stringify({ version: 1, note: 'x'.repeat(1_048_577) }) }), 413, 'too-large'],
    [
      'a form',
      acknowledge({ payload: 'version=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      415,
      'unsupported-media-type',
    ],
    ['plain text', acknowledge({ payload: '{"version": 1}', headers: { 'content-type': 'text/plain' } }), 415, 'unsupported-media-type'],
    ['what is not there', { url: `/api/v1/alarms/${ID}` }, 404, 'not-found'],
    ['a route that is not there', { url: '/api/v1/nothing' }, 404, 'not-found'],
    ['a method that is not there', { method: 'PATCH', url: '/api/v1/alarms' }, 404, 'not-found'],
    ['a path that cannot be decoded', { url: '/api/v1/alarms/%ff' }, 400, 'malformed-request'],
    [
      'text that cannot be stored',
      acknowledge({ payload: '{"version": 1, "note": "\\u0000"}', headers: { 'idempotency-key': 'nul' } }),
      404,
      'not-found',
    ],
    ['a filter that cannot be stored', { url: '/api/v1/devices?school=a%00' }, 400, 'invalid-input'],
    ['a right that the role does not hold', { url: '/api/v1/accounts' }, 403, 'not-allowed'],
  ])('is the answer to %s', async (_name, request, status, kind) => {
    const answer = await world.as('operator', request)
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect([answer.statusCode, Problem.parse(answer.json()).type]).toEqual([status, `/problems/${kind}`])
  })

  it('takes what PostgreSQL cannot store for invalid input, not for a failure', async () => {
    const answer = await world.as('auditor', { url: '/api/v1/audit?account=a%00' })
    expect(answer.json()).toMatchObject({ status: 400, type: '/problems/invalid-input', errors: [{ path: 'query.account' }] })
  })

  it('is what the caller of an audited act gets, and the log holds the line, when its id cannot be stored', async () => {
    const url = '/api/v1/exports/audit?account=a%00'
    const answer = await world.as('auditor', { url })
    expect(answer.json()).toMatchObject({ status: 400, type: '/problems/invalid-input', errors: [{ path: 'query.account' }] })
    const refusedAct = await world.as('operator', { method: 'POST', url: '/api/v1/unregistered/a%00b/dismiss' })
    expect(refusedAct.json()).toMatchObject({ status: 403 })
    const lines = await world.as('auditor', { url: '/api/v1/audit?action=refused&limit=1' })
    expect(lines.json().items[0].object).toContain('/api/v1/unregistered/a')
  })

  it('is 429 for who asks for what is not there without end', async () => {
    const answers = await Promise.all(Array.from({ length: 610 }, () => world.call({ url: '/nothing.js', remoteAddress: '10.9.9.9' })))
    const last = answers.find(({ statusCode }) => statusCode === 429)
    expect(last?.json()).toMatchObject({ type: '/problems/too-many-requests', status: 429 })
  })

  it('tells nothing of the inside of a failure', async () => {
    const app = await buildApp({
      ...world.deps,
      health: {
        ...world.deps.health,
        missing: () => {
          throw new Error('password of the database is hunter2')
        },
      },
    })
    const answer = await app.inject({ url: '/readyz' })
    expect(answer.statusCode).toBe(500)
    expect(answer.json()).toEqual({
      type: '/problems/internal',
      title: 'The server failed',
      status: 500,
      detail: 'the request failed; the cause is in the server’s log',
    })
    await app.close()
  })

  it('is 503 while the database is away', async () => {
    const pool = appPool('postgresql://nobody@127.0.0.1:1/none')
    const app = await buildApp({ ...world.deps, pool })
    const answer = await app.inject({ url: '/api/v1/alarms', headers: { cookie: await world.cookie('operator') } })
    expect([answer.statusCode, answer.headers['retry-after'], answer.json().type]).toEqual([503, '2', '/problems/unavailable'])
    await app.close()
    await pool.end()
  })

  it('names what is missing before the server is ready', async () => {
    const app = await buildApp({ ...world.deps, health: { ...world.deps.health, missing: async () => ['broker'] } })
    const answer = await app.inject({ url: '/readyz' })
    expect([answer.statusCode, answer.json().detail]).toEqual([503, 'missing: broker'])
    expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200)
    await app.close()
  })
})

describe('headers', () => {
  it('let pages load our own files only, and nobody frame them', async () => {
    const { headers } = await world.call({ url: '/healthz' })
    expect(headers['content-security-policy']).toContain("default-src 'self';script-src 'self';")
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' })
    expect(headers['x-powered-by']).toBeUndefined()
  })
  it('let the map load the configured tiles', async () => {
    const app = await buildApp({ ...world.deps, config: { ...world.deps.config, tileHosts: ['https://t0.tianditu.gov.cn'] } })
    const policy = String((await app.inject({ url: '/healthz' })).headers['content-security-policy'])
    expect(policy).toContain("img-src 'self' data: blob: https://t0.tianditu.gov.cn")
    await app.close()
  })
})

describe('the OpenAPI document', () => {
  const document = async () => (await world.call({ url: '/api/openapi.json' })).json()
  it('is OpenAPI 3.1 in which every reference resolves', async () => {
    const api = await document()
    expect(api.openapi).toBe('3.1.0')
    const references = [...JSON.stringify(api).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name)
    expect(references.length).toBeGreaterThan(0)
    for (const name of references) expect(Object.keys(api.components.schemas)).toContain(name)
    expect(JSON.stringify(api)).not.toContain('"$ref":"#/definitions')
  })
  it('gives every status of every operation a schema, every path parameter a name, and every operation a right', async () => {
    const ids = operations(world.app).map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { path, operation } of operations(world.app)) {
      expect(operation['x-right']).toEqual(expect.any(String))
      const asked = { public: [], apiKey: [{ key: [] }] }[operation['x-right'] as string] ?? [{ session: [] }]
      expect(operation.security).toEqual(asked)
      const named = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name)
      expect(named).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
      for (const [status, response] of Object.entries(operation.responses)) {
        const media = status < '300' ? 'application/json' : 'application/problem+json'
        if (status !== '204')
          expect([operation.operationId, status, response.content?.[media]?.schema]).toEqual([
            operation.operationId,
            status,
            expect.any(Object),
          ])
      }
    }
  })
  it('is shown as pages from our own disk', async () => {
    const page = await world.call({ url: '/api/docs/' })
    expect(page.statusCode).toBe(200)
    expect(page.body).not.toMatch(/(src|href)="https?:/)
  })
})
