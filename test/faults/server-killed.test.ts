import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Person, type Screen } from '../support/client.ts'
import { differences, GOOD, historyOf, OutboxReader, pressesIn } from './history.ts'
import { aRig, LONG, patiently, type Rig } from './rig.ts'
import { press, someMoment } from './traffic.ts'

const KILLS = LONG ? 20 : 3
const PRESSES = 1_000

describe('kill -9 of the whole server', () => {
  let rig: Rig
  let operator: Person
  let screen: Screen
  let reader: OutboxReader
  beforeAll(async () => {
    rig = await aRig({ people: ['operator'] })
    operator = await Person.signIn(rig.url, 'operator')
    screen = await operator.screen()
    reader = new OutboxReader(rig.owner)
  }, 180_000)
  afterAll(async () => {
    screen?.end()
    await reader?.stop()
    await rig?.stop()
  }, 90_000)

  /** What a sensor said, and an operator has put aside for an hour. @returns its alarm's id */
  async function shelve(): Promise<string> {
    await rig.owner.query(
      `insert into device (id, school_id, kind, dialect, source, external_id, name, synthetic)
       values ('sensor-1', 'school-1', 'sensor', 'native', 'native', 'sensor-1', '示例红外', true)`,
    )
    const { alarmId = '' } = await rig.fleet.press('sensor-1', { kind: 'intrusion' })
    const { version } = await operator.alarm(alarmId)
    const body = { version, reason: '窗帘晃动', minutes: 60 }
    expect((await operator.send('POST', `/alarms/${alarmId}/shelve`, body, { 'idempotency-key': randomUUID() })).status).toBe(200)
    return alarmId
  }

  it(`at ${KILLS} moments with ${PRESSES} presses in flight loses none and counts none twice`, {
    timeout: 180_000 + KILLS * 15_000,
  }, async () => {
    const [server] = rig.servers
    const receipts = []
    const inFlight: number[] = []
    const shelved = await shelve()
    for (let kill = 0; kill < KILLS; kill++) {
      receipts.push(press(rig.fleet, Math.ceil(PRESSES / KILLS)))
      await someMoment(400)
      inFlight.push(rig.fleet.waiting)
      await server?.kill9()
      if (kill === 0) await rig.owner.query('update alarm set shelved_until = now() where id = $1', [shelved])
      await server?.start()
    }
    // What lay on the shelf when the server was killed, and whose time ended while it was away, is back (R11).
    await vi.waitFor(async () => expect((await operator.alarm(shelved)).shelvedUntil).toBeNull(), patiently)
    const back = await operator.alarm(shelved)
    expect(back).toMatchObject({ unacknowledged: true, state: 'acknowledged' })
    expect(back.log.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['raised', 'acknowledged', 'shelved', 'unshelved']))
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
