import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import type { SourceRow } from '#contracts/source.ts'
import { ingestMessages } from '../../server/commands/ingest-messages.ts'
import { defaultRows } from '../../server/dialects/sources.ts'
import { createDecoder, type Incoming } from '../../server/gateway/decode-message.ts'
import { IntakeQueue } from '../../server/gateway/intake-queue.ts'
import { aPublish, aRegister } from '../support/builders.ts'
import { administer, type FreshDatabase, freshDatabase } from '../support/database.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await aRegister(database.pool, { buttons: 50 })
})
afterAll(() => database.drop())

let decode = createDecoder()
beforeEach(() => {
  decode = createDecoder()
})

async function ingest(...publishes: Incoming[]) {
  const heard = publishes.map(decode).flatMap((one) => ('message' in one ? [one] : []))
  const raws = new Map(
    heard.map(({ message, incoming }) => [message.id, { ...message, payload: incoming.payload, retained: incoming.retain }]),
  )
  const result = await ingestMessages(database.pool, { messages: heard.map(({ message }) => message), raw: (id) => raws.get(id) as never })
  return { ...result, list: heard.map(({ message }) => result.outcomes.get(message.id)) }
}

const press = (button: number, id: string, more: object = {}, given: Partial<Incoming> = {}) =>
  aPublish(`xiaowei/v1/school-1/button-${button}/alarm`, { id, kind: 'panic', ...more }, given)
const alarmsOf = async (device: string) =>
  (
    await database.pool.query(
      'select id, kind, state, count, unacknowledged, late, exercise, version, cursor from alarm where device_id = $1 order by cursor',
      [device],
    )
  ).rows

