import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { commandAlarm } from '../../server/commands/command-alarm.ts'
import { noteCall } from '../../server/commands/note-call.ts'
import { raiseSos } from '../../server/commands/raise-sos.ts'
import { remindOverdue } from '../../server/commands/remind-overdue.ts'
import { aPrincipal, aRegister } from '../support/builders.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

let database: FreshDatabase
const operator = aPrincipal()
beforeAll(async () => {
  database = await freshDatabase()
  await aRegister(database.pool)
})
afterAll(() => database.drop())

let keys = 0
const done = (answer: { ok: boolean }): Alarm => {
  if (!('alarm' in answer)) throw new Error(JSON.stringify(answer))
  return answer.alarm as Alarm
}
const keyed = () => ({ by: operator, key: `key-${++keys}` })
const noChange = () => {}
const act = async (alarm: Alarm, command: 'acknowledge' | 'dispatch') =>
  done(await commandAlarm(database.pool, { alarmId: alarm.id, command, body: { version: alarm.version }, ...keyed() }, noChange))
const call = async (alarm: Alarm) =>
  done(
    await noteCall(
      database.pool,
      { alarmId: alarm.id, body: { version: alarm.version, to: 'gateRoom', result: 'noAnswer' }, ...keyed() },
      noChange,
    ),
  )

/** What the worker finds so many seconds after the latest act. */
async function reminded(alarm: Alarm, seconds: number): Promise<Alarm[]> {
  await database.pool.query('update alarm set acted_at = now() - make_interval(secs => $2) where id = $1', [alarm.id, seconds])
  const changes: Alarm[] = []
  await remindOverdue(database.pool, (alarms) => changes.push(...alarms))
  return changes
}

it('reminds the owner, then the shift leader, once each; a call or a further step begins anew, and an arrival ends it', async () => {
  const raised = done(await raiseSos(database.pool, { body: { schoolId: 'school-1' }, ...keyed() }, noChange))
  expect(await reminded(raised, 3600)).toEqual([])
  const acknowledged = await act(raised, 'acknowledge')
  expect(await reminded(acknowledged, 50)).toEqual([])
  const [first] = await reminded(acknowledged, 61)
  expect(first).toMatchObject({ overdue: 1, version: acknowledged.version + 1, unacknowledged: false })
  expect(await reminded(acknowledged, 100)).toEqual([])
  const called = await call(first as Alarm)
  expect(called.overdue).toBe(0)
  expect(await reminded(called, 50)).toEqual([])
  const [late] = await reminded(called, 301)
  expect(late).toMatchObject({ overdue: 2 })
  const dispatched = await act(late as Alarm, 'dispatch')
  expect(dispatched.overdue).toBe(0)
  expect(await reminded(dispatched, 170)).toEqual([])
  expect(await reminded(dispatched, 181)).toMatchObject([{ overdue: 1 }])
  const { rows } = await database.pool.query(
    `select data ->> 'reaches' as reaches from alarm_log where alarm_id = $1 and kind = 'overdue' order by id`,
    [raised.id],
  )
  expect(rows.map(({ reaches }) => reaches)).toEqual(['["owner"]', '["owner"]', '["shiftLeader"]', '["owner"]'])
})
