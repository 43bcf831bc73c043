import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lockFolder } from '../../server/embedded/data-lock.ts'
import { startEmbeddedDatabase } from '../../server/embedded/database.ts'
import { prepareFolder, readPassword } from '../../server/embedded/database-files.ts'
import { EmbeddedFixture, isRunning, until } from './embedded-fixture.ts'

const fixture = new EmbeddedFixture()
const scratch = mkdtempSync(path.join(os.tmpdir(), 'xiaowei-lock-'))
const emptyFolder = (name: string): string => {
  const folder = path.join(scratch, name)
  mkdirSync(folder)
  return folder
}

beforeAll(async () => {
  // As a first start leaves it that was killed during initdb.
  mkdirSync(path.join(fixture.folder, 'pg.new'))
  writeFileSync(path.join(fixture.folder, 'pg.new', 'PG_VERSION'), '17\n')
  await fixture.start()
}, 180_000)
afterAll(async () => {
  await fixture.end()
  rmSync(scratch, { recursive: true, force: true })
}, 60_000)

it('completes a first start that was cut short', async () => {
  const client = await fixture.client()
  await client.query('create table kept (i int); insert into kept values (1)')
  expect(existsSync(path.join(fixture.folder, 'pg.new'))).toBe(false)
  expect(fixture.progress).toEqual(['first start: creating the database'])
})

it.skipIf(process.platform === 'win32')('lets nobody else read the folder or the password', () => {
  expect(statSync(fixture.folder).mode & 0o777).toBe(0o700)
  expect(statSync(path.join(fixture.folder, 'password')).mode & 0o777).toBe(0o600)
  expect(readPassword(fixture.folder)).toBe(new URL(fixture.database.connectionString).password)
})

it('refuses a second database in the same folder with one line that names the first', async () => {
  const second = startEmbeddedDatabase({ dataDir: fixture.folder, fsync: false })
  await expect(second).rejects.toThrow(`data folder ${fixture.folder} is already in use by process ${fixture.database.pid}`)
  expect((await (await fixture.client()).query('select i from kept')).rows).toEqual([{ i: 1 }])
}, 60_000)

it('starts again after kill -9, and tells the parent of the death in one line', async () => {
  const { died, pid } = fixture.database
  process.kill(pid, 'SIGKILL')
  expect(await died).toMatch(/^.{1,240}$/)
  await fixture.start()
  expect((await (await fixture.client()).query('select i from kept')).rows).toEqual([{ i: 1 }])
}, 60_000)

it('stops in order, and lets no connection believe it goes on', async () => {
  const client = await fixture.client()
  const cut = new Promise<Error>((resolve) => client.on('error', resolve))
  const { pid } = fixture.database
  await fixture.database.stop()
  expect(await cut).toMatchObject({ code: '57P01' })
  expect(isRunning(pid)).toBe(false)
}, 60_000)

/** A parent of its own, to be killed. Resolves with the child's process number. */
async function startParent(): Promise<{ parent: ChildProcess; child: number }> {
  const module = new URL('../../server/embedded/database.ts', import.meta.url).href
  const script = `
    const { startEmbeddedDatabase } = await import(${JSON.stringify(module)})
    const database = await startEmbeddedDatabase({ dataDir: ${JSON.stringify(fixture.folder)}, fsync: false })
    process.on('SIGINT', async () => { await database.stop(); process.exit(0) })
    console.log('child', database.pid)`
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  let output = ''
  parent.stdout?.on('data', (chunk: Buffer) => {
    output += chunk
  })
  await until('the child of the parent', () => /child \d+/.test(output), 60_000)
  return { parent, child: Number(/child (\d+)/.exec(output)?.[1]) }
}

it('ends by itself when its parent is killed with -9', async () => {
  const { parent, child } = await startParent()
  parent.kill('SIGKILL')
  await until('the end of the child', () => !isRunning(child), 30_000)
}, 90_000)

it.skipIf(process.platform === 'win32')(
  'leaves it to the parent to stop it when Ctrl+C reaches both',
  async () => {
    const { parent, child } = await startParent()
    const ended = new Promise((resolve) => parent.on('exit', resolve))
    process.kill(-(parent.pid ?? 0), 'SIGINT')
    expect(await ended).toBe(0)
    expect(isRunning(child)).toBe(false)
  },
  30_000,
)

it('gives a folder to one of many that ask at once', async () => {
  const folder = emptyFolder('race')
  writeFileSync(path.join(folder, 'lock.3'), JSON.stringify({ pid: 1, host: os.hostname(), port: 1, token: 'dead' }))
  const results = await Promise.all(Array.from({ length: 8 }, () => lockFolder(folder)))
  expect(results.filter(({ ok }) => ok)).toHaveLength(1)
  expect(readdirSync(folder)).toEqual(['lock.4'])
  for (const result of results) if (result.ok) result.lock.release()
  const next = await lockFolder(folder)
  expect(next.ok).toBe(true)
  if (next.ok) next.lock.release()
})

it('takes a lock whose process number lives on in another process', async () => {
  const folder = emptyFolder('reuse')
  writeFileSync(path.join(folder, 'lock.1'), JSON.stringify({ pid: process.pid, host: os.hostname(), port: 1, token: 'dead' }))
  const result = await lockFolder(folder)
  expect(result.ok).toBe(true)
  if (result.ok) result.lock.release()
})

it('says in one line that a folder cannot be written', () => {
  const file = path.join(scratch, 'a-file')
  writeFileSync(file, '')
  expect(() => prepareFolder(path.join(file, 'data'))).toThrow(/^data folder .* cannot be written: E[A-Z]+$/)
})
