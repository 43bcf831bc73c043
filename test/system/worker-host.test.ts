import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { DeviceState } from '#contracts/device.ts'
import type { CameraCount } from '#contracts/push.ts'
import { prepareMeasures } from '../../server/commands/prepare-measures.ts'
import { readConfig } from '../../server/config.ts'
import { programFile } from '../../server/program-file.ts'
import type { DeviceScreens } from '../../server/push/device-deltas.ts'
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
const told = new Map<string, DeviceState>()
const counts = new Map<string, CameraCount>()
const screens: DeviceScreens = {
  emitDevices(deltas) {
    for (const { id, state } of deltas) told.set(id, state)
  },
  emitCameraCounts(bySchool) {
    for (const [school, count] of bySchool) counts.set(school, count)
  },
}
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
    screens,
    onError: (error, context) => complaints.push(`${context}: ${error.message}`),
  })
  worker.start()
}

it('judges the schools from a process of its own, tells its load, and ends when it is asked to', async () => {
  start()
  const judged = async () => (await database.pool.query('select 1 from measure_result where school_id = $1 limit 1', ['school-1'])).rowCount
  await vi.waitFor(async () => expect(await judged()).toBe(1), 60_000)
  await vi.waitFor(() => expect(worker.load.busy).toBeGreaterThan(0), 60_000)
  expect(worker.load.residentBytes).toBeGreaterThan(1e6)
  await worker.stop()
  const { rows } = await database.pool.query(
    `select count(*)::int as n from pg_stat_activity where application_name = 'xiaowei-worker' and datname = current_database()`,
  )
  expect(rows).toEqual([{ n: 0 }])
  expect(complaints).toEqual([])
})

it('tells the parent, which serves the screens, of every state at first, then of what changes', async () => {
  await database.pool.query(
    `insert into device (id, school_id, kind, dialect, source, external_id, name, synthetic)
     values ('camera-1', 'school-1', 'camera', 'native', 'native', 'camera-1', '大门', true)`,
  )
  await database.pool.query(
    `insert into device_state (device_id, last_heard_at, last_beat_at) values ('button-1', now(), now()), ('camera-1', now(), now())`,
  )
  start()
  await vi.waitFor(
    () =>
      expect(told).toEqual(
        new Map([
          ['button-1', 'online'],
          ['camera-1', 'online'],
        ]),
      ),
    30_000,
  )
  await vi.waitFor(() => expect(counts.get('school-1')).toEqual({ online: 1, total: 1 }), 60_000)
  await database.pool.query(`update device_state set said_offline = true, said_offline_at = now() where device_id = 'camera-1'`)
  await vi.waitFor(() => expect(told.get('camera-1')).toBe('offline'), 60_000)
  await vi.waitFor(() => expect(counts.get('school-1')).toEqual({ online: 0, total: 1 }), 60_000)
  expect(complaints).toEqual([])
})

it.each([
  [`throw new Error('out of its depth')`, 'Error: out of its depth'],
  [`process.kill(process.pid, 'SIGKILL')`, 'SIGKILL'],
])('is started again when it dies, with one line that says why: %s', async (script, cause) => {
  const file = path.join(folder, 'dies.mjs')
  writeFileSync(file, script)
  start({ ...PROGRAM, file: pathToFileURL(file) })
  await vi.waitFor(() => expect(worker.restarts).toBeGreaterThan(1), 60_000)
  expect(complaints).toEqual(Array(worker.restarts).fill(`the worker ended and is started again: ${cause}`))
})
