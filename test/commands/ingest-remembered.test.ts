// A press planned from what was remembered of its button comes to the same as one for which the register is read.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type EntryMemory, ingestMessages } from '../../server/commands/ingest-messages.ts'
import { createDecoder, type Incoming } from '../../server/gateway/decode-message.ts'
import { buttonIdentities, type RegisterEntry, readEntries } from '../../server/store/register.ts'
import { aPublish, aRegister } from '../support/builders.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

const BUTTONS = 400

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await aRegister(database.pool, { buttons: BUTTONS })
})
afterAll(() => database.drop())

const decode = createDecoder()

/** The same pool or client, whose statements are named in `asked`. */
function watched<T extends object>(of: T, asked: string[]): T {
  return new Proxy(of, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      if (name === 'query')
        return (statement: { name?: string }, ...rest: unknown[]) => {
          asked.push(statement.name ?? '')
          return value.call(target, statement, ...rest)
        }
      return name === 'connect' ? async () => watched(await value.call(target), asked) : value.bind(target)
    },
  })
}

/** Ingests one publish, and names the statements that it took. */
async function ingest(publish: Incoming, memory?: EntryMemory) {
  const heard = decode(publish)
  if (!('message' in heard)) throw new Error('a press was taken for a probe')
  const asked: string[] = []
  const raw = { ...heard.message, payload: publish.payload, retained: publish.retain }
  const { outcomes, changes } = await ingestMessages(watched(database.pool, asked), { messages: [heard.message], raw: () => raw, memory })
  return { outcome: outcomes.get(heard.message.id), changes, asked }
}

/** As it was read once, however much has changed since. */
async function memoryOf(...buttons: string[]): Promise<EntryMemory> {
  const entries = new Map<string, RegisterEntry>()
  for (const entry of await readEntries(database.pool, buttons)) entries.set(entry.externalId, entry)
  return { recall: (externalId) => entries.get(externalId), forget: () => {} }
}

let used = 0
const aButton = (): string => {
  used += 1
  expect(used).toBeLessThanOrEqual(BUTTONS)
  return `button-${used}`
}

const press = (button: string, id: string | null, more: object = {}, given: Partial<Incoming> = {}) =>
  aPublish(`xiaowei/v1/school-1/${button}/alarm`, { ...(id === null ? {} : { id }), kind: 'panic', ...more }, given)

it('commits the press of a button that is remembered in one statement', async () => {
  const button = aButton()
  const { asked, changes, outcome } = await ingest(press(button, 'a'), await memoryOf(button))
  expect(asked).toEqual(['commit-opened-sek-assumed'])
  expect(changes).toMatchObject([{ deviceId: button, kind: 'panic', state: 'new', version: 1, count: 1 }])
  expect(outcome).toMatchObject({ accepted: true, pressId: 'a', alarmId: changes[0]?.id })
})

it('knows all buttons, and nobody else', async () => {
  await database.pool.query(
    `insert into device (id, school_id, kind, dialect, source, external_id, name, synthetic) values ('camera', 'school-1', 'camera', 'native', 'native', 'camera', 'x', true)`,
  )
  expect(new Set(await buttonIdentities(database.pool))).toEqual(new Set(Array.from({ length: BUTTONS }, (_, n) => `button-${n + 1}`)))
  expect(await readEntries(database.pool, ['camera', 'nobody'])).toEqual([])
})

const changesSince: Record<string, (button: string) => Promise<unknown>> = {
  'moved to another school': (button) => database.pool.query(`update device set school_id = 'school-2' where id = $1`, [button]),
  silenced: (button) => database.pool.query('update device set silent = true where id = $1', [button]),
  'taken out of the register': (button) => database.pool.query('delete from device where id = $1', [button]),
  'joined by a second device of its name': (button) =>
    database.pool.query(
      `insert into device (id, school_id, kind, dialect, source, external_id, point, name, synthetic)
       select 'second-' || id, school_id, kind, dialect, source, external_id, 'b', name, true from device where id = $1`,
      [button],
    ),
  'heard with a counter': (button) => ingest(aPublish(`xiaowei/v1/school-1/${button}/alarm`, { id: 'before', kind: 'test', counter: 50 })),
  'pressed already': (button) => ingest(press(button, 'a')),
  'in alarm': (button) => ingest(press(button, 'other', { point: 'b' })),
  'in a drill': (button) =>
    database.pool.query(
      `insert into exercise (kind, device_id, opened_by, ends_at, police_notified_by, police_notified_at)
       values ('drill', $1, 'shiftLeader', now() + interval '1 hour', '李', now())`,
      [button],
    ),
}

