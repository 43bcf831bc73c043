import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DecodedEvent } from '#contracts/event.ts'
import { ingestMessages } from '../../server/commands/ingest-messages.ts'
import { createDecoder } from '../../server/gateway/decode-message.ts'
import { saveBeats } from '../../server/store/beat.ts'
import { saveCauses } from '../../server/store/cause-fault.ts'
import { closeQuietFaults, openFault, openHeldFaults } from '../../server/store/fault.ts'
import { watchMeasured } from '../../server/store/measured-fault.ts'
import { transaction } from '../../server/store/pool.ts'
import { aPublish, aRegister } from '../support/builders.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await aRegister(database.pool, { buttons: 2 })
  await database.pool.query(
    `insert into device (id, school_id, kind, dialect, source, external_id, name) values
       ('recorder', 'school-1', 'recorder', 'native', 'native', 'recorder', '录像机'),
       ('camera', 'school-1', 'camera', 'native', 'native', 'camera', '校门'),
       ('door', 'school-1', 'sensor', 'zigbee2mqtt', 'edge/school-1/z2m', 'door', '后门')`,
  )
})
afterAll(() => database.drop())

const beat = (deviceId: string, more: object) =>
  saveBeats(database.pool, [
    { deviceId, heardAt: new Date(), beats: 1, saidOffline: false, offsets: [], battery: null, retentionDays: null, ...more } as never,
  ])
async function open(): Promise<string[]> {
  await watchMeasured(database.pool)
  const { rows } = await database.pool.query<{ kind: string; id: string }>(
    'select kind, device_id as id from fault where closed_at is null order by 1, 2',
  )
  return rows.map(({ kind, id }) => `${kind} ${id}`)
}

it('opens a fault for a clock whose last five messages agree that it is off, and closes it when it is set', async () => {
  await beat('camera', { offsets: [301, 302, 300] })
  expect(await open()).toEqual([])
  await beat('camera', { offsets: [301, 300] })
  await beat('button-1', { offsets: [30, 30, 30, 30, 30] }) // a button stamps no picture
  expect(await open()).toEqual(['clock-offset camera'])
  await beat('camera', { offsets: [1, 0, 1, 1] })
  expect(await open()).toEqual(['clock-offset camera'])
  await beat('camera', { offsets: [0] })
  expect(await open()).toEqual([])
})

it('makes no fault of messages that waited in a queue', async () => {
  await beat('camera', { offsets: [600, 540, 480, 420, 360] })
  expect(await open()).toEqual([])
})

it('opens a fault for a recorder that keeps less than the rule in force asks of its school', async () => {
  await beat('recorder', { retentionDays: 31 })
  expect(await open()).toEqual([])
  await database.pool.query(`update school set pupils = 1500 where id = 'school-1'`)
  expect(await open()).toEqual(['retention-short recorder'])
  await beat('recorder', { retentionDays: 91.2 })
  expect(await open()).toEqual([])
})

it('opens one fault for a battery, by its figure or by the device’s own word', async () => {
  await beat('button-1', { battery: 19 })
  expect(await open()).toEqual(['low-battery button-1'])
  await beat('button-1', { battery: 22 })
  expect(await open()).toEqual(['low-battery button-1'])
  await beat('button-1', { battery: 97 })
  expect(await open()).toEqual([])

  const decode = createDecoder()
  const say = async (batteryLow: boolean) => {
    const heard = decode(aPublish('edge/school-1/z2m/door', { battery_low: batteryLow, linkquality: 90 }))
    if (!('message' in heard)) throw new Error('expected a message')
    const { message, incoming } = heard
    await ingestMessages(database.pool, {
      messages: [message],
      raw: () => ({ ...message, payload: incoming.payload, retained: false }) as never,
    })
  }
  await say(true)
  expect(await open()).toEqual(['low-battery door'])
  await say(false)
  expect(await open()).toEqual([])
})

