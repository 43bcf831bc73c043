import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Socket } from 'socket.io-client'
import { readConfig } from '../../server/config.ts'
import { EVERYTHING } from '../../server/system/broker.ts'
import { startSystem } from '../../server/system.ts'
import { app, loader, type Mosquitto } from '../support/broker.ts'
import { end, freePort, spawnBound } from '../support/process.ts'
import { startServer } from '../support/server.ts'
import { OPERATOR, prepareRegister, signIn } from './prepare.ts'

export interface Pipeline {
  readonly name: string
  readonly url: string
  readonly brokerUrl: string
  readonly brokerPort: number
  readonly credentials: { username: string; password: string }
  readonly headers: Record<string, string>
  subscribe(socket: Socket): Promise<unknown>
  /** Messages of that kind that are stored. */
  stored(kind: 'health' | 'mix'): Promise<number>
  stop(): Promise<void>
}

export async function startBare(databaseUrl: string, broker: Mosquitto): Promise<Pipeline> {
  const port = await freePort()
  const script = fileURLToPath(new URL('./bare-pipeline.ts', import.meta.url))
  const child = spawnBound(process.execPath, ['--import', 'tsx', script], {
    DATABASE_URL: databaseUrl,
    MQTT_URL: broker.url,
    MQTT_USERNAME: app.username,
    MQTT_PASSWORD: app.password,
    PORT: String(port),
  })
  await new Promise<void>((resolve, reject) => {
    if (child.stderr)
      createInterface(child.stderr).on('line', (line) =>
        line.startsWith('Xiaowei is ready') ? resolve() : process.stderr.write(`${line}\n`),
      )
    child.once('exit', (code) => reject(new Error(`the bare pipeline ended: ${code}`)))
  })
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  return {
    name: 'bare',
    url: `http://127.0.0.1:${port}`,
    brokerUrl: broker.url,
    brokerPort: broker.port,
    credentials: loader,
    headers: {},
    subscribe: async () => {},
    stored: async () => Number((await pool.query(`select count(*) as n from bare_event where topic like '%/health'`)).rows[0].n),
    async stop() {
      await end(child, 'SIGKILL')
      if (!pool.ended) await pool.end()
    },
  }
}

const subscribe = (socket: Socket): Promise<unknown> => socket.emitWithAck('subscribe', {})

export async function startOurs(databaseUrl: string, broker: Mosquitto): Promise<Pipeline> {
  const server = await startServer({
    DATABASE_URL: databaseUrl,
    MQTT_URL: broker.url,
    MQTT_USERNAME: app.username,
    MQTT_PASSWORD: app.password,
    INSTANCE: 'bench',
    LOG_LEVEL: 'error',
  })
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  const count = (sql: string) => async () => Number((await pool.query(sql)).rows[0].n)
  const beats = count(
    `select coalesce(sum(n), 0) as n from (select hour_beats as n from device_state where device_id like 'camera-%' union all select beats from device_hour where device_id like 'camera-%') b`,
  )
  const mix = count(
    `select coalesce(sum(n), 0) as n from (select hour_beats as n from device_state where device_id like 'lora-%' union all select beats from device_hour where device_id like 'lora-%') b`,
  )
  return {
    name: 'ours',
    url: server.url,
    brokerUrl: broker.url,
    brokerPort: broker.port,
    credentials: loader,
    headers: { cookie: await signIn(server.url, OPERATOR) },
    subscribe,
    stored: (kind) => (kind === 'health' ? beats() : mix()),
    async stop() {
      await server.stop()
      if (!pool.ended) await pool.end()
    },
  }
}

const QUIET = 0.05
const QUIET_LIMIT_MS = 180_000

/** Waits until the worker has judged the schools for the first time: what a start has to catch up with is no idle server. */
export async function untilQuiet({ url }: Pipeline): Promise<void> {
  const until = performance.now() + QUIET_LIMIT_MS
  for (;;) {
    const metrics = await (await fetch(`${url}/metrics`)).text()
    const busy = Number(/^xiaowei_worker_busy_ratio (\S+)/m.exec(metrics)?.[1])
    // Before its first word it is 0.
    if (busy > 0 && busy < QUIET) return
    if (performance.now() > until) throw new Error(`the worker is still busy (${busy}) after ${QUIET_LIMIT_MS / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

export async function startEmbedded(): Promise<Pipeline> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'xiaowei-bench-'))
  const config = readConfig({
    DATA_DIR: dataDir,
    PORT: String(await freePort()),
    MQTT_PORT: String(await freePort()),
    INSTANCE: 'bench',
    LOG_LEVEL: 'error',
  })
  const system = await startSystem({ config, brokerAccounts: [{ ...loader, ...EVERYTHING }], prepare: (pool) => prepareRegister(pool, 0) })
  let stopped = false
  return {
    name: 'embedded',
    url: system.url,
    brokerUrl: system.brokerUrl,
    brokerPort: config.MQTT_PORT,
    credentials: loader,
    headers: { cookie: await signIn(system.url, OPERATOR) },
    subscribe,
    stored: () => Promise.reject(new Error('not measured on the embedded pair')),
    async stop() {
      if (stopped) return
      stopped = true
      await system.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
