import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FaultBoard } from '#contracts/fault-board.ts'
import { noteLostCampuses } from '../../server/store/campus.ts'
import { aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  await world.owner.query(
    `insert into alarm (id, kind, state, unacknowledged, priority, school_id, source, identity, point, received_at, last_press_at, unacknowledged_since, changed_at, count, late, silent, escalation, version, cursor)
       select gen_random_uuid(), 'panic', 'new', true, 1, $1, 'native', 'x' || n, '', now(), now(), now(), now(), 1, false, false, 0, 1, n from generate_series(1, 2) n`,
    [NORTH],
  )
  await world.owner.query(
    `insert into venue (kind, name, lng, lat, accuracy_m, entered_by) values ('kiosk', 'here', 106.2, 38.4, 3, 'x'), ('kiosk', 'off', 106.2, 38.4, 3, 'x')`,
  )
})
afterAll(() => world.stop())

const PLACED = ['device', 'alarm', 'unregistered', 'hazard', 'file', 'belt_survey', 'venue']
const OFF = [
  [106.2, 90.1],
  [-180.1, 38.4],
  ['NaN', 38.4],
  [106.2, 'Infinity'],
] as const

it('lets nobody write a position that is not on the earth, not even by SQL', async () => {
  const { rows } = await world.owner.query<{ t: string }>(
    `select conrelid::regclass::text as t from pg_constraint where contype = 'c' and conname like '%on_the_map'`,
  )
  expect(rows.map(({ t }) => t).sort()).toEqual([...PLACED, 'campus', 'campus_draft'].sort())
  for (const [lng, lat] of OFF)
    for (const table of ['device', 'alarm', 'venue'])
      await expect(world.owner.query(`update ${table} set lng = $1, lat = $2`, [lng, lat])).rejects.toThrow(`${table}_on_the_map`)
  await world.owner.query('update device set lng = 180, lat = -90')
  for (const zone of ['[[[106.2, 91], [106.3, 38], [106.2, 38]]]', '[[["106", 38], [106.3, 38], [106.2, 38]]]', '[[[106.2], [106.3, 38]]]'])
    await expect(world.owner.query(`update campus set zone = jsonb_set(zone, '{coordinates}', $1)`, [zone])).rejects.toThrow(
      'campus_on_the_map',
    )
  const gate = [{ name: '南门', position: [181, 38] }]
  await expect(world.owner.query('update campus set gates = $1', [JSON.stringify(gate)])).rejects.toThrow('campus_on_the_map')
})

it('costs nobody the other rows where one was written before', async () => {
  for (const table of ['device', 'alarm', 'venue', 'campus'])
    await world.owner.query(`alter table ${table} drop constraint ${table}_on_the_map`)
  const get = async (url: string) => {
    const answer = await world.as('bureau', { url: `/api/v1${url}` })
    expect([url, answer.statusCode]).toEqual([url, 200])
    return answer.json()
  }
  const belts = (await get('/campuses')).features.length
  await world.owner.query(`update campus set zone = jsonb_set(zone, '{coordinates,0,0,1}', '91') where school_id = $1`, [SOUTH])
  await world.owner.query(`update venue set lat = 90.1 where name = 'off'`)
  for (const [lng, lat] of OFF) {
    await world.owner.query('update device set lng = $1, lat = $2 where school_id = $3', [lng, lat, SOUTH])
    await world.owner.query(`update alarm set lng = $1, lat = $2 where identity = 'x1'`, [lng, lat])
    const { items } = await get('/devices')
    expect(items.map(({ position }: { position: unknown }) => position)).toEqual(expect.arrayContaining([null, [180, -90]]))
    expect((await get('/alarms')).items).toHaveLength(2)
    expect((await get('/devices/places?kind=panicButton')).lng).toContain(null)
    const sites = (await world.as('guard2', { url: '/api/v1/site' })).json().schools
    expect(sites[0].buttons[0].position).toBeNull()
  }
  expect((await get('/campuses')).features).toHaveLength(belts - 1)
  const told = async () =>
    ((await world.as('systemAdmin', { url: '/api/v1/fault-board' })).json() as FaultBoard).items.filter(
      ({ kind }) => kind === 'off-the-map',
    )
  await noteLostCampuses(world.pool)
  await noteLostCampuses(world.pool)
  expect(await told()).toMatchObject([{ cause: 'campus', schoolId: SOUTH, loss: 'other' }])
  await world.owner.query(`update campus set zone = jsonb_set(zone, '{coordinates,0,0,1}', '38.4') where school_id = $1`, [SOUTH])
  await noteLostCampuses(world.pool)
  expect(await told()).toEqual([])
  expect((await get('/venues')).items.map(({ name }: { name: string }) => name)).toEqual(['here'])
})
