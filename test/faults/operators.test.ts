import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Handover } from '#contracts/handover.ts'
import { type Answer, Person, type Screen } from '../support/client.ts'
import { differences, GOOD, historyOf, OutboxReader } from './history.ts'
import { aRig, LONG, patiently, type Rig } from './rig.ts'

const ROUNDS = LONG ? 500 : 50
const SECONDS = LONG ? 60 : 5
const COMMANDS = ['acknowledge', 'dispatch', 'arrive', 'resolve'] as const

describe('operators, two gateways and a worker at the same alarms', () => {
  let rig: Rig
  let people: Person[]
  let screens: Screen[]
  beforeAll(async () => {
    rig = await aRig({ roles: ['gateway', 'gateway', 'api,worker'], buttons: 20 })
    people = await Promise.all(['operator', 'operator2'].map((name) => Person.signIn(rig.url, name)))
    screens = await Promise.all(people.map((person) => person.screen()))
  }, 270_000)
  afterAll(async () => {
    for (const screen of screens ?? []) screen.end()
    await rig?.stop()
  }, 90_000)

  it(`report 12: two operators in the same 10 ms (oncall 1206): of ${ROUNDS} rounds each has one winner, and one who is told who has it`, {
    timeout: 180_000 + ROUNDS * 500,
  }, async () => {
    const outcomes: string[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const { alarmId: id = '' } = await rig.fleet.press('button-1', { id: `round-${round}` })
      const { version } = await (people[0] as Person).alarm(id)
      const answers = await Promise.all(people.map((person) => person.act({ id }, 'acknowledge', { version })))
      const [won] = answers.filter(({ status }) => status === 200)
      const [lost] = answers.filter(({ status }) => status === 409)
      outcomes.push(
        answers
          .map(({ status }) => status)
          .sort()
          .join(),
      )
      expect(lost?.body.current).toMatchObject({ acknowledgedBy: won?.body.acknowledgedBy, version: version + 1 })
    }
    expect(outcomes).toEqual(Array(ROUNDS).fill('200,409'))
    const { rows } = await rig.owner.query(`select count(*)::int as n from alarm_log where kind = 'acknowledged'`)
    expect(rows).toEqual([{ n: ROUNDS }])
  })

  it('the same key sent twice at once is one act and one answer', async () => {
    const { alarmId: id = '' } = await rig.fleet.press('button-2')
    const key = randomUUID()
    const [operator] = people as [Person]
    const answers = await Promise.all([1, 2, 3, 4].map(() => operator.act({ id }, 'acknowledge', { version: 1 }, key)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect(await operator.alarm(id)).toMatchObject({ version: 2 })
  })

  it(`presses, faults, beats, commands, hand-overs, receipts of screens and the ladder beside each other for ${SECONDS} s: no deadlock, every screen equal to the database`, {
    timeout: 360_000,
  }, async () => {
    const reader = new OutboxReader(rig.owner)
    const until = performance.now() + SECONDS * 1_000
    // On a machine that is busy it goes on until somebody was first at all.
    const running = () => performance.now() < until || !statuses.has(200)
    const button = () => `button-${randomInt(1, 21)}`
    const other = await rig.anotherFleet()
    let sent = 0
    const statuses = new Map<number, number>()

    const pressing = [rig.fleet, other].map(async (fleet) => {
      while (running()) {
        await Promise.all(Array.from({ length: 10 }, () => fleet.press(button())))
        sent += 10
      }
    })
    const troubling = (async () => {
      while (running()) {
        const news = Array.from({ length: 20 }, () =>
          other.press(button(), {
            kind: ['low-battery', 'tamper', 'ac-loss'][randomInt(3)] as string,
            phase: ['active', 'cleared'][randomInt(2)],
          }),
        )
        const beats = Array.from({ length: 20 }, () => other.say(`xiaowei/v1/school-1/${button()}/health`, '{"online":true}'))
        await Promise.all([...news, ...beats])
      }
    })()
    const commanding = people.map(async (person, index) => {
      while (running()) {
        const open = screens[index]?.openAlarms ?? []
        const alarm = open[randomInt(Math.max(1, open.length))]
        await pause(1)
        if (!alarm) continue
        const closing = { disposition: 'falseAlarm', validationLevel: 1, note: '误按' }
        const done = randomInt(5) === 0
        const { status } = await person.act(alarm, done ? 'close' : (COMMANDS[randomInt(4)] ?? 'acknowledge'), {
          version: alarm.version,
          ...(done ? closing : {}),
        })
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
    })
    const showing = screens.map(async (screen) => {
      let told = 0
      while (running()) {
        const news = screen.pushed.slice(told)
        told = screen.pushed.length
        // As a page does: one that is not confirmed in time is told again, and that is no matter of this test.
        await Promise.all(news.map(({ id, version }) => screen.shown({ id, version }).catch(() => {})))
        await pause(1)
      }
    })
    const shifts = new Map<number, number>()
    const handingOver = people.map(async (person, index) => {
      const comes = people[1 - index] as Person
      const noted = <T>({ status, body }: Answer<T>): T => {
        shifts.set(status, (shifts.get(status) ?? 0) + 1)
        return body
      }
      while (running()) {
        const { id, alarms } = noted(await person.send<Handover>('POST', '/handovers'))
        for (const { alarmId } of alarms.slice(0, 5)) {
          const version = screens[1 - index]?.board.get(alarmId)?.version ?? 1
          noted(await comes.send('POST', `/alarms/${alarmId}/take`, { version }, { 'idempotency-key': randomUUID() }))
        }
        await comes.send('POST', `/handovers/${id}/end`)
        noted(await person.send('POST', `/handovers/${id}/end`))
        await pause(20)
      }
    })
    const waiting = (async () => {
      while (running()) {
        // As if they had waited: each row by itself, so that this test takes no locks in an order of its own.
        const { rows } = await rig.owner.query<{ id: string }>(`select id from alarm where unacknowledged and state <> 'closed' limit 5`)
        for (const { id } of rows) {
          await rig.owner.query(
            `update alarm set unacknowledged_since = unacknowledged_since - interval '20 s' where id = $1 and unacknowledged`,
            [id],
          )
        }
        await pause(100)
      }
    })()
    await Promise.all([...pressing, troubling, ...commanding, ...showing, ...handingOver, waiting])

    expect(sent).toBeGreaterThan(SECONDS * 5)
    expect([...statuses.keys()].filter((status) => ![200, 409].includes(status))).toEqual([])
    expect(statuses.get(200)).toBeGreaterThan(0)
    expect([...shifts.keys()].filter((status) => ![200, 201, 409].includes(status))).toEqual([])
    expect(shifts.get(201)).toBeGreaterThan(0)
    for (const screen of screens) await vi.waitFor(async () => expect(await differences(rig.owner, screen)).toEqual([]), patiently)
    await reader.stop()
    expect(reader.jumps).toEqual([])
    expect(await historyOf(rig.owner, rig.fleet.received)).toEqual(GOOD)
    // A connection reports its figures at the latest when it ends.
    await Promise.all(rig.servers.map((server) => server.stop()))
    const { rows } = await rig.owner.query(`select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()`)
    expect(rows).toEqual([{ deadlocks: 0 }])
    expect(rig.servers.flatMap((server) => server.lines()).filter((line) => /deadlock|refused by the database/.test(line))).toEqual([])
  })
})
