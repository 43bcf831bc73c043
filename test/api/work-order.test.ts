import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { verifyWorkOrders } from '../../server/commands/command-work-order.ts'
import { aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  await world.owner.query('insert into device_state (device_id) select id from device')
})
afterAll(() => world.stop())

let keys = 0
const post = (user: string, url: string, payload: object, key = `k${++keys}`) =>
  world.as(user, { method: 'POST', url: `/api/v1${url}`, payload, headers: { 'idempotency-key': key } })

const read = async (user: string, id: string) => (await world.as(user, { url: `/api/v1/work-orders/${id}` })).json()

const faultAt = async (school: string) => {
  const { rows } = await world.owner.query<{ id: string }>('select id from fault where school_id = $1 order by opened_at limit 1', [school])
  return rows[0]?.id as string
}

it('takes a button’s fault from a technician’s hand to a proven press, and repeats its answer to a repeated key', async () => {
  const faultId = await faultAt(SOUTH)
  const opened = await post('technician', '/work-orders', { faultId }, 'first')
  expect([opened.statusCode, opened.json()]).toMatchObject([201, { state: 'assigned', assignee: 'technician', proof: 'press', version: 1 }])
  expect((await post('technician', '/work-orders', { faultId }, 'first')).json()).toEqual(opened.json())
  expect((await post('technician', '/work-orders', { faultId })).statusCode).toBe(409)
  const { id } = opened.json()
  const started = await post('technician', `/work-orders/${id}/start`, { version: 1, doneAt: '2026-03-02T08:00:00+08:00' })
  expect(started.json()).toMatchObject({ state: 'onTheWay', version: 2 })
  const late = await post('technician', `/work-orders/${id}/mend`, { version: 1 })
  expect([late.statusCode, late.json().detail]).toEqual([
    409,
    'version 1 was seen; technician（示例） changed the order since, it is at 2 and onTheWay',
  ])
  expect((await post('technician', `/work-orders/${id}/mend`, { version: 2, note: '换电池' })).json()).toMatchObject({ state: 'mended' })
  const early = await post('technician', `/work-orders/${id}/verify`, { version: 3 })
  expect([early.statusCode, early.json().detail]).toEqual([409, 'not verified: no press since has come through to a screen'])
  await verifyWorkOrders(world.pool)
  expect(await read('technician', id)).toMatchObject({ state: 'mended' })
  await world.owner.query('update device_state set proven_at = now() where device_id = $1', [`${SOUTH}-b`])
  await verifyWorkOrders(world.pool)
  const done = await read('technician', id)
  expect(done).toMatchObject({ state: 'verified', verifiedBy: null })
  expect(done.log.map(({ kind, by, doneAt }: { kind: string; by: string; doneAt: string }) => [kind, by, doneAt])).toEqual([
    ['assigned', 'technician', null],
    ['onTheWay', 'technician', '2026-03-02T00:00:00.000Z'],
    ['mended', 'technician', null],
    ['verified', null, null],
  ])
})

it('gives a vendor its own devices alone', async () => {
  const [north, south] = [await faultAt(NORTH), await faultAt(SOUTH)]
  expect((await post('vendor', '/work-orders', { faultId: south })).statusCode).toBe(404)
  expect((await post('vendor', '/work-orders', { faultId: north, assignee: 'technician' })).statusCode).toBe(422)
  const opened = await post('vendor', '/work-orders', { faultId: north })
  expect(opened.statusCode).toBe(201)
  const board = (await world.as('vendor', { url: '/api/v1/fault-board' })).json()
  expect(board.items.map(({ schoolId }: { schoolId: string }) => schoolId)).toEqual([NORTH])
  expect(board.items[0]).toMatchObject({ loss: 'alarm', hours: 4, order: { assignee: 'vendor' } })
  const paused = await post('vendor', `/work-orders/${opened.json().id}/pause`, { version: 1, note: '等备件' })
  expect(paused.json()).toMatchObject({ pauseReason: '等备件' })
  expect((await world.as('vendor', { url: '/api/v1/fault-board' })).json().items[0].dueAt).toBeNull()
  expect(
    (await world.as('officer2', { url: '/api/v1/work-orders' })).json().items.map(({ schoolId }: { schoolId: string }) => schoolId),
  ).toEqual([SOUTH])
})

it('lets a press prove what was mended before it, though the phone could tell of the mending only later', async () => {
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()
  const { rows } = await world.owner.query<{ id: string }>(
    `insert into fault (kind, device_id, school_id, opened_at, last_at) values ('tamper', $1, $2, $3, $3) returning id`,
    [`${SOUTH}-b`, SOUTH, hoursAgo(3)],
  )
  const { id } = (await post('technician', '/work-orders', { faultId: rows[0]?.id, doneAt: hoursAgo(2) })).json()
  await world.owner.query('update device_state set proven_at = $2 where device_id = $1', [`${SOUTH}-b`, hoursAgo(1)])
  const doneAt = hoursAgo(1.1)
  const mended = (await post('technician', `/work-orders/${id}/mend`, { version: 1, doneAt })).json()
  expect(mended).toMatchObject({ state: 'mended', mendedAt: doneAt, missingProof: null })
  await verifyWorkOrders(world.pool)
  expect(await read('technician', id)).toMatchObject({ state: 'verified' })
})