describe('presses', () => {
  it('opens one alarm of priority 1 with its log, its push and its number', async () => {
    const { changes, list } = await ingest(press(1, 'a'))
    expect(changes).toMatchObject([
      { kind: 'panic', state: 'new', unacknowledged: true, priority: 1, schoolId: 'school-1', deviceId: 'button-1', count: 1, version: 1 },
    ])
    expect(list).toMatchObject([{ accepted: true, pressId: 'a', alarmId: changes[0]?.id }])
    const { rows } = await database.pool.query('select kind from alarm_log where alarm_id = $1', [changes[0]?.id])
    expect(rows).toEqual([{ kind: 'raised' }])
    const outbox = await database.pool.query('select body from outbox where cursor = $1', [changes[0]?.cursor])
    expect(outbox.rows[0].body).toEqual(changes[0])
  })

  it('answers a repeat of a press it knows with the same alarm, and counts it once', async () => {
    const first = await ingest(press(2, 'a'))
    const again = await ingest(press(2, 'a'), press(2, 'a'))
    expect(again.changes).toEqual([])
    expect(again.list.map((outcome) => outcome?.alarmId)).toEqual([first.changes[0]?.id, first.changes[0]?.id])
    expect(await alarmsOf('button-2')).toMatchObject([{ count: 1 }])
  })

  it('folds a second press into the open alarm, in one batch or two', async () => {
    await ingest(press(3, 'a'), press(3, 'b'))
    await ingest(press(3, 'c'))
    expect(await alarmsOf('button-3')).toMatchObject([{ count: 3, version: 2 }])
  })

  it('keeps of a first batch that its button chatters (R12)', async () => {
    const { changes } = await ingest(press(49, 'a'), press(49, 'b'), press(49, 'c'))
    expect(changes).toMatchObject([{ count: 3, chatteringAt: expect.any(String) }])
    const { rows } = await database.pool.query(
      `select chattering_at as "chatteringAt", press_before_at is not null as "knowsBefore" from alarm where device_id = 'button-49'`,
    )
    expect(rows).toEqual([{ chatteringAt: new Date(changes[0]?.chatteringAt ?? ''), knowsBefore: true }])
  })

  it('gives the technician one thing to mend for a button that is pressed again and again, counted, and none for an ordinary one (R12)', async () => {
    await ingest(press(48, 'a'), press(48, 'b'))
    await ingest(press(48, 'c'))
    await ingest(press(48, 'd'), press(47, 'a'), press(47, 'b'))
    const { rows } = await database.pool.query(
      `select device_id, kind, count, momentary, closed_at from fault where device_id in ('button-47', 'button-48')`,
    )
    expect(rows).toEqual([{ device_id: 'button-48', kind: 'frequent-press', count: 2, momentary: true, closed_at: null }])
  })

  it('takes what an outage held back for no button that is pressed again and again', async () => {
    const at = (s: number) => new Date(Date.parse('2026-03-02T00:00:00Z') + s * 1000)
    for (let s = 0; s < 6; s++) await ingest(press(46, `x${s}`, { kind: 'test', at: at(s).toISOString() }, { receivedAt: at(s) }))
    const held = [1000, 5000, 9000].map((s) => press(46, `h${s}`, { at: at(s).toISOString() }, { receivedAt: at(20_000) }))
    expect((await ingest(...held)).changes).toMatchObject([{ count: 3, late: true }])
    const { rows } = await database.pool.query(`select kind from fault where device_id = 'button-46'`)
    expect(rows).toEqual([])
  })

  it('opens one alarm when two gateways take presses of one button in the same moment (thingsboard#15583)', async () => {
    for (let i = 0; i < 40; i++) await Promise.all([ingest(press(4, `a${i}`)), ingest(press(4, `b${i}`)), ingest(press(4, `c${i}`))])
    expect(await alarmsOf('button-4')).toMatchObject([{ count: 120, version: 120 }])
    const { rows } = await database.pool.query(`select count(*)::int as n from device_event where device_id = 'button-4'`)
    expect(rows).toEqual([{ n: 120 }])
  })

  it.each([{ counter: 1.5 }, { counter: 1e19 }, { counter: -1e300 }, { battery: 1e-46 }, { battery: 99.123456789 }])(
    'is not lost for a value beside it that no column holds: %j',
    async (value) => {
      const { changes, list } = await ingest(press(12, JSON.stringify(value), value))
      expect(list).toMatchObject([{ accepted: true }])
      expect(changes).toMatchObject([{ kind: 'panic', deviceId: 'button-12' }])
    },
  )

  it('is not lost for a name that no index holds', async () => {
    const long = '三'.repeat(4_000)
    const { changes, list } = await ingest(aPublish(`xiaowei/v1/school-1/${long}/alarm`, { id: 'long', kind: 'panic' }))
    expect(list).toMatchObject([{ accepted: false, reason: 'unknown-device' }])
    expect(changes).toMatchObject([{ kind: 'suspect', schoolId: 'school-1' }])
  })

  it('calls people though the database refuses what it says', async () => {
    await administer(database.url, `alter table device_event add constraint unwanted check (body ->> 'detail' <> 'unwanted')`)
    const changes: Alarm[] = []
    const reasons: (string | null | undefined)[] = []
    const queue = new IntakeQueue({
      pool: database.pool,
      onCommitted: (committed) => void changes.push(...committed),
      onTaken: (taken) => void reasons.push(...taken.map(({ outcome }) => outcome?.reason)),
      onError: () => {},
    })
    await new Promise<void>((resolve) => {
      queue.push(press(13, 'a'), () => {})
      queue.push(press(14, 'b', { detail: 'unwanted' }), resolve)
    })
    await queue.stop()
    await administer(database.url, 'alter table device_event drop constraint unwanted')
    expect(changes).toMatchObject([
      { kind: 'panic', deviceId: 'button-13' },
      { kind: 'suspect', deviceId: 'button-14', schoolId: 'school-1', priority: 1 },
    ])
    expect(reasons).toEqual([null, expect.stringMatching(/^refused-by-database: .*unwanted/)])
  })

  it('keeps a real press apart from an open exercise', async () => {
    await ingest(press(5, 'a', { exercise: 'drill' }))
    await ingest(press(5, 'b'))
    expect(await alarmsOf('button-5')).toMatchObject([{ exercise: 'drill' }, { exercise: null }])
  })

  it('joins keyless copies within two seconds and takes later ones as presses', async () => {
    const at = (ms: number): Partial<Incoming> => ({ receivedAt: new Date(Date.parse('2026-03-02T00:00:00Z') + ms) })
    const topic = 'xiaowei/v1/school-1/button-6/alarm'
    await ingest(aPublish(topic, { kind: 'panic' }, at(0)), aPublish(topic, { kind: 'panic' }, at(1900)))
    await ingest(aPublish(topic, { kind: 'panic' }, at(4500)))
    expect(await alarmsOf('button-6')).toMatchObject([{ count: 2 }])
  })

  it('takes a retained press once, marked late, and never again', async () => {
    const retained = press(7, 'a', {}, { retain: true })
    await ingest(retained)
    await ingest(retained)
    expect(await alarmsOf('button-7')).toMatchObject([{ count: 1, late: true }])
    const faults = await database.pool.query(`select detail from fault where device_id = 'button-7'`)
    expect(faults.rows).toEqual([{ detail: 'retained-press' }])
  })

  it('alarms at both schools when a button reports from another one', async () => {
    await ingest(aPublish('xiaowei/v1/school-2/button-8/alarm', { id: 'a', kind: 'panic' }))
    const { rows } = await database.pool.query(`select school_id, misplaced from alarm where device_id = 'button-8' order by school_id`)
    expect(rows).toEqual([
      { school_id: 'school-1', misplaced: true },
      { school_id: 'school-2', misplaced: true },
    ])
  })

  it('marks a press late that lags its device’s learned clock, whatever that clock shows', async () => {
    const at = (s: number) => new Date(Date.parse('2026-03-02T00:00:00Z') + s * 1000)
    const beat = (s: number, lag: number) =>
      press(9, `x${s}`, { kind: 'test', at: new Date(at(s).getTime() - lag * 1000).toISOString() }, { receivedAt: at(s) })
    for (let s = 0; s < 6; s++) await ingest(beat(s, 3600))
    const { changes } = await ingest(press(9, 'live', { at: at(10 - 3600).toISOString() }, { receivedAt: at(10) }))
    expect(changes).toMatchObject([{ late: false }])
    const late = await ingest(press(9, 'buffered', { kind: 'fire', at: at(20 - 3600 - 120).toISOString() }, { receivedAt: at(20) }))
    expect(late.changes).toMatchObject([{ kind: 'fire', late: true }])
  })
})

