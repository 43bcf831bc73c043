import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { migrate } from '../../server/store/migrate.ts'
import { appPool, type Pool } from '../../server/store/pool.ts'
import { Person, type Screen } from '../support/client.ts'
import { startTimescaledb, type Timescaledb } from '../support/timescaledb.ts'
import { differences, GOOD, historyOf, pressesIn } from './history.ts'
import { aRig, LONG, patiently, type Rig } from './rig.ts'
import { press } from './traffic.ts'

const AWAY_MS = LONG ? 20_000 : 6_000
const PRESSES = 1_000

describe('a database that goes away', () => {
  let database: Timescaledb
  let pool: Pool
  let rig: Rig
  let screen: Screen
  beforeAll(async () => {
    database = await startTimescaledb()
    await migrate(database.url)
    pool = appPool(database.url, { max: 2, onError: () => {} })
    rig = await aRig({ people: ['operator'], database: { url: database.url, pool } })
    screen = await (await Person.signIn(rig.url, 'operator')).screen()
  }, 270_000)
  afterAll(async () => {
    screen?.end()
    await rig?.stop()
    await pool?.end()
    await database?.remove()
  }, 180_000)

  async function allIsWell(answers: number) {
    await vi.waitFor(async () => expect(await pressesIn(rig.owner)).toBe(answers), patiently)
    await vi.waitFor(async () => expect(await differences(rig.owner, screen)).toEqual([]), patiently)
    expect(await historyOf(rig.owner, rig.fleet.received)).toEqual(GOOD)
  }
  let made = 0

  it('stopped in the middle of the stream: screens say so at once, the flow resumes by itself, nothing is lost', {
    timeout: 360_000,
  }, async () => {
    const receipts = press(rig.fleet, PRESSES, { everyMs: 4 })
    await vi.waitFor(() => expect(rig.fleet.received.size).toBeGreaterThan(10), patiently)
    await database.stop()
    await vi.waitFor(() => expect(screen.pulse).toMatchObject({ database: false }), patiently)
    const before = rig.fleet.commands.length
    await pause(AWAY_MS)
    expect(rig.fleet.commands.slice(before)).toEqual([]) // nobody is told "received" of what is not stored
    await database.start()
    made += (await receipts).length
    await vi.waitFor(() => expect(screen.pulse).toMatchObject({ database: true, gateway: true }), patiently)
    await vi.waitFor(() => expect(screen.pulse?.probeAgeMs).toBeLessThan(3_000), patiently)
    await allIsWell(made)
  })

  it('report 1: nothing acknowledged that is not stored (thingsboard 6492, 15685): 1,000 presses, the database stopped, the gateway killed -9 meanwhile', {
    timeout: 360_000,
  }, async () => {
    const [server] = rig.servers
    const receipts = press(rig.fleet, PRESSES, { everyMs: 4 })
    const before = rig.fleet.commands.length
    await vi.waitFor(() => expect(rig.fleet.commands.length).toBeGreaterThan(before + 10), patiently)
    await database.stop()
    await pause(AWAY_MS / 2)
    await server?.kill9()
    await database.start()
    await server?.start()
    made += (await receipts).length
    await allIsWell(made)
  })

  it('killed -9 and recovering', { timeout: 360_000 }, async () => {
    const receipts = press(rig.fleet, 300, { everyMs: 2 })
    const before = rig.fleet.commands.length
    await vi.waitFor(() => expect(rig.fleet.commands.length).toBeGreaterThan(before + 10), patiently)
    await database.kill9()
    await database.start()
    made += (await receipts).length
    await allIsWell(made)
  })

  it('that hangs and refuses nothing is told to every screen, and goes on where it stood', { timeout: 360_000 }, async () => {
    const resume = database.pause()
    const receipts = press(rig.fleet, 100)
    try {
      await vi.waitFor(() => expect(screen.pulse).toMatchObject({ database: false }), patiently)
      await vi.waitFor(() => expect(screen.pulse?.backlog).toBeGreaterThan(0), patiently)
    } finally {
      resume()
    }
    made += (await receipts).length
    await vi.waitFor(() => expect(screen.pulse).toMatchObject({ database: true, backlog: 0 }), patiently)
    await allIsWell(made)
  })
})