// What devices tell of themselves, as it lies in the table of faults.
const decoder = createDecoder()
async function take(topic: string, payload: unknown): Promise<void> {
  const heard = decoder(aPublish(topic, payload))
  if (!('message' in heard)) throw new Error('expected a message')
  const { message, incoming } = heard
  await ingestMessages(database.pool, {
    messages: [message],
    raw: () => ({ ...message, payload: incoming.payload, retained: false }) as never,
  })
}
/** One message of several events of `nvr`. */
async function tell(...events: Partial<DecodedEvent>[]): Promise<void> {
  const heard = decoder(aPublish('edge/school-1/isapi/nvr/alert', VIDEO_LOSS(9, 'inactive')))
  if (!('message' in heard)) throw new Error('expected a message')
  const message = {
    ...heard.message,
    decoded: {
      disposition: 'events' as const,
      events: events.map((event) => ({ deviceId: 'nvr', deviceTime: null, timeBasis: 'none', key: null, ...event }) as DecodedEvent),
    },
  }
  await ingestMessages(database.pool, {
    messages: [message],
    raw: () => ({ ...message, payload: Buffer.alloc(0), retained: false }) as never,
  })
}
const VIDEO_LOSS = (channel: number, state: string): string =>
  `<EventNotificationAlert version="2.0"><channelID>${channel}</channelID><dateTime>${new Date().toISOString()}</dateTime><activePostCount>1</activePostCount><eventType>videoloss</eventType><eventState>${state}</eventState></EventNotificationAlert>`
async function faultsOfRecorder(): Promise<string[]> {
  const { rows } = await database.pool.query<{ kind: string; point: string; detail: string | null }>(
    `select kind, point, detail from fault where device_id = 'nvr' and closed_at is null order by 1, 2, 3`,
  )
  return rows.map(({ kind, point, detail }) => [kind, point, detail ?? ''].join(' ').trim())
}

