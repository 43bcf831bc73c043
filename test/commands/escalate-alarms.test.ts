import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { escalateAlarms } from '../../server/commands/escalate-alarms.ts'
import { noteShown } from '../../server/commands/note-shown.ts'
import { aPrincipal, aRegister } from '../support/builders.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

const MANY = 700

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await aRegister(database.pool, { buttons: MANY })
  await database.pool.query(
    `with head as (update alarm_cursor set value = value + $1 returning value - $1 as base)
     insert into alarm (id, kind, state, unacknowledged, priority, device_priority, school_id, device_id, source, identity, point, received_at,
       last_press_at, unacknowledged_since, changed_at, count, late, silent, released, misplaced, time_trusted, escalation, fold_key, version, cursor)
     select gen_random_uuid(), 'panic', 'new', true, 1, 1, 'school-1', 'button-' || n, 'native', 'button-' || n, '', now(),
       now() - interval '90 seconds', now() - interval '16 seconds', now(), 1, false, false, false, false, true, 0, 'fold-' || n, 1, head.base + n
     from head, generate_series(1, $1::int) n`,
    [MANY],
  )
})
afterAll(() => database.drop())

const run = async (): Promise<Alarm[]> => {
  const changes: Alarm[] = []
  await escalateAlarms(database.pool, (alarms) => changes.push(...alarms))
  return changes
}

it('lifts more alarms than one run takes: who waits for the next step keeps nobody from the first', async () => {
  const lifted = [...(await run()), ...(await run()), ...(await run())]
  expect(lifted).toHaveLength(MANY)
  expect(lifted.every(({ escalation }) => escalation === 1)).toBe(true)
})

it('proves a button by the moment of its press, however often a screen is loaded anew', async () => {
  const { rows } = await database.pool.query<{ id: string; version: number }>(`select id, version from alarm where device_id = 'button-1'`)
  const { id: alarmId = '', version = 0 } = rows[0] ?? {}
  await database.pool.query(`insert into device_state (device_id) values ('button-1') on conflict do nothing`)
  for (const screen of ['first', 'second']) await noteShown(database.pool, { alarmId, version, screen, by: aPrincipal() })
  const proven = await database.pool.query(
    `select t.proven_at = a.last_press_at as "isThePress" from device_state t join alarm a on a.device_id = t.device_id where t.device_id = 'button-1'`,
  )
  expect(proven.rows).toEqual([{ isThePress: true }])
})

it('names every step in the log, also those that fell due while no server ran (R2)', async () => {
  const { rows } = await database.pool.query<{ id: string }>(
    `update alarm set unacknowledged_since = now() - interval '90 seconds', escalation = 0 where device_id = 'button-2' returning id`,
  )
  expect(await run()).toMatchObject([{ deviceId: 'button-2', escalation: 3 }])
  const log = await database.pool.query(
    `select data from alarm_log where alarm_id = $1 and kind = 'escalated' and version = (select version from alarm where id = $1) order by id`,
    [rows[0]?.id],
  )
  expect(log.rows.map(({ data }) => data)).toEqual([
    { level: 1, reaches: ['operator'] },
    { level: 2, reaches: ['shiftLeader', 'guard', 'schoolOfficer'] },
    { level: 3, reaches: ['dutyLeader'] },
  ])
})
