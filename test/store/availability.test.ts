import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Interval, timeInStates } from '#domain/availability.ts'
import { listAvailability, readHistory, rollDevices, rollSchools } from '../../server/store/availability.ts'
import { aPrincipal, aRegister } from '../support/builders.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

const DAY = '2026-03-02'
const FROM = Date.parse(`${DAY}T00:00:00+08:00`)
const HOUR = 3_600_000

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await aRegister(database.pool, { buttons: 1 })
})
afterAll(() => database.drop())

const write = (intervals: readonly Interval[]) =>
  database.pool.query(
    `insert into device_interval (device_id, state, since, until)
     select 'button-1', state, to_timestamp(since / 1000.0), case when until is null then 'infinity' else to_timestamp(until / 1000.0) end
     from jsonb_to_recordset($1::jsonb) as i(state text, since float8, until float8)`,
    [JSON.stringify(intervals.map((i) => ({ ...i, until: Number.isFinite(i.until) ? i.until : null })))],
  )

it('rolls a Shanghai day up as the pure rule counts it', async () => {
  const course = fc
    .tuple(
      fc.integer({ min: -20, max: 20 }),
      fc.array(fc.tuple(fc.constantFrom('online', 'offline', 'maintenance'), fc.integer({ min: 1, max: 9 })), {
        minLength: 1,
        maxLength: 8,
      }),
    )
    .map(([start, steps]) => {
      let at = FROM + start * HOUR
      return steps.map(([state, hours], i): Interval => {
        const since = at
        at += hours * HOUR
        return { state, since, until: i === steps.length - 1 ? Number.POSITIVE_INFINITY : at }
      })
    })
  await fc.assert(
    fc.asyncProperty(course, async (intervals) => {
      await database.pool.query('delete from device_interval; delete from device_day')
      await write(intervals)
      await rollDevices(database.pool, DAY, '', 100)
      const { rows } = await database.pool.query('select online_s, offline_s, unknown_s, maintenance_s from device_day')
      const counted = Math.max(FROM, intervals[0]?.since ?? FROM)
      if (counted >= FROM + 24 * HOUR) {
        expect(rows).toEqual([])
        return
      }
      const pure = timeInStates(intervals, counted, FROM + 24 * HOUR)
      expect(rows[0]).toEqual({ online_s: pure.online, offline_s: pure.offline, unknown_s: pure.unknown, maintenance_s: pure.maintenance })
    }),
    { numRuns: 40 },
  )
})

it('counts no seconds below none for intervals that overlap over the day’s edge', async () => {
  await database.pool.query('delete from device_interval; delete from device_day')
  await write([
    { state: 'offline', since: FROM - 4 * HOUR, until: FROM + 2 * HOUR },
    { state: 'online', since: FROM - 2 * HOUR, until: Number.POSITIVE_INFINITY },
  ])
  await rollDevices(database.pool, DAY, '', 100)
  const { rows } = await database.pool.query('select online_s, offline_s, unknown_s from device_day')
  expect(rows).toEqual([{ online_s: 86_400, offline_s: 0, unknown_s: 0 }])
})

it('answers by school, kind, day and device within the reader’s scope, maintenance and unknown apart', async () => {
  await database.pool.query('delete from device_interval; delete from device_day')
  await write([
    { state: 'online', since: FROM, until: FROM + 12 * HOUR },
    { state: 'offline', since: FROM + 12 * HOUR, until: FROM + 18 * HOUR },
    { state: 'maintenance', since: FROM + 18 * HOUR, until: Number.POSITIVE_INFINITY },
  ])
  await rollDevices(database.pool, DAY, '', 100)
  await rollSchools(database.pool, DAY)
  const query = { from: DAY, to: '2026-03-03', limit: 10 }
  const technician = aPrincipal({ role: 'technician' })
  const seconds = { onlineS: 43_200, offlineS: 21_600, unknownS: 0, maintenanceS: 21_600, availability: 66.66 }
  for (const [by, key] of [
    ['school', 'school-1'],
    ['kind', 'panicButton'],
    ['day', DAY],
    ['device', 'button-1'],
  ] as const)
    expect((await listAvailability(database.pool, technician, { ...query, by })).items).toEqual([{ key, ...seconds }])
  const elsewhere = aPrincipal({ role: 'schoolOfficer', scope: { kind: 'school', ids: ['school-2'] }, schoolIds: ['school-2'] })
  for (const by of ['school', 'device'] as const)
    expect((await listAvailability(database.pool, elsewhere, { ...query, by })).items).toEqual([])
  const vendor = aPrincipal({ role: 'vendor', scope: { kind: 'vendor', ids: ['acme'] } })
  expect((await listAvailability(database.pool, vendor, { ...query, by: 'school' })).items).toEqual([])
  await database.pool.query(`update device set vendor_id = 'acme' where id = 'button-1'`)
  expect((await listAvailability(database.pool, vendor, { ...query, by: 'school' })).items).toEqual([{ key: 'school-1', ...seconds }])
})

it('tells a device’s past with what still runs', async () => {
  const history = await readHistory(database.pool, 'button-1', 800)
  expect(history.intervals.at(-1)).toMatchObject({ state: 'maintenance', until: null })
})

it('counts of two intervals that overlap the later one, so that a day has no more hours than a day', async () => {
  await database.pool.query('delete from device_interval; delete from device_day')
  await write([
    { state: 'online', since: FROM, until: FROM + 20 * HOUR },
    { state: 'offline', since: FROM + 12 * HOUR, until: FROM + 18 * HOUR },
    { state: 'online', since: FROM + 17 * HOUR, until: Number.POSITIVE_INFINITY },
  ])
  await rollDevices(database.pool, DAY, '', 100)
  const { rows } = await database.pool.query('select online_s, offline_s, unknown_s, maintenance_s from device_day')
  expect(rows).toEqual([{ online_s: 19 * 3600, offline_s: 5 * 3600, unknown_s: 0, maintenance_s: 0 }])
})
