import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { findChromium } from '../../server/reports/print-pdf.ts'
import { MAIN } from '../support/server.ts'

const MISTAKES: [name: string, environment: Record<string, string>][] = [
  ['PORT', { PORT: 'eighty' }],
  ['PORT', { PORT: '70000' }],
  ['PORT', { PORT: '-1' }],
  ['MQTT_PORT', { MQTT_PORT: '1.5' }],
  ['DATABASE_URL', { DATABASE_URL: 'mysql://localhost/x' }],
  ['DATABASE_URL', { DATABASE_URL: 'localhost:5432' }],
  ['MQTT_URL', { MQTT_URL: 'http://broker' }],
  ['MQTT_URL', { MQTT_URL: 'broker:1883' }],
  ['MQTT_URL', { MQTT_URL: 'mqtt://' }],
  ['PORT', { PORT: '0x50' }],
  ['INSTALLATION_KEY', { INSTALLATION_KEY: 'abc' }],
  ['MQTT_PASSWORD', { MQTT_USERNAME: 'app' }],
  ['MQTT_PASSWORD', { MQTT_PASSWORD: 'secret' }],
  ['INSTANCE', { INSTANCE: 'a b' }],
  ['INSTANCE', { INSTANCE: 'x'.repeat(65) }],
  ['REDIS_URL', { REDIS_URL: 'localhost' }],
  ['ROLES', { ROLES: 'gateway,boss' }],
  ['ROLES', { ROLES: ',' }],
  ['DEMO_PASSWORD', { DEMO_PASSWORD: 'short' }],
  ['DEMO_DEVICES', { DEMO_DEVICES: 'yes' }],
  ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
  ['SECOND_FACTOR', { SECOND_FACTOR: 'perhaps' }],
  ['LOCAL_NETWORKS', { LOCAL_NETWORKS: '10.0.0.0/8,10.0.0.1' }],
  ['LOCAL_NETWORKS', { LOCAL_NETWORKS: '10.0.0.0/33' }],
  ['TRUSTED_PROXIES', { TRUSTED_PROXIES: 'proxy' }],
  ['MAP_BASEMAP', { MAP_BASEMAP: 'mars' }],
  ['MAP_URL', { MAP_BASEMAP: 'raster' }],
  ['MAP_URL', { MAP_BASEMAP: 'raster', MAP_URL: 'tiles' }],
  ['MAP_URL', { MAP_BASEMAP: 'gaode', MAP_URL: 'https://tiles/{z}/{x} https://tiles/{z}/{x}/{y}' }],
  ['MAP_DATUM', { MAP_DATUM: 'bd09' }],
  ['MAP_ATTRIBUTION', { MAP_ATTRIBUTION: 'x'.repeat(501) }],
  ['MAP_APPROVAL', { MAP_APPROVAL: 'x'.repeat(101) }],
]

describe('a mistake in the environment', () => {
  it.each(MISTAKES)('is told in one line that names %s (%j)', (name, environment) => {
    expect(() => readConfig(environment)).toThrow(new RegExp(`^${name}: [^\\n]{8,}$`))
  })

  it.each([
    ['PORT', 'eighty'],
    ['LOG_LEVEL', 'loud'],
    ['KEEP_EVENT_DAYS', '3'],
  ])('says what was found in %s', (name, found) => {
    expect(() => readConfig({ [name]: found })).toThrow(`; found "${found}"`)
  })

  it.each([
    ['DATABASE_URL', 'mysql://me:hidden@db/x', 'mysql://…'],
    ['MQTT_URL', 'hidden', 'no scheme'],
    ['DEMO_PASSWORD', 'hidden', '6 characters'],
  ])('shows of %s what is wrong and no more', (name, value, found) => {
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^(?!.*hidden).*; found ${found}$`))
  })

  it('repeats nothing that may hold a password', () => {
    expect(() => readConfig({ DATABASE_URL: 'mysql://me:hidden@db/x', DEMO_PASSWORD: 'hidden' })).toThrow(/^(?!.*hidden)/)
  })

  it('is told together with all others', () => {
    expect(() => readConfig({ PORT: 'x', ROLES: 'boss', LOG_LEVEL: 'loud' })).toThrow(/^PORT: .*; ROLES: .*; LOG_LEVEL: /)
  })

  it('is a program that is not there', () => {
    expect(() => findChromium('/nowhere/chromium')).toThrow('CHROMIUM: expected a program, found none at /nowhere/chromium')
  })

  it('is none where a variable is empty', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '', ROLES: '' })).toMatchObject({ PORT: 8080, ROLES: ['gateway', 'api', 'worker'] })
  })
})

describe('the program ends with one line on stderr', () => {
  let folder: string
  let taken: Server
  let port: string
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'xiaowei-environment-'))
    writeFileSync(path.join(folder, 'file'), '')
    taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    port = typeof address === 'object' && address ? String(address.port) : ''
  })
  afterAll(() => {
    taken.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('when variables are wrong', async () => {
    expect(await start({ PORT: 'eighty', ROLES: 'boss' })).toEqual({ code: 1, lines: [expect.stringMatching(/^PORT: .*; ROLES: .*boss/)] })
  })

  it('when the data folder cannot be made', async () => {
    const { code, lines } = await start({ PORT: '0', MQTT_PORT: '0', DATA_DIR: path.join(folder, 'file', 'data') })
    expect({ code, line: lines.at(-1) }).toEqual({ code: 1, line: expect.stringMatching(/DATA_DIR|data folder|file\/data/i) })
    expect(lines.filter((line) => /^\s+at /.test(line))).toEqual([])
  })

  it('when the database is not there', async () => {
    const { code, lines } = await start({ PORT: '0', MQTT_PORT: '0', DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/nothing' })
    expect({ code, line: lines.at(-1) }).toEqual({ code: 1, line: expect.stringMatching(/^DATABASE_URL: /) })
    expect(lines.join('\n')).not.toContain('secret')
    expect(lines).toHaveLength(1)
  })

  it('when a port is taken, naming the variable', async () => {
    const wanted = { DATA_DIR: path.join(folder, 'data'), LOG_LEVEL: 'error' }
    const broker = await start({ ...wanted, PORT: '0', MQTT_PORT: port })
    expect({ code: broker.code, line: broker.lines.at(-1) }).toEqual({
      code: 1,
      line: expect.stringMatching(new RegExp(`^MQTT_PORT: .*${port}`)),
    })
    const page = await start({ ...wanted, PORT: port, MQTT_PORT: '0' })
    expect({ code: page.code, line: page.lines.at(-1) }).toEqual({ code: 1, line: expect.stringMatching(new RegExp(`^PORT: .*${port}`)) })
    expect([...broker.lines, ...page.lines].filter((line) => /^\s+at /.test(line))).toEqual([])
  }, 180_000)
})

async function start(environment: Record<string, string>): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let text = ''
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, lines: text.split('\n').filter((line) => line !== '') }
}
