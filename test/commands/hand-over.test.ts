import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { commandAlarm } from '../../server/commands/command-alarm.ts'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import { endHandover, startHandover, takeAlarm } from '../../server/commands/hand-over.ts'
import { noteUnmanned } from '../../server/commands/note-unmanned.ts'
import { raiseSos } from '../../server/commands/raise-sos.ts'
import { ROUND_THE_CLOCK } from '../../server/domain/duty-hours.ts'
import { listHandovers } from '../../server/store/handover.ts'
import { notePresence } from '../../server/store/presence.ts'
import { readWatch } from '../../server/store/probe.ts'
import { openSession } from '../../server/store/session.ts'
import { aPrincipal, aRegister } from '../support/builders.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

let database: FreshDatabase
const leaving = aPrincipal({ username: 'wang' })
const coming = aPrincipal({ username: 'li' })
const noChange = () => {}
let keys = 0
const by = (who: typeof leaving) => ({ by: who, key: `key-${++keys}` })
const done = (answer: { ok: boolean }): Alarm => {
  if (!('alarm' in answer)) throw new Error(JSON.stringify(answer))
  return answer.alarm as Alarm
}
const raise = async () => done(await raiseSos(database.pool, { body: { schoolId: 'school-1' }, ...by(leaving) }, noChange))
const command = async (alarm: Alarm, name: 'acknowledge' | 'resolve') =>
  done(await commandAlarm(database.pool, { alarmId: alarm.id, command: name, body: { version: alarm.version }, ...by(leaving) }, noChange))
const take = (alarm: Alarm, who = coming) =>
  takeAlarm(database.pool, { alarmId: alarm.id, body: { version: alarm.version }, ...by(who) }, noChange)

beforeAll(async () => {
  database = await freshDatabase()
  await aRegister(database.pool)
})
afterAll(() => database.drop())

it('hands a shift over when every open alarm has been taken by name, and by nobody else than who comes', async () => {
  const [mine, nobodys] = [await command(await raise(), 'acknowledge'), await raise()]
  expect(await take(mine)).toMatchObject({ ok: false, problem: { status: 409 } })
  const started = await startHandover(database.pool, leaving)
  if (!started.ok) throw new Error(started.problem.detail)
  const { id } = started.handover
  expect(started.handover.alarms.map(({ alarmId, from }) => [alarmId, from])).toEqual([
    [mine.id, 'wang'],
    [nobodys.id, null],
  ])
  expect(await startHandover(database.pool, leaving)).toMatchObject({ ok: false, problem: { status: 409 } })
  expect(await take(mine, leaving)).toMatchObject({ ok: false, problem: { status: 409 } })
  expect(await endHandover(database.pool, id, coming)).toMatchObject({
    ok: false,
    problem: { status: 409, detail: expect.stringMatching(/^2 open/) },
  })

  const taken = done(await take(mine))
  expect(taken).toMatchObject({ handledBy: 'li', state: 'acknowledged', unacknowledged: false, version: mine.version + 1 })
  expect(await take(taken)).toMatchObject({ ok: false, problem: { status: 409 } })
  expect(await endHandover(database.pool, id, coming)).toMatchObject({ ok: false, problem: { detail: expect.stringMatching(/^1 open/) } })
  // Nobody has acknowledged the other: to take it is not to accept it.
  expect(done(await take(nobodys))).toMatchObject({ handledBy: 'li', unacknowledged: true })
  // What is raised before the shift is taken is handed over too.
  const raisedSince = await raise()
  expect(await endHandover(database.pool, id, coming)).toMatchObject({ ok: false, problem: { detail: expect.stringMatching(/^1 open/) } })
  const listed = (await listHandovers(database.pool, coming, { limit: 1 })).items[0]?.alarms
  expect(listed?.find(({ alarmId }) => alarmId === raisedSince.id)).toMatchObject({ from: null, takenBy: null })
  done(await take(raisedSince))
  const ended = await endHandover(database.pool, id, coming)
  expect(ended).toMatchObject({ ok: true, handover: { takenBy: 'li', withdrawn: false } })
  const { rows } = await database.pool.query(
    `select by_account as by, data ->> 'from' as "from" from alarm_log where kind = 'taken' and alarm_id = $1`,
    [mine.id],
  )
  expect(rows).toEqual([{ by: 'li', from: 'wang' }])
})

it('leaves with who hands over what nobody takes, and is taken back by him alone', async () => {
  const open = await raise()
  const started = await startHandover(database.pool, leaving)
  if (!started.ok) throw new Error(started.problem.detail)
  const [latest] = (await listHandovers(database.pool, leaving, { limit: 10 })).items
  expect(latest).toMatchObject({ id: started.handover.id, endedAt: null })
  expect(latest?.alarms.find(({ alarmId }) => alarmId === open.id)).toMatchObject({ takenBy: null, closed: false })
  expect(await endHandover(database.pool, started.handover.id, leaving)).toMatchObject({
    ok: true,
    handover: { withdrawn: true, takenBy: null },
  })
  expect(await take(open)).toMatchObject({ ok: false })
})

it('calls the leaders after a minute without an operator, once, and ends it when one is there', async () => {
  const scope = { kind: 'district' } as const
  const account = { password: 'a-long-password', synthetic: true, scope }
  await ensureAccount(database.pool, { ...account, username: 'zhao', name: '示例·值班长', role: 'shiftLeader' })
  await ensureAccount(database.pool, { ...account, username: 'wang', name: '示例·值班员', role: 'operator' })
  const longAgo = new Date(Date.now() - 3_600_000)
  const look = () => noteUnmanned(database.pool, ROUND_THE_CLOCK, longAgo)
  const unmanned = async () => (await readWatch(database.pool)).unmannedSince
  await noteUnmanned(database.pool, ROUND_THE_CLOCK, new Date())
  expect(await unmanned()).toBeNull()
  await look()
  await look()
  expect(await unmanned()).toEqual(longAgo)
  const { rows } = await database.pool.query(`select id from account where username = 'wang'`)
  const token = await openSession(database.pool, { accountId: rows[0].id, role: 'operator', kind: 'desk', userAgent: null })
  const { rows: sessions } = await database.pool.query('select token_sha256 as hash from session')
  expect(token).not.toBe('')
  await notePresence(database.pool, [sessions[0].hash])
  await look()
  expect(await unmanned()).toBeNull()
  const log = await database.pool.query(`select action, data -> 'called' as called from audit_log where action like 'desk.%' order by id`)
  expect(log.rows).toEqual([
    { action: 'desk.unmanned', called: ['zhao'] },
    { action: 'desk.manned', called: null },
  ])
})
