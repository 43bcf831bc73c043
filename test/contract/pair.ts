import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readConfig } from '../../server/config.ts'
import { startSystem } from '../../server/system.ts'
import { app, loader, startMosquitto } from '../support/broker.ts'
import { freshDatabase } from '../support/database.ts'
import { freePort } from '../support/process.ts'
import { startServer } from '../support/server.ts'
import { setStage } from '../support/stage.ts'

/** The program on one database and one broker, as somebody outside sees it. */
export interface Pair {
  readonly url: string
  readonly brokerUrl: string
  /** May play every device. */
  readonly account: { readonly username: string; readonly password: string }
  /** A device that may publish under its own id alone. */
  readonly device: { readonly username: string; readonly password: string }
  stop(): Promise<void>
}

const device = { username: 'button-8', password: 'button-password' }

/** TimescaleDB and Mosquitto, and the program in a process of its own. */
export async function nativePair(): Promise<Pair> {
  const folder = mkdtempSync(path.join(tmpdir(), 'xiaowei-run-'))
  const [database, broker] = await Promise.all([
    freshDatabase(),
    startMosquitto({ runIn: folder, users: { [device.username]: device.password } }),
  ])
  await setStage(database.pool)
  const server = await startServer({
    DATABASE_URL: database.url,
    MQTT_URL: broker.url,
    MQTT_USERNAME: app.username,
    MQTT_PASSWORD: app.password,
    INSTANCE: 'contract',
  })
  return {
    url: server.url,
    brokerUrl: broker.url,
    account: loader,
    device,
    async stop() {
      await server.stop()
      await broker.remove()
      await database.drop()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** PGlite and aedes. Nobody outside reaches the embedded database, so the stage is set between migration and the first message. */
export async function embeddedPair(): Promise<Pair> {
  const folder = mkdtempSync(path.join(tmpdir(), 'xiaowei-contract-'))
  const account = { username: 'loader', password: 'loader-password' }
  const config = readConfig({
    PORT: '0',
    DATA_DIR: folder,
    MQTT_PORT: String(await freePort()),
    MQTT_USERNAME: account.username,
    MQTT_PASSWORD: account.password,
    INSTANCE: 'contract',
    LOG_LEVEL: 'error',
  })
  const system = await startSystem({
    config,
    prepare: (pool) => setStage(pool),
    brokerAccounts: [{ ...device, publish: ['xiaowei/v1/+/%u/alarm'], subscribe: [] }],
  })
  return {
    url: system.url,
    brokerUrl: system.brokerUrl,
    account,
    device,
    async stop() {
      await system.stop()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
