import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openMaintenance } from '../../server/commands/open-maintenance.ts'
import { DeviceWatch } from '../../server/commands/watch-devices.ts'
import { readFaultBoard } from '../../server/store/fault-board.ts'
import { aPrincipal, aRegister } from '../support/builders.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

let database: FreshDatabase
beforeEach(async () => {
  await database?.drop()
  database = await freshDatabase()
  await aRegister(database.pool, { buttons: 2 })
  await database.pool.query(`
    insert into device (id, school_id, kind, dialect, source, external_id, name, parent_id, synthetic) values
      ('recorder', 'school-1', 'recorder', 'native', 'native', 'recorder', '录像机', null, true),
      ('lone', 'school-1', 'camera', 'native', 'native', 'lone', '校门', null, true);
    insert into device (id, school_id, kind, dialect, source, external_id, name, parent_id, synthetic)
      select 'camera-' || n, 'school-1', 'camera', 'native', 'native', 'camera-' || n, '走廊', 'recorder', true from generate_series(1, 8) n;
    insert into device (id, school_id, kind, dialect, source, external_id, name, synthetic)
      select 'other-' || n, 'school-2', 'camera', 'native', 'native', 'other-' || n, '走廊', true from generate_series(1, 4) n;
    insert into device_state (device_id) select id from device;
    insert into probe (instance, sent_at, committed_at, listening_at) values ('a', now(), now(), now())`)
})
afterAll(() => database.drop())

/** Everything whose id fits was last heard so long ago; the gateway listens. */
async function heard(like: string, secondsAgo: number): Promise<void> {
  await database.pool.query(
    `update device_state set last_heard_at = now() - make_interval(secs => $2), said_offline = false, said_offline_at = null where device_id like $1`,
    [like, secondsAgo],
  )
  await database.pool.query('update probe set committed_at = now(), listening_at = now()')
}

const watch = () => new DeviceWatch(database.pool, 'test')
const open = async () => {
  const { rows } = await database.pool.query<{ kind: string; node: string; under: number }>(
    `select kind, coalesce(device_id, detail) as node, (select count(*)::int from fault_under where fault_id = fault.id) as under
     from fault where closed_at is null and merged_into is null order by 2`,
  )
  return rows.map(({ kind, node, under }) => `${kind} ${node} ${under}`)
}
const intervals = async (id: string) => {
  const { rows } = await database.pool.query<{ state: string; running: boolean }>(
    `select state, until = 'infinity' as running from device_interval where device_id = $1 order by since`,
    [id],
  )
  return rows.map(({ state, running }) => (running ? `${state} …` : state))
}

