import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Person, type Screen } from '../support/client.ts'
import { differences, GOOD, historyOf, OutboxReader, pressesIn } from './history.ts'
import { aRig, LONG, patiently, type Rig } from './rig.ts'
import { press, someMoment } from './traffic.ts'

const KILLS = LONG ? 20 : 3
const PRESSES = 1_000

describe('kill -9 of the whole server', () => {
  let rig: Rig
  let screen: Screen
  let reader: OutboxReader
  beforeAll(async () => {
    rig = await aRig({ people: ['operator'] })
    screen = await (await Person.signIn(rig.url, 'operator')).screen()
    reader = new OutboxReader(rig.owner)
  }, 180_000)
  afterAll(async () => {
    screen?.end()
    await reader?.stop()
    await rig?.stop()
  }, 90_000)

  it(`at ${KILLS} moments with ${PRESSES} presses in flight loses none and counts none twice`, {
    timeout: 180_000 + KILLS * 15_000,
  }, async () => {
    const [server] = rig.servers
    const receipts = []
    const inFlight: number[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      receipts.push(press(rig.fleet, Math.ceil(PRESSES / KILLS)))
      await someMoment(400)
      inFlight.push(rig.fleet.waiting)
      await server?.kill9()
      await server?.start()
    }
    expect(Math.max(...inFlight)).toBeGreaterThan(0)
    const answers = (await Promise.all(receipts)).flat()
    expect(answers.filter(({ type }) => type !== 'received')).toEqual([])
    expect(answers.length).toBeGreaterThanOrEqual(PRESSES)
    expect(await pressesIn(rig.owner)).toBe(answers.length)
    expect(await historyOf(rig.owner, rig.fleet.received)).toEqual(GOOD)
    await vi.waitFor(async () => expect(await differences(rig.owner, screen)).toEqual([]), patiently)
    const last = await reader.stop()
    expect(reader.jumps).toEqual([])
    expect(last).toBe(Math.max(...[...screen.board.values()].map(({ cursor }) => cursor)))
  })
})