/** The button of a school is a recorder that is online for the length of a test. */
async function asRecorder(device: string): Promise<void> {
  await world.owner.query(`update device set kind = 'recorder' where id = $1`, [device])
  onTestFinished(async () => {
    await world.owner.query(`update device set kind = 'panicButton' where id = $1`, [device])
  })
  await world.owner.query(
    `insert into device_interval (device_id, state, since, until) select $1, 'online', now() - interval '1 day', 'infinity'
     where not exists (select from device_interval where device_id = $1 and until = 'infinity')`,
    [device],
  )
  await world.owner.query(`update device_interval set state = 'online' where device_id = $1 and until = 'infinity'`, [device])
}
async function mended(by: string, school: string, kind: string, momentary: boolean): Promise<string> {
  const { rows } = await world.owner.query<{ id: string }>(
    `insert into fault (kind, device_id, school_id, opened_at, last_at, momentary) values ($1, $2, $3, now(), now(), $4) returning id`,
    [kind, `${school}-b`, school, momentary],
  )
  const { id } = (await post(by, '/work-orders', { faultId: rows[0]?.id })).json()
  expect((await post(by, `/work-orders/${id}/mend`, { version: 1 })).json()).toMatchObject({ state: 'mended', proof: 'signal' })
  return id
}

it('ends a fault that only happened by the next sign of life, and one whose end is never told by a word with its reason', async () => {
  const device = `${SOUTH}-b`
  await asRecorder(device)
  const once = await mended('technician', SOUTH, 'low-battery', true)
  const never = await mended('technician', SOUTH, 'device-fault', false)
  await world.owner.query(`update device_state set last_heard_at = now() - interval '1 hour' where device_id = $1`, [device])
  await verifyWorkOrders(world.pool)
  expect(await read('technician', once)).toMatchObject({ state: 'mended' })
  expect((await post('technician', `/work-orders/${never}/verify`, { version: 2, note: '已更换电源' })).statusCode).toBe(409)
  await world.owner.query('update device_state set last_heard_at = now() where device_id = $1', [device])
  await verifyWorkOrders(world.pool)
  expect(await read('technician', once)).toMatchObject({ state: 'verified', verifiedBy: null })
  expect(await read('technician', never)).toMatchObject({ state: 'mended', missingProof: 'the fault is still open', mayTakeWord: true })
  const without = await post('technician', `/work-orders/${never}/verify`, { version: 2 })
  expect([without.statusCode, without.json().errors[0].path]).toEqual([422, 'body.note'])
  expect((await post('technician', `/work-orders/${never}/verify`, { version: 2, note: '已更换电源' })).json()).toMatchObject({
    state: 'verified',
    verifiedBy: 'technician',
  })
  expect((await read('technician', never)).log.at(-1)).toMatchObject({ kind: 'verified', by: 'technician', note: '已更换电源' })
  const { rows } = await world.owner.query('select from fault where device_id = $1 and closed_at is null and kind = any($2)', [
    device,
    ['low-battery', 'device-fault'],
  ])
  expect(rows).toEqual([])
})

it('takes no vendor’s word for what he mended himself, and nobody’s where the device has told of its fault again', async () => {
  const device = `${NORTH}-b`
  await asRecorder(device)
  const id = await mended('vendor', NORTH, 'device-fault', false)
  await world.owner.query('update device_state set last_heard_at = now() where device_id = $1', [device])
  const lastAt = (interval: string) =>
    world.owner.query(`update fault set last_at = o.mended_at + $2::interval from work_order o where o.id = $1 and fault.id = o.fault_id`, [
      id,
      interval,
    ])
  const word = (user: string) => post(user, `/work-orders/${id}/verify`, { version: 2, note: '已看过' })
  expect(await read('vendor', id)).toMatchObject({ mayTakeWord: false })
  expect((await word('vendor')).statusCode).toBe(409)
  await lastAt('1 second')
  expect((await word('technician')).statusCode).toBe(409)
  await lastAt('0')
  expect(await read('technician', id)).toMatchObject({ mayTakeWord: true })
  expect((await word('technician')).json()).toMatchObject({ state: 'verified', verifiedBy: 'technician' })
})

it('gives a fault only to whoever sees it', async () => {
  const { rows } = await world.owner.query<{ id: string }>(
    `insert into fault (kind, device_id, school_id, opened_at, last_at) values ('ac-loss', $1, $2, now(), now()) returning id`,
    [`${SOUTH}-b`, SOUTH],
  )
  const south = rows[0]?.id as string
  const offered = async (fault: string) =>
    (await world.as('technician', { url: `/api/v1/assignees?fault=${fault}` }))
      .json()
      .items.map(({ username }: { username: string }) => username)
  expect(await offered(south)).toEqual(['technician'])
  expect(await offered(await faultAt(NORTH))).toEqual(['technician', 'vendor'])
  const refused = await post('technician', '/work-orders', { faultId: south, assignee: 'vendor' })
  expect([refused.statusCode, refused.json().errors[0].path]).toEqual([422, 'body.assignee'])
})