describe('the watch over all devices', () => {
  it('writes an interval on a transition and nothing in between', async () => {
    await heard('%', 150)
    const one = watch()
    expect(await one.look()).toBe(16)
    expect(await one.look()).toBe(0)
    await heard('camera-1', 300)
    expect(await one.look()).toBe(1)
    expect(await one.look()).toBe(0)
    expect(await intervals('camera-1')).toEqual(['online', 'offline …'])
    await heard('camera-1', 0)
    expect(await one.look()).toBe(1)
    expect(await intervals('camera-1')).toEqual(['online', 'offline', 'online …'])
  })

  it('makes one fault of a recorder with its cameras, of a school’s uplink, and leaves what was dark before', async () => {
    await heard('%', 150)
    const one = watch()
    await one.look()
    await heard('camera-1', 400)
    await one.look()
    expect(await open()).toEqual(['offline camera-1 0'])
    await heard('camera-%', 400)
    await heard('recorder', 400)
    await one.look()
    expect(await open()).toEqual(['offline recorder 8'])
    await heard('lone', 400)
    await one.look()
    expect(await open()).toEqual(['offline /uplink/school-1 10'])
    const { items } = await readFaultBoard(database.pool, aPrincipal({ role: 'technician' }))
    expect(items).toMatchObject([{ cause: 'uplink', loss: 'alarm', schoolId: 'school-1', under: { total: 10, cameras: 9 } }])
    // All are back but the first; a minute later it is its own fault again, and the same one as before.
    await heard('%', 1)
    await heard('camera-1', 400)
    await one.look()
    await database.pool.query(
      `update device_interval set since = since - interval '2 minutes' where until = 'infinity' and state = 'online'`,
    )
    await watch().look()
    expect(await open()).toEqual(['offline camera-1 0'])
    const { rows } = await database.pool.query(`select count(*)::int as n from fault where device_id = 'camera-1'`)
    expect(rows[0]?.n).toBe(1)
  })

  it('makes no transition of its own absence, and none of the forty that were dark before', async () => {
    await heard('%', 20)
    await heard('other-%', 500)
    await watch().look()
    expect(await open()).toEqual(['offline /uplink/school-2 4'])
    // The server was away for ten minutes; its devices come back one by one.
    await database.pool.query(`update watch set lease_until = null, listened_until = now() - interval '10 minutes'`)
    await database.pool.query(`update device_state set last_heard_at = last_heard_at - interval '10 minutes'`)
    await database.pool.query(`update probe set committed_at = now() - interval '10 minutes', listening_at = now() - interval '10 minutes'`)
    const back = watch()
    expect(await back.look()).toBe(0) // still deaf
    await heard('camera-1', 0)
    expect(await back.look()).toBe(0)
    expect(await open()).toEqual(['offline /uplink/school-2 4'])
    const { rows } = await database.pool.query(`select extract(epoch from until - since)::int as s from deafness`)
    expect(rows[0]?.s).toBeGreaterThan(595)
  })

  it('gives wills that came with the end of a broker no weight until their devices have had time to return', async () => {
    await heard('%', 5)
    const one = watch()
    await one.look()
    await database.pool.query(`update device_state set said_offline = true, said_offline_at = now() - interval '31 seconds'`)
    await database.pool.query(`insert into deafness (since, until) values (now() - interval '30 seconds', now() - interval '2 seconds')`)
    expect(await one.look()).toBe(0)
  })

  it('leaves devices in maintenance without fault, with everything below them, and their time apart', async () => {
    await heard('%', 150)
    const one = watch()
    await one.look()
    const endsAt = new Date(Date.now() + 3_600_000).toISOString()
    const answer = await openMaintenance(database.pool, aPrincipal({ role: 'technician' }), {
      deviceId: 'recorder',
      endsAt,
      reason: '换硬盘',
    })
    expect(answer).toMatchObject({ ok: true, window: { devices: 9, schoolId: 'school-1' } })
    await heard('camera-%', 900)
    await heard('recorder', 900)
    expect(await one.look()).toBe(9)
    expect(await open()).toEqual([])
    expect(await intervals('camera-3')).toEqual(['online', 'maintenance …'])
  })

  it('tells a school whose last button is dead, and only it', async () => {
    await heard('%', 150)
    await heard('button-1', 26 * 3_600)
    const one = watch()
    await one.look()
    const gaps = async () =>
      (await database.pool.query(`select school_id, reason, ended_at is null as open from alarm_gap order by 1`)).rows
    // The other school never had a button: that, too, is no way to call.
    expect(await gaps()).toEqual([{ school_id: 'school-2', reason: 'noButton', open: true }])
    await heard('button-2', 26 * 3_600)
    await one.look()
    expect(await gaps()).toContainEqual({ school_id: 'school-1', reason: 'dead', open: true })
    await heard('button-2', 0)
    await one.look()
    await database.pool.query(`update device_interval set since = since - interval '2 minutes' where until = 'infinity'`)
    await watch().look()
    expect(await gaps()).toContainEqual({ school_id: 'school-1', reason: 'dead', open: false })
  })

  it('asks no school that is closed, merged or still to open for a button', async () => {
    const today = (days: number) => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10)
    await database.pool.query(
      `insert into school (id, name, level, township_id, synthetic) select id, id, 'primary', (select min(id) from township), true
       from unnest(array['gone', 'coming', 'going']) as x(id)`,
    )
    await database.pool.query(
      `insert into school_life (school_id, opened_on, closed_on) values ('gone', null, $1), ('coming', $2, null), ('going', null, $2)`,
      [today(0), today(1)],
    )
    await heard('%', 1)
    await watch().look()
    const { rows } = await database.pool.query<{ id: string }>(`select school_id as id from alarm_gap where ended_at is null order by 1`)
    expect(rows.map(({ id }) => id)).toEqual(['going', 'school-2'])
  })

  it('keeps what costs most on the board when there are more faults than it holds, and of those the oldest', async () => {
    await database.pool.query(`
      insert into device (id, school_id, kind, dialect, source, external_id, name, synthetic)
        select 'many-' || n, 'school-1', 'camera', 'native', 'native', 'many-' || n, '走廊', true from generate_series(1, 2000) n;
      insert into fault (kind, device_id, school_id, opened_at, last_at)
        select 'video-loss', 'many-' || n, 'school-1', now() - make_interval(mins => n), now() from generate_series(1, 2000) n;
      insert into fault (kind, device_id, school_id, opened_at, last_at) values ('low-battery', 'button-1', 'school-1', now() - interval '90 days', now())`)
    const { items, total } = await readFaultBoard(database.pool, aPrincipal({ role: 'technician' }))
    expect([total, items.length, items[0]?.deviceId]).toEqual([2001, 2000, 'button-1'])
    const shown = new Set(items.map(({ deviceId }) => deviceId))
    expect([shown.has('many-2000'), shown.has('many-1')]).toEqual([true, false])
  })

  it('is kept by one worker, and taken over when that one leaves', async () => {
    await heard('%', 1)
    const [first, second] = [new DeviceWatch(database.pool, 'first'), new DeviceWatch(database.pool, 'second')]
    expect(await first.look()).toBe(16)
    expect(await second.look()).toBeNull()
    await first.leave()
    expect(await second.look()).toBe(0)
  })
})