describe('faults that a recorder tells of', () => {
  beforeAll(async () => {
    await database.pool.query(
      `insert into device (id, school_id, kind, dialect, source, external_id, name) values
         ('nvr', 'school-1', 'recorder', 'hikvision-isapi', 'edge/school-1/isapi', 'nvr', '录像机')`,
    )
  })
  beforeEach(async () => {
    await database.pool.query(`update fault set closed_at = now() where device_id = 'nvr' and closed_at is null`)
  })

  it('ends with the picture of its channel, and leaves the other channel dark', async () => {
    await take('edge/school-1/isapi/nvr/alert', VIDEO_LOSS(3, 'active'))
    await take('edge/school-1/isapi/nvr/alert', VIDEO_LOSS(5, 'active'))
    expect(await faultsOfRecorder()).toEqual(['video-loss 3 videoloss', 'video-loss 5 videoloss'])
    await take('edge/school-1/isapi/nvr/alert', VIDEO_LOSS(3, 'inactive'))
    expect(await faultsOfRecorder()).toEqual(['video-loss 5 videoloss'])
    await take('edge/school-1/isapi/nvr/alert', VIDEO_LOSS(5, 'inactive'))
    expect(await faultsOfRecorder()).toEqual([])
  })

  it('has two disks as two faults, and one that begins again with its end stays open', async () => {
    const disk = (number: number, phase: 'active' | 'cleared') => ({ kind: 'storage-fault', phase, detail: 'error', disk: number }) as const
    await tell(disk(1, 'active'), disk(2, 'active'))
    await tell(disk(2, 'cleared'), { kind: 'storage-fault', phase: 'active', detail: 'full', disk: 2 })
    expect(await faultsOfRecorder()).toEqual(['storage-fault disk-1 error', 'storage-fault disk-2 full'])
    await tell({ kind: 'storage-fault', phase: 'cleared' }, disk(1, 'active'))
    expect(await faultsOfRecorder()).toEqual(['storage-fault disk-1 error', 'storage-fault disk-2 full'])
    await tell({ kind: 'storage-fault', phase: 'cleared', disk: 2 })
    await tell({ kind: 'storage-fault', phase: 'cleared' }, disk(1, 'active'))
    expect(await faultsOfRecorder()).toEqual(['storage-fault disk-1 error'])
    await tell({ kind: 'storage-fault', phase: 'cleared' })
    expect(await faultsOfRecorder()).toEqual([])
  })

  it('ends by a word of no place only what is of none, or the only one there is', async () => {
    const lost = (phase: 'active' | 'cleared', more: object = {}) => ({ kind: 'video-loss', phase, ...more }) as const
    await tell(lost('active', { channel: 3 }), lost('active', { channel: 7 }), lost('active'))
    await tell(lost('cleared', { channel: 3 }))
    expect(await faultsOfRecorder()).toEqual(['video-loss', 'video-loss 7'])
    await tell(lost('active', { channel: 3 }), lost('cleared', { channel: 3 }))
    await tell(lost('cleared'))
    expect(await faultsOfRecorder()).toEqual(['video-loss 7'])
    await tell(lost('active', { channel: 3 }))
    await tell(lost('cleared'))
    expect(await faultsOfRecorder()).toEqual(['video-loss 3', 'video-loss 7'])
    await tell(lost('cleared', { channel: 3 }))
    await tell(lost('cleared'))
    expect(await faultsOfRecorder()).toEqual([])
  })

  it('takes what waited while its device was offline in the order it was said', async () => {
    await database.pool.query(`insert into device_state (device_id, clock_samples) values ('nvr', '{0,0,0,0,0}')
      on conflict (device_id) do update set clock_samples = excluded.clock_samples, clock_pending = '{}'`)
    const said = (phase: 'active' | 'cleared', agoS: number) =>
      ({ kind: 'ac-loss', phase, deviceTime: new Date(Date.now() - agoS * 1000).toISOString(), timeBasis: 'utc' }) as const
    await tell(said('active', 300))
    const { rows } = await database.pool.query<{ ago: number }>(
      `select extract(epoch from now() - opened_at)::float8 as ago from fault where device_id = 'nvr' and closed_at is null`,
    )
    expect(rows[0]?.ago).toBeGreaterThan(290)
    await tell(said('cleared', 400))
    expect(await faultsOfRecorder()).toEqual(['ac-loss'])
    await tell(said('cleared', 200))
    expect(await faultsOfRecorder()).toEqual([])
    await tell(said('active', 250))
    expect(await faultsOfRecorder()).toEqual([])
  })

  it('is not mended by its silence', async () => {
    await tell({ kind: 'tamper', phase: 'active', momentary: true })
    await database.pool.query(`insert into work_order (fault_id, school_id, device_id, state, assignee, assigned_by, assigned_at, proof, version)
      select id, school_id, device_id, 'mended', 'tech', 'tech', now(), 'signal', 1 from fault where device_id = 'nvr' and closed_at is null`)
    await database.pool.query(`update fault set last_at = now() - interval '13 hours' where device_id = 'nvr'`)
    await closeQuietFaults(database.pool)
    expect(await faultsOfRecorder()).toEqual(['tamper'])
    await tell({ kind: 'tamper', phase: 'cleared' })
    expect(await faultsOfRecorder()).toEqual([])
  })

  it('never ends before it began, whatever clock tells its end', async () => {
    await tell({ kind: 'tamper', phase: 'active' })
    await database.pool.query(`update fault set opened_at = now() + interval '1 hour' where device_id = 'nvr' and closed_at is null`)
    await tell({ kind: 'tamper', phase: 'cleared' })
    const { rows } = await database.pool.query(`select from fault where device_id = 'nvr' and closed_at < opened_at`)
    expect(rows).toEqual([])
    expect(await faultsOfRecorder()).toEqual([])
  })

  it('leaves what the server found to the server', async () => {
    const detail = 'refused-by-broker: button-8 may not publish here'
    await openFault(database.pool, { kind: 'comms-fault', detail, externalId: 'nvr', source: 'edge/school-1/isapi', at: new Date() })
    await tell({ kind: 'comms-fault', phase: 'cleared' })
    expect(await faultsOfRecorder()).toEqual([`comms-fault  ${detail}`])
  })

  it('ends by quiet where its end is told by nobody', async () => {
    await tell({ kind: 'comms-fault', phase: 'active', detail: 'UPLINK_MIC', momentary: true }, { kind: 'tamper', phase: 'active' })
    await closeQuietFaults(database.pool)
    expect(await faultsOfRecorder()).toEqual(['comms-fault  UPLINK_MIC', 'tamper'])
    await database.pool.query(`update fault set last_at = now() - interval '61 minutes' where device_id = 'nvr'`)
    await closeQuietFaults(database.pool)
    expect(await faultsOfRecorder()).toEqual(['tamper'])
  })

  it('is held while somebody works at the device, and opens after that if it still stands', async () => {
    const { rows } = await database.pool.query<{ id: string }>(
      `insert into maintenance (device_id, school_id, starts_at, ends_at, reason, opened_by)
       values ('nvr', 'school-1', now() - interval '1 minute', now() + interval '1 hour', '清灰', 'tech') returning id`,
    )
    await database.pool.query(`insert into maintenance_device (device_id, maintenance_id) values ('nvr', $1)`, [rows[0]?.id])
    await tell({ kind: 'tamper', phase: 'active', detail: 'case' }, { kind: 'video-loss', phase: 'active', channel: 3 })
    await tell({ kind: 'tamper', phase: 'cleared', detail: 'case' })
    await openHeldFaults(database.pool)
    expect(await faultsOfRecorder()).toEqual([])
    await database.pool.query('update maintenance set ends_at = now() where id = $1', [rows[0]?.id])
    await openHeldFaults(database.pool)
    expect(await faultsOfRecorder()).toEqual(['video-loss 3'])
    await tell({ kind: 'video-loss', phase: 'cleared', channel: 3 })
    expect(await faultsOfRecorder()).toEqual([])
    await openHeldFaults(database.pool)
    expect((await database.pool.query('select from held_fault')).rowCount).toBe(0)
  })

  /** A maintenance of the recorder in which it said so much. @returns how it ends */
  async function maintained(...said: Partial<DecodedEvent>[]): Promise<() => Promise<void>> {
    const { rows } = await database.pool.query<{ id: string }>(
      `insert into maintenance (device_id, school_id, starts_at, ends_at, reason, opened_by)
       values ('nvr', 'school-1', now() - interval '1 minute', now() + interval '1 hour', '清灰', 'tech') returning id`,
    )
    await database.pool.query(`insert into maintenance_device (device_id, maintenance_id) values ('nvr', $1)`, [rows[0]?.id])
    await tell(...said)
    return async () => {
      await database.pool.query('update maintenance set ends_at = now() where id = $1', [rows[0]?.id])
    }
  }
  /** Does the second while the first has opened what was held and has not committed yet. */
  async function whileOpening(second: () => Promise<void>): Promise<void> {
    let running: Promise<void> | undefined
    await transaction(database.pool, async (db) => {
      await openHeldFaults(db)
      running = second()
      const waiting = `select from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()`
      await vi.waitFor(async () => expect((await database.pool.query(waiting)).rowCount).toBe(1), 10_000)
    })
    await running
  }

  it('ends also where it is taken back in the moment of its opening, before anybody sees it', async () => {
    const end = await maintained({ kind: 'tamper', phase: 'active', detail: 'lid' })
    await end()
    await whileOpening(() => tell({ kind: 'tamper', phase: 'cleared', detail: 'lid' }))
    await openHeldFaults(database.pool)
    expect(await faultsOfRecorder()).toEqual([])
  })

  it('stays open where two workers open it at once', async () => {
    const end = await maintained({ kind: 'tamper', phase: 'active', detail: 'lid' })
    await end()
    await whileOpening(() => openHeldFaults(database.pool))
    await openHeldFaults(database.pool)
    expect(await faultsOfRecorder()).toEqual(['tamper  lid'])
  })

  it('is held anew in a new maintenance, though what is left of the one before is not cleared away yet', async () => {
    const first = await maintained({ kind: 'tamper', phase: 'active', detail: 'lid' })
    await first()
    await openHeldFaults(database.pool)
    await database.pool.query(`update fault set closed_at = now() where device_id = 'nvr' and closed_at is null`)
    const second = await maintained({ kind: 'tamper', phase: 'active', detail: 'lid' })
    await openHeldFaults(database.pool)
    expect(await faultsOfRecorder()).toEqual([])
    await second()
    await openHeldFaults(database.pool)
    expect(await faultsOfRecorder()).toEqual(['tamper  lid'])
  })
})