describe('dead letters', () => {
  it('keeps a press of an unknown device with its reason, and alarms as suspect, folded', async () => {
    const strange = (id: string) => aPublish('xiaowei/v1/school-1/nobody/alarm', { id, kind: 'panic' })
    const { list, changes } = await ingest(strange('a'), strange('b'))
    expect(list).toMatchObject([{ accepted: false, reason: 'unknown-device' }, { accepted: false }])
    expect(changes).toMatchObject([{ kind: 'suspect', priority: 1, schoolId: 'school-1', deviceId: null, count: 2 }])
  })

  it('are one alarm a school, though two schools have a button of one name', async () => {
    const at = new Date()
    for (const said of [{ id: '1', kind: 'panic' }, { kind: 'panic' }]) {
      const unset = (school: number) =>
        aPublish(`xiaowei/v1/school-${school}/factory-${Object.keys(said).length}/alarm`, said, { receivedAt: at })
      await ingest(unset(1))
      const { changes } = await ingest(unset(2))
      expect(changes).toMatchObject([{ kind: 'suspect', schoolId: 'school-2', count: 1 }])
      expect((await ingest(unset(2))).changes).toEqual([])
    }
  })

  it('ring again at a second press after the acknowledgement where it could be read, and not at more of what nobody can', async () => {
    const acknowledge = (identity: string) =>
      database.pool.query(`update alarm set unacknowledged = false, state = 'acknowledged' where identity = $1`, [identity])
    const strange = (id: string, at: number, more: object = {}) =>
      aPublish('xiaowei/v1/school-1/second/alarm', { id, kind: 'panic', ...more }, { receivedAt: new Date(at) })
    await ingest(strange('a', 0))
    await acknowledge('second')
    expect((await ingest(strange('a', 1_000))).changes).toEqual([])
    expect((await ingest(strange('b', 2_000))).changes).toMatchObject([{ kind: 'suspect', unacknowledged: true, count: 2 }])

    const keyless = (at: number) =>
      aPublish('xiaowei/v1/school-1/keyless/alarm', { kind: 'panic' }, { receivedAt: new Date(Date.UTC(2026, 5, 1) + at) })
    await ingest(keyless(0))
    await acknowledge('keyless')
    expect((await ingest(keyless(1_000))).changes).toEqual([])
    expect((await ingest(keyless(9_000))).changes).toMatchObject([{ unacknowledged: true }])

    const garbage = (at: number) =>
      aPublish('xiaowei/v1/school-1/button-11/alarm', `{"kind":"pan${at}`, { receivedAt: new Date(Date.UTC(2026, 5, 1) + at) })
    await ingest(garbage(0))
    await acknowledge('button-11')
    expect((await ingest(garbage(9_000))).changes).toMatchObject([{ unacknowledged: false, count: 2 }])
  })

  it('alarms as suspect when a registered button sends what nobody can read', async () => {
    const { changes } = await ingest(aPublish('xiaowei/v1/school-1/button-10/alarm', '{"kind":"pan'))
    expect(changes).toMatchObject([{ kind: 'suspect', deviceId: 'button-10' }])
  })

  it('keeps nothing at all as a dead letter where it takes a known retained press away, and alarms as suspect elsewhere', async () => {
    const empty = (button: number) => aPublish(`xiaowei/v1/school-1/button-${button}/alarm`, '')
    await ingest(press(12, 'kept', {}, { retain: true }))
    expect((await ingest(empty(12))).changes).toEqual([])
    const { rows } = await database.pool.query(`select reason from dead_letter where topic like '%button-12%'`)
    expect(rows).toEqual([{ reason: 'no-payload' }])
    // The fault is mended, and of another button nothing was kept.
    await database.pool.query(`update fault set closed_at = now() where device_id = 'button-12' and closed_at is null`)
    for (const button of [12, 15]) {
      const { changes } = await ingest(empty(button))
      expect(changes).toMatchObject([{ kind: 'suspect', priority: 1, deviceId: `button-${button}` }])
    }
  })

  it('keeps garbage of strangers quietly', async () => {
    const { changes } = await ingest(
      aPublish('xiaowei/v1/school-1/nobody-2/alarm', Buffer.from([0, 255, 254])),
      aPublish('other/topic', 'x'),
    )
    expect(changes).toEqual([])
    const { rows } = await database.pool.query(
      `select topic, reason from dead_letter where topic like '%nobody-2%' or topic = 'other/topic'`,
    )
    expect(rows).toHaveLength(2)
  })
})

