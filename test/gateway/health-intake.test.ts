import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Incoming } from '../../server/gateway/decode-message.ts'
import { HealthIntake } from '../../server/gateway/health-intake.ts'
import { aPublish, aRegister } from '../support/builders.ts'
import { administer, type FreshDatabase, freshDatabase } from '../support/database.ts'

const DEVICES = 40

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await aRegister(database.pool, { buttons: DEVICES + 2 })
})
afterAll(() => database.drop())

const beat = (device: number, more: object = {}) => aPublish(`xiaowei/v1/school-1/button-${device}/health`, { online: true, ...more })
/** How many of the devices from this number on have been heard. */
const heard = async (from = 1) =>
  (
    await database.pool.query(
      `select from device_state where last_beat_at is not null and substr(device_id, length('button-') + 1)::int >= $1`,
      [from],
    )
  ).rows.length

it('writes the beats of all others when the database refuses one of them, and keeps that one as a dead letter', async () => {
  await administer(database.url, `alter table device_state add constraint unwanted check (battery <> 13)`)
  const letters: Incoming[] = []
  const intake = new HealthIntake({ pool: database.pool, onUnknown: (incoming) => void letters.push(incoming), onError: () => {} })
  const odd = beat(17, { battery: 13 })
  for (let device = 1; device <= DEVICES; device++) intake.take(device === 17 ? odd : beat(device))
  await intake.stop()
  await administer(database.url, 'alter table device_state drop constraint unwanted')
  expect(await heard()).toBe(DEVICES - 1)
  expect(letters).toEqual([odd])
})

it('takes values that no column holds as what they are near to, or as not said', async () => {
  const errors: Error[] = []
  const intake = new HealthIntake({ pool: database.pool, onUnknown: () => {}, onError: (error) => void errors.push(error) })
  intake.take(beat(DEVICES + 1, { battery: 1e-46, retentionDays: 1e-300 }))
  intake.take(beat(DEVICES + 2, { battery: 1e308, retentionDays: -1 }))
  await intake.stop()
  expect(errors).toEqual([])
  expect(await heard(DEVICES + 1)).toBe(2)
})