describe('what the watch over the devices found', () => {
  const dark = (node: string, deviceId: string | null) =>
    ({ kind: 'offline', node, below: false, under: [], deviceId, schoolId: 'school-1', since: new Date() }) as const
  const darkNow = async () => {
    const { rows } = await database.pool.query<{ at: string }>(
      `select coalesce(device_id, detail) as at from fault where kind = 'offline' and closed_at is null`,
    )
    return rows.map(({ at }) => at).sort()
  }

  it('is left to the watch when held faults are opened', async () => {
    const found = [dark('camera', 'camera'), dark('/uplink/school-1', null)]
    await transaction(database.pool, (db) => saveCauses(db, { closed: [], merged: [], widened: [] }, found, new Date()))
    await openHeldFaults(database.pool)
    expect(await darkNow()).toEqual(['/uplink/school-1', 'camera'])
  })

  it('is left to it also by an upgrade, which finds what was held', async () => {
    const owner = new pg.Client({ connectionString: database.url })
    await owner.connect()
    try {
      await owner.query('begin')
      await owner.query(
        `alter table fault drop column held; update fault set closed_at = now() where closed_at is null; delete from held_fault`,
      )
      await owner.query(`insert into fault (kind, detail, device_id, school_id, opened_at, last_at, since) values
        ('offline', null, 'camera', 'school-1', now(), now(), now()), ('offline', 'uplink', null, 'school-1', now(), now(), now()),
        ('tamper', 'lid', 'nvr', 'school-1', now(), now(), now()), ('tamper', 'case', 'nvr', 'school-1', now(), now(), now()),
        ('tamper', 'told', 'nvr', 'school-1', now(), now(), null)`)
      // As the migration before left them: a row for what the watch found, and one of the same fault told again in a new maintenance.
      await owner.query(`insert into held_fault (device_id, kind, point, detail, school_id, at, opened_id)
        select device_id, kind, point, coalesce(detail, ''), school_id, since, case when detail = 'lid' then null else id end
        from fault where closed_at is null and since is not null and device_id is not null`)
      await owner.query(await readFile('migrations/0390-mark-held-fault.sql', 'utf8'))
      await openHeldFaults(owner)
      const { rows } = await owner.query<{ kind: string; detail: string | null; held: boolean }>(
        'select kind, detail, held from fault where closed_at is null order by kind, detail',
      )
      expect(rows).toEqual([
        { kind: 'offline', detail: 'uplink', held: false },
        { kind: 'offline', detail: null, held: false },
        { kind: 'tamper', detail: 'case', held: true },
        { kind: 'tamper', detail: 'lid', held: true },
        { kind: 'tamper', detail: 'told', held: false },
      ])
      expect((await owner.query('select from held_fault where opened_id is not null')).rowCount).toBe(2)
    } finally {
      await owner.query('rollback')
      await owner.end()
    }
  })
})
