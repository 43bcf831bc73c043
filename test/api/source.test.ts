import { afterAll, beforeAll, expect, it } from 'vitest'
import { SourceTable } from '../../server/gateway/source-table.ts'
import { SourceTraffic } from '../../server/gateway/source-traffic.ts'
import { aWorld, NORTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

const SETTINGS = { filters: ['site/+/z2m/#'], dialect: 'zigbee2mqtt', baseLevels: 3, schoolLevel: 2 }
const put = (id: string, body: object, username = 'systemAdmin', draft = '') =>
  world.as(username, { method: 'PUT', url: `/api/v1/sources/${encodeURIComponent(id)}${draft}`, payload: body })
const list = async () => (await world.as('technician', { url: '/api/v1/sources' })).json()
const one = async (id: string) => (await list()).items.find((item: { id: string }) => item.id === id)

it('lists what is understood without configuration', async () => {
  expect(await one('zigbee2mqtt')).toMatchObject({ builtIn: true, changed: false, settings: { filters: ['zigbee2mqtt/#'], off: false } })
  expect(await one('edge/+/gb')).toMatchObject({ settings: { dialect: 'gb28181', schoolLevel: 2, baseLevels: 3 } })
})

it('takes a draft of the technician, puts it in force by the administrator, and back to the default', async () => {
  expect((await put('site', SETTINGS, 'technician')).statusCode).toBe(403)
  expect((await put('site', SETTINGS, 'technician', '/draft')).statusCode).toBe(204)
  expect(await one('site')).toMatchObject({ settings: null, draft: { draftedBy: 'technician', settings: { dialect: 'zigbee2mqtt' } } })
  expect((await put('site', SETTINGS)).statusCode).toBe(204)
  expect(await one('site')).toMatchObject({ builtIn: false, changed: true, draft: null, settings: { timeZone: 'Asia/Shanghai' } })

  expect((await put('edge/+/z2m', { ...SETTINGS, filters: ['edge/+/z2m/#'], datum: 'gcj02' })).statusCode).toBe(204)
  expect(await one('edge/+/z2m')).toMatchObject({ builtIn: true, changed: true, settings: { datum: 'gcj02' } })
  const removed = await world.as('systemAdmin', { method: 'DELETE', url: `/api/v1/sources/${encodeURIComponent('edge/+/z2m')}` })
  expect(removed.statusCode).toBe(204)
  expect(await one('edge/+/z2m')).toMatchObject({ changed: false, settings: { datum: 'wgs84' } })
})

it.each([
  [{ filters: ['site/+/z2m/#'] }, 422, 'body.filters.0'],
  [{ filters: ['x/+/y/#', 'edge/+/z2m/#'] }, 422, 'body.filters.1'],
  [{ schoolLevel: null, schoolId: 'nowhere' }, 422, 'body.schoolId'],
  [{ filters: ['x#'] }, 422, 'body.filters.0'],
  [{ filters: [] }, 400, 'body.filters'],
  [{ dialect: 'klingon' }, 400, 'body.dialect'],
  [{ offf: true }, 400, 'body.offf'],
])('refuses %j with %i at %s', async (fields, status, path) => {
  const answer = await put('other', { ...SETTINGS, filters: ['other/+/z2m/#'], ...fields })
  expect([answer.statusCode, answer.json().errors.map((error: { path: string }) => error.path)]).toEqual([status, [path]])
})

it('has a change in the gateway without a restart', async () => {
  const seen: string[][] = []
  const table = new SourceTable(world.pool, (rows) => seen.push(rows.map(({ id }) => id)))
  await table.refresh()
  await put('late', { ...SETTINGS, filters: ['late/+/#'], baseLevels: 2 })
  await table.refresh()
  await table.refresh()
  expect(seen).toEqual([['site'], ['site', 'late']])
})

it('counts what is heard by source in as many rows as there are sources', async () => {
  const traffic = new SourceTraffic(
    world.pool,
    () => [],
    () => {},
  )
  const at = new Date()
  for (let n = 0; n < 50; n++)
    traffic.count({ source: `edge/${NORTH}/gb`, topic: `edge/${NORTH}/gb/${n}/message`, deadLetter: n % 5 === 0, at })
  traffic.count({ source: null, topic: 'nobody/knows', deadLetter: true, at })
  await traffic.stop()
  expect((await one('edge/+/gb')).traffic).toMatchObject({ messages: 50, deadLetters: 10, lastAt: at.toISOString() })
  expect((await list()).unmatched).toMatchObject({ messages: 1, deadLetters: 1 })
  expect((await world.pool.query('select count(*)::int as n from source_traffic')).rows[0].n).toBe(2)
})