it('numbers changes gap-free in commit order', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, i) => ingest(press(20 + i, 'a'), press(20 + i, 'b', { kind: 'fire' }))))
  const { rows } = await database.pool.query('select cursor from outbox order by cursor')
  expect(rows.map(({ cursor }) => cursor)).toEqual(rows.map((_, i) => i + 1))
})

it('lets nobody rewrite the log with the application’s rights', async () => {
  await expect(database.pool.query(`update alarm_log set kind = 'x'`)).rejects.toThrow(/permission denied/)
  await expect(database.pool.query('delete from alarm_log')).rejects.toThrow(/permission denied/)
  await expect(database.pool.query('delete from alarm')).rejects.toThrow(/permission denied/)
})

describe('the police platform', () => {
  const CAMERA = '64010400001320000001'
  const row = {
    ...(defaultRows().find(({ id }) => id === 'edge/+/gb') as SourceRow),
    id: 'police',
    filters: ['police/#'],
    baseLevels: 1,
    schoolLevel: null,
    policePlatform: true,
  }
  const catalogue = (items: string) =>
    aPublish(
      'police/64010000002000000001/message',
      `<?xml version="1.0"?><Response><CmdType>Catalog</CmdType><SN>1</SN><DeviceID>64010000002000000001</DeviceID><SumNum>2</SumNum><DeviceList Num="2">${items}</DeviceList></Response>`,
    )
  const listed = async () =>
    (await database.pool.query('select device_id, source, heard_from, removed_on is not null as removed from police_catalog')).rows

  it('proves by its catalogue which of our cameras it has, and takes back what it takes out', async () => {
    decode = createDecoder(() => [row])
    await database.pool.query(
      `insert into device (id, school_id, kind, dialect, source, external_id, name) values ('cam-1', 'school-1', 'camera', 'gb28181', 'edge/school-1/gb', $1, '东门')`,
      [CAMERA],
    )
    const known = `<Item><DeviceID>${CAMERA}</DeviceID><Name>东门</Name><Status>ON</Status></Item>`
    await ingest(catalogue(`${known}<Item><DeviceID>64010400001320000009</DeviceID><Status>ON</Status></Item>`))
    await ingest(catalogue(known))
    const ours = { device_id: 'cam-1', source: 'catalog', heard_from: 'police · 64010000002000000001' }
    expect(await listed()).toEqual([{ ...ours, removed: false }])
    const { rows } = await database.pool.query('select from device_state where device_id = $1 and last_heard_at is not null', ['cam-1'])
    expect(rows).toEqual([]) // that the police list it does not say that it is there

    await ingest(catalogue(`<Item><DeviceID>${CAMERA}</DeviceID><Event>DEL</Event></Item>`))
    expect(await listed()).toEqual([{ ...ours, removed: true }])
  })
})

describe('identities that are not unique in the world', () => {
  const sos = (mount: string, id: string, action?: string) =>
    aPublish(`edge/${mount}/z2m/${id}`, action ? { action } : { battery: 90, linkquality: 80 })
  const senders = async () =>
    (
      await database.pool.query(
        `select kind, device_id, school_id from alarm where source like 'edge/%/z2m' and identity = 'gate sos' order by school_id`,
      )
    ).rows

  it('are not those of another school, though both speak in one batch', async () => {
    await database.pool.query(
      `insert into device (id, school_id, kind, dialect, source, external_id, name) values ('sos-1', 'school-1', 'panicButton', 'zigbee2mqtt', 'edge/school-1/z2m', 'gate sos', '门卫室')`,
    )
    await ingest(sos('school-1', 'gate sos'), sos('school-2', 'gate sos', 'emergency'))
    expect(await senders()).toEqual([{ kind: 'suspect', device_id: null, school_id: 'school-2' }])
  })
})

it('opens no drill for a stranger that calls its press one: the next real press would fold into it', async () => {
  const unknown = (id: string, more: object = {}) => aPublish('xiaowei/v1/school-1/nobody-1/alarm', { id, kind: 'panic', ...more })
  await ingest(unknown('1', { exercise: 'drill' }))
  await ingest(unknown('2'))
  const { rows } = await database.pool.query(`select kind, exercise, count from alarm where identity = 'nobody-1'`)
  expect(rows).toEqual([{ kind: 'suspect', exercise: null, count: 2 }])
})
