import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startEmbeddedDatabase } from '../../server/embedded/database.ts'
import { migrate } from '../../server/store/migrate.ts'
import { appPool } from '../../server/store/pool.ts'
import { Fleet } from '../support/client.ts'
import { family, freePort, isAlive } from '../support/process.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { setStage } from '../support/stage.ts'
import { GOOD, historyOf, pressesIn } from './history.ts'
import { LONG, patiently } from './rig.ts'
import { press, someMoment } from './traffic.ts'

const KILLS = LONG ? 10 : 1
const account = { username: 'loader', password: 'loader-password' }

describe('the embedded pair', () => {
  let folder: string
  let server: ServerProcess
  let fleet: Fleet
  let broker: string
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'xiaowei-faults-'))
    await withDatabase(async (url) => {
      await migrate(url)
      const pool = appPool(url, { max: 1 })
      await setStage(pool, { buttons: 100, people: ['operator'] })
      await pool.end()
    })
    const port = await freePort()
    broker = `mqtt://127.0.0.1:${port}`
    server = await startServer({
      DATA_DIR: folder,
      MQTT_PORT: String(port),
      MQTT_USERNAME: account.username,
      MQTT_PASSWORD: account.password,
    })
    fleet = await Fleet.connect(broker, account)
  }, 270_000)
  afterAll(async () => {
    await fleet?.end()
    await server?.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }, 90_000)

  async function withDatabase(work: (url: string) => Promise<void>): Promise<void> {
    const database = await startEmbeddedDatabase({ dataDir: folder })
    try {
      await work(database.connectionString)
    } finally {
      await database.stop()
    }
  }
  const databaseChild = (): number => {
    const [, ...children] = family(server.pid)
    const child = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('database-child'))
    if (child === undefined) throw new Error('the server has no database child')
    return child
  }

  it(`killed -9 by turns, the database’s child and the server, ${KILLS} × each: one clear line, and nothing that was received is lost`, {
    timeout: 180_000 + KILLS * 30_000,
  }, async () => {
    const receipts = []
    for (let kill = 0; kill < KILLS; kill++) {
      receipts.push(press(fleet, 150))
      await someMoment(300)
      const said = server.lines().length
      const { pid } = server
      process.kill(databaseChild(), 'SIGKILL')
      await vi.waitFor(() => expect(isAlive(pid)).toBe(false), patiently)
      const lines = server.lines().slice(said)
      expect(lines.filter((line) => !line.startsWith('{'))).toEqual([expect.stringMatching(/^the embedded database ended: SIGKILL/)])
      expect(lines.filter((line) => /^\s+at |unhandled/i.test(line))).toEqual([])
      await server.start()

      receipts.push(press(fleet, 150))
      await someMoment(300)
      const [, ...children] = family(server.pid)
      expect(children).toContain(databaseChild())
      await server.kill9()
      await vi.waitFor(() => expect(children.filter(isAlive)).toEqual([]), patiently) // they live no longer than their parent
      await server.start()
    }
    const answers = (await Promise.all(receipts)).flat()
    expect(answers.filter(({ type }) => type !== 'received')).toEqual([])
    await server.stop()
    await withDatabase(async (url) => {
      const client = new pg.Pool({ connectionString: url, max: 1 })
      expect(await pressesIn(client)).toBe(answers.length)
      expect(await historyOf(client, fleet.received)).toEqual(GOOD)
      await client.end()
    })
  })
})