it('keeps the time for which a fault’s clock stood still, when its order is cancelled and another given', async () => {
  const board = async () => (await world.as('vendor', { url: '/api/v1/fault-board' })).json().items[0]
  const { order, openedAt } = await board()
  await world.owner.query(`update work_order set paused_since = now() - interval '1 hour' where id = $1`, [order.id])
  expect((await post('vendor', `/work-orders/${order.id}/cancel`, { version: 2 })).statusCode).toBe(200)
  await post('vendor', '/work-orders', { faultId: await faultAt(NORTH) })
  const hours = (Date.parse((await board()).dueAt) - Date.parse(openedAt)) / 3_600_000
  expect(Math.round(hours * 100) / 100).toBe(5)
})

it('keeps what a visit needs, by those who may know it', async () => {
  const set = (user: string, url: string, payload: object) => world.as(user, { method: 'POST', url: `/api/v1${url}`, payload })
  expect(
    (await set('technician', `/devices/${NORTH}-b/service`, { model: 'SOS-100', parts: null, warrantyUntil: '2027-05-01' })).statusCode,
  ).toBe(200)
  expect((await set('vendor', `/devices/${SOUTH}-b/service`, { model: 'x', parts: null, warrantyUntil: null })).statusCode).toBe(404)
  expect((await set('schoolOfficer', `/schools/${SOUTH}/visit`, { hours: '16:30 后', note: null })).statusCode).toBe(404)
  expect((await set('schoolOfficer', `/schools/${NORTH}/visit`, { hours: '16:30 后', note: null })).statusCode).toBe(200)
  expect((await world.as('vendor', { url: '/api/v1/service-records' })).json()).toEqual({
    devices: [{ deviceId: `${NORTH}-b`, model: 'SOS-100', parts: null, warrantyUntil: '2027-05-01' }],
    schools: [{ schoolId: NORTH, hours: '16:30 后', note: null }],
  })
})

it('lets a technician test one device and open no drill', async () => {
  const exercise = { minutes: 5, policeNotifiedBy: '李', policeNotifiedAt: new Date().toISOString() }
  const open = (payload: object) =>
    world.as('technician', { method: 'POST', url: '/api/v1/exercises', payload: { ...exercise, ...payload } })
  expect((await open({ kind: 'drill', schoolId: NORTH })).statusCode).toBe(422)
  expect((await open({ kind: 'test', deviceId: `${NORTH}-b` })).statusCode).toBe(201)
})

it('has a school without a working button confirm that it knows', async () => {
  await world.owner.query(`insert into alarm_gap (school_id, reason, since) values ($1, 'dead', now()), ($2, 'dead', now())`, [
    NORTH,
    SOUTH,
  ])
  const list = async (user: string) => (await world.as(user, { url: '/api/v1/alarm-gaps' })).json().items
  expect((await list('schoolOfficer')).map(({ schoolId }: { schoolId: string }) => schoolId)).toEqual([NORTH])
  const gaps: { id: string; schoolId: string }[] = await list('operator')
  const idOf = (school: string) => gaps.find(({ schoolId }) => schoolId === school)?.id
  const confirm = (user: string, school: string, payload: object) =>
    world.as(user, { method: 'POST', url: `/api/v1/alarm-gaps/${idOf(school)}/confirm`, payload })
  expect((await confirm('schoolOfficer', SOUTH, {})).statusCode).toBe(404)
  expect((await confirm('schoolOfficer', NORTH, {})).json()).toMatchObject({ confirmedBy: 'schoolOfficer', confirmedWith: null })
  expect((await confirm('operator', SOUTH, {})).statusCode).toBe(422)
  expect((await confirm('operator', SOUTH, { spokenWith: '王校长' })).json()).toMatchObject({
    confirmedBy: 'operator',
    confirmedWith: '王校长',
  })
})

it('takes what was kept on a device only in the session of who did it, whatever the other may do', async () => {
  const { rows } = await world.owner.query<{ id: string }>(
    `insert into fault (kind, device_id, school_id, opened_at, last_at) values ('clock-offset', $1, $2, now(), now()) returning id`,
    [`${SOUTH}-b`, SOUTH],
  )
  const payload = { faultId: rows[0]?.id }
  const send = (user: string, by: string) =>
    world.as(user, {
      method: 'POST',
      url: '/api/v1/work-orders',
      payload,
      headers: { 'idempotency-key': 'kept', 'acting-user': encodeURIComponent(by) },
    })
  for (const user of ['vendor', 'operator', 'guard']) {
    const other = await send(user, 'technician')
    expect([other.statusCode, other.json().type]).toEqual([409, '/problems/other-session'])
  }
  const own = await send('technician', 'technician')
  expect([own.statusCode, own.json().assignee]).toEqual([201, 'technician'])
})
