import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { commandAlarm } from '../../server/commands/command-alarm.ts'
import { ingestMessages } from '../../server/commands/ingest-messages.ts'
import { raiseSos } from '../../server/commands/raise-sos.ts'
import { remindOverdue } from '../../server/commands/remind-overdue.ts'
import { returnShelved } from '../../server/commands/return-shelved.ts'
import { shelveAlarm, unshelveAlarm } from '../../server/commands/shelve-alarm.ts'
import { takeAlarmAsReal } from '../../server/commands/take-as-real.ts'
import { createDecoder } from '../../server/gateway/decode-message.ts'
import { aPrincipal, aPublish, aRegister } from '../support/builders.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

let database: FreshDatabase
const operator = aPrincipal()
const noChange = () => {}
const decode = createDecoder()
let keys = 0
const keyed = () => ({ by: operator, key: `key-${++keys}` })
const done = (answer: { ok: boolean }): Alarm => {
  if (!('alarm' in answer)) throw new Error(JSON.stringify(answer))
  return answer.alarm as Alarm
}

beforeAll(async () => {
  database = await freshDatabase()
  await aRegister(database.pool)
  await database.pool.query(
    `insert into device (id, school_id, kind, dialect, source, external_id, name) values ('sensor-1', 'school-1', 'sensor', 'native', 'native', 'sensor-1', '示例红外')`,
  )
})
afterAll(() => database.drop())

/** The register's sensor says once more that somebody is there. */
async function intrusion(): Promise<Alarm> {
  const heard = decode(aPublish('xiaowei/v1/school-1/sensor-1/alarm', { id: randomUUID(), kind: 'intrusion' }))
  if (!('message' in heard)) throw new Error('not read')
  const { changes } = await ingestMessages(database.pool, {
    messages: [heard.message],
    raw: () => ({ ...heard.message, payload: heard.incoming.payload, retained: false }) as never,
  })
  return changes[0] as Alarm
}
const shelve = (alarm: Alarm, minutes = 30) =>
  shelveAlarm(database.pool, { alarmId: alarm.id, body: { version: alarm.version, reason: '窗帘晃动', minutes }, ...keyed() }, noChange)
const logOf = async ({ id }: Alarm) =>
  (await database.pool.query(`select kind from alarm_log where alarm_id = $1 order by id`, [id])).rows.map(({ kind }) => kind)

it('puts an intrusion aside, counts what fires meanwhile, and brings it back by itself with sound and ladder', async () => {
  const raised = await intrusion()
  expect(raised).toMatchObject({ kind: 'intrusion', priority: 2, shelvedUntil: null })
  const shelved = done(await shelve(raised))
  expect(shelved).toMatchObject({ unacknowledged: false, state: 'acknowledged', handledBy: 'operator', shelvedUntil: expect.any(String) })
  const again = await intrusion()
  expect(again).toMatchObject({ id: raised.id, count: 2, unacknowledged: false, shelvedUntil: shelved.shelvedUntil })
  await database.pool.query(`update alarm set acted_at = now() - interval '1 hour' where id = $1`, [raised.id])
  expect(await remindOverdue(database.pool, noChange)).toBe(0)
  expect(await returnShelved(database.pool, noChange)).toBe(0)
  await database.pool.query(`update alarm set shelved_until = now() - interval '1 second' where id = $1`, [raised.id])
  const back: Alarm[] = []
  expect(await returnShelved(database.pool, (alarms) => back.push(...alarms))).toBe(1)
  expect(back).toMatchObject([{ id: raised.id, unacknowledged: true, escalation: 0, shelvedUntil: null, version: again.version + 1 }])
  expect(await logOf(raised)).toEqual(['raised', 'acknowledged', 'shelved', 'pressed', 'unshelved'])
  const { rows } = await database.pool.query('select unacknowledged_since is not null as climbs from alarm where id = $1', [raised.id])
  expect(rows).toEqual([{ climbs: true }])
})

it('is taken from the shelf by hand, or by the next step of whoever goes on with it', async () => {
  const shelved = done(await shelve(await intrusion()))
  const taken = done(await unshelveAlarm(database.pool, { alarmId: shelved.id, body: { version: shelved.version }, ...keyed() }, noChange))
  expect(taken).toMatchObject({ shelvedUntil: null, unacknowledged: false })
  const again = done(await shelve(taken))
  const dispatched = done(
    await commandAlarm(database.pool, { alarmId: again.id, command: 'dispatch', body: { version: again.version }, ...keyed() }, noChange),
  )
  expect(dispatched).toMatchObject({ shelvedUntil: null, state: 'dispatched' })
  expect((await logOf(shelved)).slice(-4)).toEqual(['unshelved', 'shelved', 'unshelved', 'dispatched'])
})

it('refuses a press, and so does the table itself', async () => {
  const sos = done(await raiseSos(database.pool, { body: { schoolId: 'school-1' }, ...keyed() }, noChange))
  expect(await shelve(sos)).toMatchObject({ ok: false, problem: { status: 409, detail: expect.stringContaining('never shelved') } })
  await expect(
    database.pool.query('update alarm set shelved_until = now(), unacknowledged = false where id = $1', [sos.id]),
  ).rejects.toThrow('alarm_shelf')
})

it('says in the log that it has left the shelf: by what fires past its end, and by who takes it as real', async () => {
  const shelved = done(await shelve(await intrusion()))
  await database.pool.query(`update alarm set shelved_until = now() - interval '1 s' where id = $1`, [shelved.id])
  const again = await intrusion()
  expect(again).toMatchObject({ id: shelved.id, unacknowledged: true, shelvedUntil: null })
  expect((await logOf(shelved)).slice(-2)).toEqual(['unshelved', 'realarmed'])

  const aside = done(await shelve(again))
  await database.pool.query(`update alarm set exercise = 'test' where id = $1`, [aside.id])
  const real = done(await takeAlarmAsReal(database.pool, { alarmId: aside.id, body: { version: aside.version }, ...keyed() }, noChange))
  expect(real).toMatchObject({ unacknowledged: true, shelvedUntil: null })
  expect((await logOf(aside)).slice(-2)).toEqual(['unshelved', 'takenAsReal'])
})

it('yields to a gateway of before the shelf, which alarms again or closes without a word of it', async () => {
  const asOld = async (change: string): Promise<unknown> => {
    const { id } = done(await shelve(await intrusion()))
    await database.pool.query(`update alarm set ${change} where id = $1`, [id])
    return (await database.pool.query('select shelved_until as "shelvedUntil" from alarm where id = $1', [id])).rows
  }
  expect(await asOld('unacknowledged = true, unacknowledged_since = now()')).toEqual([{ shelvedUntil: null }])
  expect(await asOld(`state = 'closed'`)).toEqual([{ shelvedUntil: null }])
})