it.each(Object.keys(changesSince))('sees at the commit that its button is %s since: the same as without memory', async (what) => {
  const [remembered, read] = [aButton(), aButton()]
  const memory = await memoryOf(remembered)
  for (const button of [remembered, read]) await changesSince[what]?.(button)
  const said = { counter: 7, point: 'b' }
  const { asked } = await ingest(press(remembered, 'a', said), memory)
  await ingest(press(read, 'a', said))
  expect(asked[0]).toMatch(/-assumed$/)
  expect(asked.length).toBeGreaterThan(1)
  expect(await traceOf(remembered)).toEqual(await traceOf(read))
  await database.pool.query('update exercise set ended_at = now()')
})

it('knows no button of one name at two schools, nor one in alarm', async () => {
  const [twin, ringing] = [aButton(), aButton()]
  await database.pool.query(
    `insert into device (id, school_id, kind, dialect, source, external_id, name, synthetic)
     select 'twin-' || id, 'school-2', kind, dialect, 'edge/school-2/lora', external_id, name, true from device where id = $1`,
    [twin],
  )
  await ingest(press(ringing, 'a'))
  expect(await readEntries(database.pool, [twin, ringing])).toEqual([])
})

it('opens one alarm when three gateways take presses of one button in the same moment, each from its memory', async () => {
  const button = aButton()
  const memory = await memoryOf(button)
  for (let i = 0; i < 20; i++) await Promise.all(['a', 'b', 'c'].map((gateway) => ingest(press(button, `${gateway}${i}`), memory)))
  const { rows } = await database.pool.query('select count, version from alarm where device_id = $1', [button])
  expect(rows).toEqual([{ count: 60, version: 60 }])
})

it('sees at the commit that a press without a key is the one that was taken and closed a second ago', async () => {
  const button = aButton()
  const at = (s: number) => ({ receivedAt: new Date(Date.parse('2026-03-02T00:00:00Z') + s * 1000) })
  const first = await ingest(press(button, null, {}, at(0)))
  await database.pool.query(`update alarm set state = 'closed' where device_id = $1`, [button])
  const again = await ingest(press(button, null, {}, at(1)), await memoryOf(button))
  expect(again).toMatchObject({ changes: [], outcome: { accepted: true, alarmId: first.changes[0]?.id } })
})

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ is: fc.constant('press' as const), id: fc.constantFrom('a', 'b', 'c', null), counter: fc.option(fc.nat(5)) }),
  },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('close' as const) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('answer' as const) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('remember' as const) }) },
)

it('comes to the same after any story of presses, however old the memory', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (story) => {
      const [remembered, read] = [aButton(), aButton()]
      let memory = await memoryOf(remembered)
      let at = Date.parse('2026-03-02T00:00:00Z')
      for (const told of story) {
        at += 800 // a press without a key is a copy after one step or two, and none after three
        const given = { receivedAt: new Date(at) }
        if (told.is === 'press') {
          const more = told.counter === null ? {} : { counter: told.counter }
          await ingest(press(remembered, told.id, more, given), memory)
          await ingest(press(read, told.id, more, given))
        } else if (told.is === 'remember') memory = await memoryOf(remembered)
        else
          await database.pool.query(
            told.is === 'close'
              ? `update alarm set state = 'closed', version = version + 1 where device_id in ($1, $2) and state <> 'closed'`
              : `update alarm set unacknowledged = false, state = 'acknowledged', version = version + 1 where device_id in ($1, $2) and state = 'new'`,
            [remembered, read],
          )
      }
      expect(await traceOf(remembered)).toEqual(await traceOf(read))
    }),
    { numRuns: 40, endOnFailure: true },
  )
})

/** All that presses of a button leave behind, without names, numbers and the clock. */
async function traceOf(button: string): Promise<unknown> {
  const text = (value: unknown) => JSON.stringify(value).replaceAll(new RegExp(`${button}\\b`, 'g'), 'button')
  const tables = [
    `select kind, state, unacknowledged, priority, school_id, device_id, identity, count, exercise, exercise_verified, late, silent, misplaced, last_press_id, fold_key, version
       from alarm where identity = $1 order by cursor`,
    `select l.kind, l.version, l.data - 'alarmId' as data from alarm_log l join alarm a on a.id = l.alarm_id where a.identity = $1 order by l.id`,
    `select device_id, school_id, kind, late, retained, body from device_event where identity = $1 order by received_at, id`,
    `select regexp_replace(key, 'sha256:.*', 'hash') as key, alarm_id is null as nowhere, expires_at is null as lasts from press_key where identity = $1 order by 1`,
    `select last_counter, clock_samples, hour_beats > 0 as beat, misconfigured, last_press_at is not null as pressed from device_state where device_id = $1`,
    `select o.body - '{id,cursor,receivedAt,lastPressAt,changedAt,chatteringAt}'::text[] as body from outbox o join alarm a on a.id = o.alarm_id where a.identity = $1 order by o.cursor`,
    `select reason, suspect from dead_letter where identity = $1 order by id`,
    `select kind, detail, count from fault where device_id = $1 order by kind`,
  ]
  const found = []
  for (const sql of tables) found.push((await database.pool.query(sql, [button])).rows)
  return JSON.parse(text(found))
}
