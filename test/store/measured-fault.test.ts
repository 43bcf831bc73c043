import { afterAll, beforeAll, expect, it } from 'vitest'
import { ingestMessages } from '../../server/commands/ingest-messages.ts'
import { createDecoder } from '../../server/gateway/decode-message.ts'
import { saveBeats } from '../../server/store/beat.ts'
import { watchMeasured } from '../../server/store/measured-fault.ts'
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
