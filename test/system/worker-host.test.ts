import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { prepareMeasures } from '../../server/commands/prepare-measures.ts'
import { readConfig } from '../../server/config.ts'
import { programFile } from '../../server/program-file.ts'
import { workerSettings } from '../../server/system/worker.ts'
import { WorkerHost } from '../../server/system/worker-host.ts'
import { aRegister } from '../support/builders.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

let database: FreshDatabase
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xiaowei-worker-'))
  database = await freshDatabase()
  await aRegister(database.pool)
  await prepareMeasures(database.pool)
})
afterAll(async () => {
  await database.drop()
  await rm(folder, { recursive: true })
})

const complaints: string[] = []
let worker: WorkerHost
afterEach(async () => {
  await worker.stop()
  complaints.length = 0
})

const PROGRAM = programFile('../../server/worker-child', import.meta.url)

function start(program = PROGRAM) {
  worker = new WorkerHost({
    program,
    settings: workerSettings(readConfig({ INSTANCE: 'test' }), database.url),
    onError: (error, context) => complaints.push(`${context}: ${error.message}`),
  })
  worker.start()
}

it('judges the schools from a process of its own, tells its load, and ends when it is asked to', async () => {
  start()
  const judged = async () => (await database.pool.query('select 1 from measure_result where school_id = $1 limit 1', ['school-1'])).rowCount
  await vi.waitFor(async () => expect(await judged()).toBe(1), 30_000)
  await vi.waitFor(() => expect(worker.load.busy).toBeGreaterThan(0), 30_000)
  expect(worker.load.residentBytes).toBeGreaterThan(1e6)
  await worker.stop()
  const { rows } = await database.pool.query(
    `select count(*)::int as n from pg_stat_activity where application_name = 'xiaowei-worker' and datname = current_database()`,
  )
  expect(rows).toEqual([{ n: 0 }])
  expect(complaints).toEqual([])
})

it.each([
  [`throw new Error('out of its depth')`, 'Error: out of its depth'],
  [`process.kill(process.pid, 'SIGKILL')`, 'SIGKILL'],
])('is started again when it dies, with one line that says why: %s', async (script, cause) => {
  const file = path.join(folder, 'dies.mjs')
  writeFileSync(file, script)
  start({ ...PROGRAM, file: pathToFileURL(file) })
  await vi.waitFor(() => expect(worker.restarts).toBeGreaterThan(1), 30_000)
  expect(complaints).toEqual(Array(worker.restarts).fill(`the worker ended and is started again: ${cause}`))
})
