import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildApp } from '../../server/api/app.ts'
import { readRange } from '../../server/api/archive.ts'
import { archiveFile, mapConfig, tileHosts } from '../../server/basemap.ts'
import { readConfig } from '../../server/config.ts'
import { aWorld, type World } from './world.ts'

let world: World
let folder: string
let file: string
beforeAll(async () => {
  world = await aWorld()
  folder = mkdtempSync(path.join(tmpdir(), 'xiaowei-map-'))
  file = path.join(folder, 'district.pmtiles')
  writeFileSync(file, '0123456789')
})
afterAll(async () => {
  await world.stop()
  rmSync(folder, { recursive: true })
})

it('serves an archive on this machine piece by piece', async () => {
  const app = await buildApp({ ...world.deps, config: { ...world.deps.config, archive: file } })
  const read = async (range?: string) =>
    app.inject({ url: '/api/v1/basemap/archive', headers: { cookie: await world.cookie('operator'), ...(range ? { range } : {}) } })
  const piece = await read('bytes=2-4')
  expect([piece.statusCode, piece.body, piece.headers['content-range'], piece.headers['content-length']]).toEqual([
    206,
    '234',
    'bytes 2-4/10',
    '3',
  ])
  expect((await read()).body).toBe('0123456789')
  expect((await app.inject({ url: '/api/v1/basemap/archive' })).statusCode).toBe(401)
  await app.close()
})

it('says that there is no archive where none is configured', async () => {
  expect((await world.as('operator', { url: '/api/v1/basemap/archive' })).statusCode).toBe(404)
})

it.each([
  [undefined, null],
  ['bytes=0-0', { first: 0, last: 0 }],
  ['bytes=5-', { first: 5, last: 9 }],
  ['bytes=-3', { first: 7, last: 9 }],
  ['bytes=-30', { first: 0, last: 9 }],
  ['bytes=8-99', { first: 8, last: 9 }],
  ['bytes=10-12', null],
  ['bytes=4-2', null],
  ['bytes=-0', null],
  ['bytes=0-1,3-4', null],
  ['bytes=-', null],
  ['lines=1-2', null],
])('reads the range %j of 10 bytes as %j', (header, range) => {
  expect(readRange(header, 10)).toEqual(range)
})

const config = (environment: Record<string, string>) => readConfig(environment)

it('tells the browser where an archive on this machine is, not its path', () => {
  const local = config({ MAP_BASEMAP: 'pmtiles', MAP_URL: file })
  expect(archiveFile(local)).toBe(file)
  expect(mapConfig(local, undefined).basemap.url).toBe('/api/v1/basemap/archive')
  const remote = config({ MAP_BASEMAP: 'pmtiles', MAP_URL: 'https://tiles.example/x.pmtiles' })
  expect([archiveFile(remote), mapConfig(remote, undefined).basemap.url]).toEqual([null, 'https://tiles.example/x.pmtiles'])
  expect(() => archiveFile(config({ MAP_BASEMAP: 'pmtiles', MAP_URL: '/nowhere.pmtiles' }))).toThrow(/MAP_URL: .*\/nowhere/)
})

it('allows a page to load tiles from the hosts that are configured, a numbered host with its neighbours', () => {
  const hosts = (url: string) => tileHosts(config({ MAP_BASEMAP: 'raster', MAP_URL: url }))
  expect(hosts('https://t{s}.tianditu.gov.cn/vec_w/{z}/{x}/{y} https://t{s}.tianditu.gov.cn/cva_w/{z}/{x}/{y}')).toEqual([
    'https://*.tianditu.gov.cn',
    'https://*.tianditu.gov.cn',
  ])
  expect(hosts('http://10.0.0.5:8090/{z}/{x}/{y}.png')).toEqual(['http://10.0.0.5:8090'])
  expect(hosts('/tiles/{z}/{x}/{y}.png')).toEqual([])
})

it('takes Gaode’s tiles as GCJ-02 and any other as WGS-84 unless told', () => {
  const datum = (environment: Record<string, string>) =>
    mapConfig(config({ MAP_URL: 'https://t/{z}/{x}/{y}', ...environment }), undefined).basemap.datum
  expect(datum({ MAP_BASEMAP: 'gaode' })).toBe('gcj02')
  expect(datum({ MAP_BASEMAP: 'tianditu' })).toBe('wgs84')
  expect(datum({ MAP_BASEMAP: 'raster', MAP_DATUM: 'gcj02' })).toBe('gcj02')
})
