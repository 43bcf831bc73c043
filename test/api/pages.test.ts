import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildApp } from '../../server/api/app.ts'
import { aWorld, type World } from './world.ts'

let world: World
let app: FastifyInstance
const root = mkdtempSync(path.join(tmpdir(), 'xiaowei-web-'))
beforeAll(async () => {
  mkdirSync(path.join(root, 'assets'))
  writeFileSync(path.join(root, 'index.html'), 'the desk')
  writeFileSync(path.join(root, 'control-room.html'), 'the room')
  writeFileSync(path.join(root, 'guard.html'), 'the phone')
  writeFileSync(path.join(root, 'field.html'), 'the officer')
  writeFileSync(path.join(root, 'floor.js'), '1')
  writeFileSync(path.join(root, 'assets', 'app-abc123.js'), '2')
  world = await aWorld()
  app = await buildApp({ ...world.deps, config: { ...world.deps.config, webRoot: root } })
})
afterAll(async () => {
  await app.close()
  await world.stop()
  rmSync(root, { recursive: true })
})

it.each([
  ['/', 200, 'the desk', 'no-store'],
  ['/control-room', 200, 'the room', 'no-store'],
  ['/control-room/map', 200, 'the room', 'no-store'],
  ['/bureau', 200, 'the desk', 'no-store'],
  ['/school/alarms?x=1', 200, 'the desk', 'no-store'],
  ['/guard', 200, 'the phone', 'no-store'],
  ['/guard/answer', 200, 'the phone', 'no-store'],
  ['/field', 200, 'the officer', 'no-store'],
  ['/guardian', 200, 'the desk', 'no-store'],
  ['/floor.js', 200, '1', 'no-cache'],
  ['/assets/app-abc123.js', 200, '2', 'public, max-age=31536000, immutable'],
])('serves %s with %i: %s, cached %s', async (url, status, body, cache) => {
  const answer = await app.inject({ url })
  expect([answer.statusCode, answer.body, answer.headers['cache-control']]).toEqual([status, body, cache])
})

it.each(['/assets/gone-1.js', '/gone.css', '/api', '/api/v2/alarms', '/api/v1/gone', '/socket.io/x', '/..%2f..%2fpackage.json', '/.env'])(
  'answers %s with a problem, not with a page',
  async (url) => {
    const answer = await app.inject({ url })
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([404, 'application/problem+json'])
  },
)

it('says how to get the pages where they are not built', async () => {
  const bare = await buildApp({ ...world.deps, config: { ...world.deps.config, webRoot: path.join(root, 'assets') } })
  const answer = await bare.inject({ url: '/control-room' })
  expect([answer.statusCode, answer.json().detail]).toEqual([404, 'the web app is not built: npm run build'])
  await bare.close()
})

it('names the ground of its own map before the scripts ask for it, and no other map’s', async () => {
  expect((await app.inject({ url: '/control-room' })).headers.link).toBe(
    '</api/v1/basemap/streets>; rel=preload; as=fetch; crossorigin=anonymous',
  )
  expect((await app.inject({ url: '/bureau' })).headers.link).toBeUndefined()
  const plain = {
    ...world.deps.config,
    webRoot: root,
    map: { ...world.deps.config.map, basemap: { kind: 'none', datum: 'wgs84' } as const },
  }
  const bare = await buildApp({ ...world.deps, config: plain })
  expect((await bare.inject({ url: '/control-room' })).headers.link).toBeUndefined()
  await bare.close()
})
