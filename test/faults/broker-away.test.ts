import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Person, type Screen } from '../support/client.ts'
import { differences, GOOD, historyOf, pressesIn } from './history.ts'
import { aRig, LONG, patiently, type Rig } from './rig.ts'
import { press, someMoment } from './traffic.ts'

const ROUNDS = LONG ? 10 : 2
const BEATS = LONG ? 50_000 : 5_000

describe('a broker that goes away', () => {
  let rig: Rig
  let screen: Screen
  beforeAll(async () => {
    rig = await aRig({ people: ['operator'], buttons: 110, ownBroker: true })
    screen = await (await Person.signIn(rig.url, 'operator')).screen()
  }, 180_000)
  afterAll(async () => {
    screen?.end()
    await rig?.stop()
  }, 90_000)

  it.each(['restart', 'kill9'] as const)(
    'by %s, under devices that resend until their receipt, costs no press',
    { timeout: 360_000 },
    async (how) => {
      const before = await pressesIn(rig.owner)
      let made = 0
      for (let round = 0; round < ROUNDS; round++) {
        const receipts = press(rig.fleet, 250)
        await someMoment(250)
        await rig.broker[how]()
        if (how === 'kill9') {
          await vi.waitFor(() => expect(screen.pulse).toMatchObject({ gateway: false }), patiently)
          await rig.broker.start()
        }
        made += (await receipts).length
      }
      expect(await pressesIn(rig.owner)).toBe(before + made)
      await vi.waitFor(() => expect(screen.pulse).toMatchObject({ gateway: true }), patiently)
      await vi.waitFor(() => expect(screen.pulse?.probeAgeMs).toBeLessThan(3_000), patiently)
      await vi.waitFor(async () => expect(await differences(rig.owner, screen)).toEqual([]), patiently)
      expect(await historyOf(rig.owner, rig.fleet.received)).toEqual(GOOD)
    },
  )

  it('report 2: what a slow subscriber does not take is not thrown away (mosquitto 1593, 3188): a gateway that was away finds its alarms behind any number of beats, and a poison message stops nothing', {
    timeout: 180_000,
  }, async () => {
    const [server] = rig.servers
    await server?.stop()
    await rig.fleet.say('xiaowei/v1/school-1/button-101/alarm', Buffer.from([0, 255, 0, 254]))
    await Promise.all(
      Array.from({ length: BEATS }, (_, i) => rig.fleet.say(`xiaowei/v1/school-1/button-${(i % 100) + 1}/health`, '{"online":true}')),
    )
    const alarms = Array.from({ length: 5 }, (_, i) => rig.fleet.press(`button-${102 + i}`, { id: 'while-away' }))
    await server?.start()
    expect((await Promise.all(alarms)).map(({ type }) => type)).toEqual(Array(5).fill('received'))
    const { rows } = await rig.owner.query(`select reason, suspect from dead_letter where topic = 'xiaowei/v1/school-1/button-101/alarm'`)
    expect(rows).toEqual([{ reason: expect.stringMatching(/\w/), suspect: 'unknown' }])
    await vi.waitFor(() => expect(screen.pulse).toMatchObject({ brokerDrops: 0, backlog: 0 }), patiently)
    await server?.stop() // nothing of the above is left unacknowledged: it does not come again
    await server?.start()
    await rig.fleet.press('button-108')
    const again = await rig.owner.query(`select count(*)::int as n from dead_letter where topic = 'xiaowei/v1/school-1/button-101/alarm'`)
    expect(again.rows).toEqual([{ n: 1 }])
    expect(await historyOf(rig.owner, rig.fleet.received)).toEqual(GOOD)
  })
})
