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
import { callOf, hasCalledAnew } from '../../web/live/call.ts'
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
const raise = async (schoolId = 'school-1') => done(await raiseSos(database.pool, { body: { schoolId }, ...by(leaving) }, noChange))
const ACCOUNT = { password: 'a-long-password', synthetic: true, scope: { kind: 'district' } } as const
const SCHOOL_1 = { kind: 'school' as const, ids: ['school-1'] }
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
  // With a hand of its own it would be taken for one opened again, and ring anew on every phone and desk.
  const calls = done(await take(nobodys))
  expect(calls).toMatchObject({ handledBy: null, state: 'new', unacknowledged: true, version: nobodys.version + 1 })
  expect(hasCalledAnew(calls, callOf(nobodys))).toBe(false)
  expect(await take(calls)).toMatchObject({ ok: false, problem: { status: 409 } })
  const shown = (await listHandovers(database.pool, leaving, { limit: 1 })).items[0]?.alarms
  expect(shown?.find(({ alarmId }) => alarmId === calls.id)).toMatchObject({ takenBy: 'li', from: null })
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

it('hands over the own alarms and what nobody of the control room has, and leaves the next desk its own', async () => {
  await database.pool.query(
    `update alarm set state = 'closed', unacknowledged = false, unacknowledged_since = null where state <> 'closed'`,
  )
  await ensureAccount(database.pool, { ...ACCOUNT, username: 'sun', name: '示例·邻台', role: 'operator' })
  await ensureAccount(database.pool, { ...ACCOUNT, scope: SCHOOL_1, username: 'gate', name: '示例·门卫', role: 'guard' })
  const has = async (username: string, unacknowledged = false) => {
    const alarm = await raise()
    await database.pool.query(
      `update alarm set handled_by = $2, unacknowledged = $3, unacknowledged_since = case when $3 then now() end,
         state = case when $3 then 'new' else 'acknowledged' end where id = $1`,
      [alarm.id, username, unacknowledged],
    )
    return alarm.id
  }
  const raised = async () => ({
    handed: [await has('wang'), await has('gate'), await has('gate', true), await has('sun', true), (await raise()).id],
    kept: await has('sun'),
  })
  const before = await raised()
  const started = await startHandover(database.pool, leaving)
  if (!started.ok) throw new Error(started.problem.detail)
  expect(started.handover.alarms.map(({ alarmId }) => alarmId).sort()).toEqual([...before.handed].sort())
  const meanwhile = await raised()
  const [listed] = (await listHandovers(database.pool, coming, { limit: 1 })).items
  expect(listed?.alarms.map(({ alarmId }) => alarmId).sort()).toEqual([...before.handed, ...meanwhile.handed].sort())
  expect(await endHandover(database.pool, started.handover.id, coming)).toMatchObject({
    problem: { detail: expect.stringMatching(/^10 open/) },
  })
  expect(await endHandover(database.pool, started.handover.id, leaving)).toMatchObject({ ok: true })
})

it('is a matter of those alone who share a school with who hands over, and of its alarms alone', async () => {
  await database.pool.query(
    `update alarm set state = 'closed', unacknowledged = false, unacknowledged_since = null where state <> 'closed'`,
  )
  const of = (username: string, ...schoolIds: string[]) => aPrincipal({ username, schoolIds, scope: { kind: 'township', ids: ['t1'] } })
  const [giver, same, other] = [of('east', 'school-1'), of('east2', 'school-1', 'school-3'), of('west', 'school-2')]
  const started = await startHandover(database.pool, giver)
  if (!started.ok) throw new Error(started.problem.detail)
  const { id } = started.handover
  const [own, foreign] = [await raise(), await raise('school-2')]
  const waiting = async (reader: typeof giver) =>
    (await listHandovers(database.pool, reader, { limit: 10 })).items.find((one) => one.id === id)?.alarms.map(({ alarmId }) => alarmId)
  expect(await waiting(giver)).toEqual([own.id])
  expect(await waiting(same)).toEqual([own.id])
  expect(await waiting(coming)).toEqual([own.id])
  expect(await waiting(other)).toBeUndefined()
  expect(await endHandover(database.pool, id, other)).toMatchObject({ ok: false, problem: { status: 404 } })
  expect(await take(foreign, other)).toMatchObject({ ok: false, problem: { status: 409 } })
  expect(await endHandover(database.pool, id, same)).toMatchObject({ ok: false, problem: { detail: expect.stringMatching(/^1 open/) } })
  done(await take(own, same))
  expect(await endHandover(database.pool, id, same)).toMatchObject({ ok: true, handover: { takenBy: 'east2' } })
})

it('lists what nobody has ended before what is history, page by page', async () => {
  const [forgotten, later] = [aPrincipal({ username: 'forgetful' }), aPrincipal({ username: 'later' })]
  const old = await startHandover(database.pool, forgotten)
  if (!old.ok) throw new Error(old.problem.detail)
  await database.pool.query(`update handover set started_at = now() - interval '9 days' where id = $1`, [old.handover.id])
  const since = await startHandover(database.pool, later)
  if (!since.ok) throw new Error(since.problem.detail)
  await endHandover(database.pool, since.handover.id, later)
  const first = await listHandovers(database.pool, coming, { limit: 1 })
  expect(first.items[0]?.id).toBe(old.handover.id)
  const { nextCursor } = first
  const next = await listHandovers(database.pool, coming, { limit: 1, cursor: nextCursor ?? '' })
  expect(next.items[0]?.id).toBe(since.handover.id)
  const rest = await listHandovers(database.pool, coming, { limit: 50, cursor: next.nextCursor ?? '' })
  const { rows } = await database.pool.query('select count(*)::int as n from handover')
  expect(rest.items.length + 2).toBe(rows[0].n)
  await endHandover(database.pool, old.handover.id, forgotten)
})

it('calls the leaders after a minute without an operator, once, and ends it when one is there', async () => {
  await ensureAccount(database.pool, { ...ACCOUNT, username: 'zhao', name: '示例·值班长', role: 'shiftLeader' })
  await ensureAccount(database.pool, { ...ACCOUNT, username: 'wang', name: '示例·值班员', role: 'operator' })
  const longAgo = new Date(Date.now() - 3_600_000)
  const look = (watchedFrom = longAgo) => noteUnmanned(database.pool, ROUND_THE_CLOCK, () => watchedFrom)
  const unmanned = async () => (await readWatch(database.pool)).unmannedSince
  await look(new Date())
  expect(await unmanned()).toBeNull()
  await look()
  await look()
  await look(new Date()) // a second worker, which has just begun, ends nothing
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
