import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Person, type Screen } from '../support/client.ts'
import { differences, GOOD, historyOf, pressesIn } from './history.ts'
import { aRig, LONG, patiently, type Rig } from './rig.ts'
import { press, someMoment } from './traffic.ts'

const ROUNDS = LONG ? 5 : 1

describe('gateway, API and worker in processes of their own', () => {
  let rig: Rig
  let operator: Person
  let screen: Screen
  beforeAll(async () => {
    rig = await aRig({ roles: ['gateway', 'api', 'worker'], buttons: 110 })
    operator = await Person.signIn(rig.url, 'operator')
    screen = await operator.screen()
  }, 270_000)
  afterAll(async () => {
    screen?.end()
    await rig?.stop()
  }, 90_000)

  it('each killed -9 in turn under traffic: nothing is lost, doubled or left off the screen', {
    timeout: 180_000 + ROUNDS * 60_000,
  }, async () => {
    const receipts = []
    for (let round = 0; round < ROUNDS; round++) {
      for (const server of rig.servers) {
        receipts.push(press(rig.fleet, 200))
        await someMoment(200)
        await server.kill9()
        await server.start()
      }
    }
    const answers = (await Promise.all(receipts)).flat()
    expect(await pressesIn(rig.owner)).toBe(answers.length)
    await vi.waitFor(async () => expect(await differences(rig.owner, screen)).toEqual([]), patiently)
    expect(await historyOf(rig.owner, rig.fleet.received)).toEqual(GOOD)
  })

  it('an acknowledgement at the API reaches the button through the gateway', async () => {
    await rig.fleet.press('button-101', { id: 'lamp' })
    const alarm = await vi.waitFor(() => {
      const [found] = screen.ofDevice('button-101')
      if (!found) throw new Error('not on the screen yet')
      return found
    }, patiently)
    await vi.waitFor(async () => {
      const { version } = await operator.alarm(alarm.id)
      expect((await operator.act(alarm, 'acknowledge', { version })).status).toBe(200)
    }, patiently)
    await vi.waitFor(
      () => expect(rig.fleet.commands).toContainEqual(expect.objectContaining({ type: 'answered', alarmId: alarm.id })),
      patiently,
    )
  })

  it('report 12: no ghost and no missed escalation (oncall 3161, 3111, 4654): the ladder survives kill -9 between its steps, and fires for nobody who acknowledged', async () => {
    const [, , worker] = rig.servers
    const levels = async (id: string) =>
      (await operator.alarm(id)).log.flatMap(({ kind, data }) => (kind === 'escalated' ? [data.level] : []))
    const [waiting, taken] = await Promise.all([rig.fleet.press('button-102'), rig.fleet.press('button-103')])
    const ids = [waiting.alarmId ?? '', taken.alarmId ?? ''] as const
    const turnBack = (seconds: number) =>
      rig.owner.query(`update alarm set unacknowledged_since = now() - make_interval(secs => $1) where id = any($2) and unacknowledged`, [
        seconds,
        ids,
      ])

    await worker?.kill9()
    await turnBack(16)
    await worker?.start()
    await vi.waitFor(async () => expect(await levels(ids[0])).toContain(1), patiently)
    await worker?.kill9()
    await vi.waitFor(async () => {
      const { version } = await operator.alarm(ids[1])
      expect((await operator.act({ id: ids[1] }, 'acknowledge', { version })).status).toBe(200)
    }, patiently)
    const before = await levels(ids[1])
    await turnBack(61) // both steps that it slept through
    await worker?.start()
    await vi.waitFor(async () => expect(await levels(ids[0])).toEqual(expect.arrayContaining([3])), patiently)
    expect(await levels(ids[1])).toEqual(before)
    expect(await operator.alarm(ids[1])).toMatchObject({ unacknowledged: false })
    await vi.waitFor(() => expect(screen.board.get(ids[0])).toMatchObject({ escalation: 3 }), patiently)

    // A second press begins the ladder anew, from its own time.
    await rig.fleet.press('button-103')
    expect(await operator.alarm(ids[1])).toMatchObject({ unacknowledged: true, escalation: 0, count: 2 })
    expect(await historyOf(rig.owner, rig.fleet.received)).toEqual(GOOD)
  })
})
