import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { aBroker, app, type Mosquitto } from '../support/broker.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { end, freePort, spawnBound } from '../support/process.ts'

const image = mkdtempSync(path.join(tmpdir(), 'xiaowei-image-'))
let database: FreshDatabase
let broker: Mosquitto

beforeAll(async () => {
  database = await freshDatabase()
  broker = await aBroker()
})
afterAll(async () => {
  await broker.remove()
  await database.drop()
  rmSync(image, { recursive: true })
})

it('starts from what the Dockerfile puts into the image, and is ready', async () => {
  execFileSync('npm', ['run', 'build:server', '--', `--outdir=${image}/dist/server`])
  for (const copied of ['package.json', 'migrations']) cpSync(copied, path.join(image, copied), { recursive: true })
  symlinkSync(path.resolve('node_modules'), path.join(image, 'node_modules'))

  const port = await freePort()
  const program = spawnBound(process.execPath, [path.join(image, 'dist/server/main.js')], {
    DATABASE_URL: database.url,
    MQTT_URL: broker.url,
    MQTT_USERNAME: app.username,
    MQTT_PASSWORD: app.password,
    DATA_DIR: path.join(image, 'data'),
    NODE_ENV: 'production',
    PORT: `${port}`,
  })
  const errors: string[] = []
  program.stderr?.on('data', (chunk) => errors.push(String(chunk)))
  try {
    await vi.waitFor(
      async () => {
        expect(program.exitCode, errors.join('')).toBeNull()
        expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200)
      },
      { timeout: 60_000, interval: 200 },
    )
    // The worker's process, from a file of its own in the image, has run and not ended.
    await vi.waitFor(
      async () => {
        const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
        expect(metrics).toMatch(/^xiaowei_worker_busy_ratio 0?\.\d*[1-9]/m)
        expect(metrics).toContain('\nxiaowei_worker_restarts 0\n')
      },
      { timeout: 60_000, interval: 200 },
    )
    expect(errors.join('')).not.toContain('the worker ended')
  } finally {
    await end(program, 'SIGTERM')
  }
})
