import { afterAll, beforeAll, expect, it } from 'vitest'
import { remindHazards } from '../../server/commands/remind-hazards.ts'
import { aJpeg } from '../support/camera.ts'
import { aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  await world.owner.query(
    `update department set kind = 'traffic'; insert into department (id, name, kind) values ('market', '市场监管（示例）', 'market'), ('psb', '公安（示例）', 'police')`,
  )
})
afterAll(() => world.stop())

let keys = 0
const post = (user: string, url: string, payload: object, key = `h${++keys}`) =>
  world.as(user, { method: 'POST', url: `/api/v1${url}`, payload, headers: { 'idempotency-key': key } })
const day = (fromNow: number) => new Date(Date.now() + 8 * 3_600_000 + fromNow * 86_400_000).toISOString().slice(0, 10)
const report = async (schoolId = NORTH, more: object = {}) => {
  const answer = await post('bureau', '/hazards', {
    schoolId,
    place: 'belt',
    kind: 'pickUpJam',
    title: '校门口停车占道',
    risk: 'general',
    position: [106.2, 38.4],
    ...more,
  })
  expect([answer.statusCode, answer.body]).toEqual([201, answer.body])
  return answer.json() as { id: string; version: number; state: string }
}
const photo = async (user: string, id: string, shade: number) =>
  world.as(user, {
    method: 'POST',
    url: `/api/v1/files?ownerKind=hazard&ownerId=${id}&name=a.jpg`,
    payload: aJpeg({ shade }),
    headers: { 'content-type': 'application/octet-stream' },
  })

it('goes from found to struck off, with everybody’s part in its log, and comes back with its history', async () => {
  const { id } = await report()
  const old = (await photo('bureau', id, 1)).json().id
  expect((await world.as('department', { url: `/api/v1/hazards/${id}` })).statusCode).toBe(404)
  const assigned = await post('bureau', `/hazards/${id}/assign`, { version: 1, leadDept: 'traffic', coDepts: ['psb'], dueOn: day(10) })
  expect(assigned.json()).toMatchObject({ state: 'assigned', leadDept: { id: 'traffic' }, overdueDays: -10, version: 2 })
  const seen = (await world.as('department', { url: `/api/v1/hazards/${id}` })).json()
  expect(seen.can).toEqual(['accept', 'return', 'note'])
  const accept = await post('department', `/hazards/${id}/accept`, { version: 2, person: '示例·王警官' }, 'same')
  expect(accept.json()).toMatchObject({ state: 'accepted', person: '示例·王警官' })
  expect((await post('department', `/hazards/${id}/accept`, { version: 2, person: '示例·王警官' }, 'same')).json()).toEqual(accept.json())
  const late = await post('department', `/hazards/${id}/start`, { version: 2 })
  expect([late.statusCode, late.json().current.state]).toEqual([409, 'accepted'])
  expect((await post('police', `/hazards/${id}/start`, { version: 3 })).json()).toMatchObject({ state: 'rectifying' })

  expect((await post('department', `/hazards/${id}/fix`, { version: 4, note: '已划线', fileIds: [] })).statusCode).toBe(400)
  expect((await post('department', `/hazards/${id}/fix`, { version: 4, note: '已划线', fileIds: [old] })).statusCode).toBe(422)
  const after = (await photo('department', id, 2)).json().id
  const again = (await photo('department', id, 1)).json().id // the photo of how it was found proves nothing
  expect(again).toBe(old)
  expect((await post('department', `/hazards/${id}/fix`, { version: 4, note: '已划线', fileIds: [after] })).json()).toMatchObject({
    state: 'fixed',
  })
  expect((await post('department', `/hazards/${id}/verify`, { version: 5 })).statusCode).toBe(403)
  expect((await post('schoolOfficer', `/hazards/${id}/verify`, { version: 5, note: '已看' })).json()).toMatchObject({
    verifiedBy: 'schoolOfficer',
  })
  expect((await post('bureau', `/hazards/${id}/strikeOff`, { version: 6 })).json()).toMatchObject({ state: 'struckOff', dueOn: day(10) })
  const back = await post('schoolOfficer', `/hazards/${id}/reopen`, { version: 7, note: '又占道' })
  expect(back.json()).toMatchObject({ state: 'found', recurrences: 1, struckOffAt: null, dueOn: null })
  const { log } = (await world.as('bureau', { url: `/api/v1/hazards/${id}` })).json()
  expect(log.map(({ kind }: { kind: string }) => kind)).toEqual([
    'found',
    'assign',
    'accept',
    'start',
    'fix',
    'verify',
    'strikeOff',
    'reopen',
  ])
  await expect(world.pool.query('delete from hazard_log')).rejects.toThrow()
})

it('shows a department its own hazards, a police liaison those of the police, a school its own', async () => {
  const market = (await report(SOUTH)).id
  const police = (await report(SOUTH)).id
  await post('bureau', `/hazards/${market}/assign`, { version: 1, leadDept: 'market', dueOn: day(3) })
  await post('bureau', `/hazards/${police}/assign`, { version: 1, leadDept: 'psb', dueOn: day(3) })
  const ids = async (user: string) =>
    (await world.as(user, { url: '/api/v1/hazards' })).json().items.map(({ id }: { id: string }) => id) as string[]
  expect(await ids('department')).not.toContain(market)
  expect(await ids('police')).toContain(police)
  expect(await ids('police')).not.toContain(market)
  expect(await ids('officer2')).toEqual(expect.arrayContaining([market, police]))
  expect(await ids('schoolOfficer')).not.toContain(market)
  expect((await world.as('police', { url: `/api/v1/hazards/${market}` })).statusCode).toBe(404)
  expect((await post('department', `/hazards/${market}/accept`, { version: 2 })).statusCode).toBe(404)
  expect((await photo('department', market, 5)).statusCode).toBe(404)
  const outside = { schoolId: SOUTH, place: 'belt', kind: 'bar', title: 'x', risk: 'low' }
  expect((await post('schoolOfficer', '/hazards', outside)).statusCode).toBe(422)
})

it('is sent back as somebody else’s, and given out anew', async () => {
  const { id } = await report()
  await post('bureau', `/hazards/${id}/assign`, { version: 1, leadDept: 'traffic', dueOn: day(1) })
  const returned = await post('department', `/hazards/${id}/return`, { version: 2, note: '属市场监管职责', whose: 'market' })
  expect(returned.json()).toMatchObject({ state: 'returned', overdueDays: null })
  expect((await post('department', `/hazards/${id}/return`, { version: 2, note: 'x', whose: 'nobody' })).statusCode).toBe(409)
  const given = await post('bureau', `/hazards/${id}/assign`, { version: 3, leadDept: 'market', dueOn: day(5) })
  expect(given.json()).toMatchObject({ state: 'assigned', leadDept: { id: 'market' } })
  expect((await world.as('department', { url: `/api/v1/hazards/${id}` })).statusCode).toBe(404)
})

it('climbs the ladder once a rung, and says whom it reaches', async () => {
  const { id } = await report()
  await post('bureau', `/hazards/${id}/assign`, { version: 1, leadDept: 'traffic', dueOn: day(6) })
  await remindHazards(world.pool)
  expect(await remindHazards(world.pool)).toBe(0)
  await remindHazards(world.pool, new Date(Date.now() + 7 * 86_400_000))
  const { log, version } = (await world.as('bureau', { url: `/api/v1/hazards/${id}` })).json()
  expect(version).toBe(2) // the clock takes nobody's version away
  expect(log.filter(({ kind }: { kind: string }) => kind === 'reminded').map(({ data }: { data: object }) => data)).toEqual([
    { rung: 1, days: -7, reaches: ['person', 'leadDept'] },
    { rung: 3, days: 1, reaches: ['leadDept', 'coDepts', 'bureau'] },
  ])
})

it('reaches the rung of every hazard, however many were told before it', async () => {
  await world.owner.query(
    `insert into hazard (id, school_id, place, kind, title, risk, state, found_by, found_at, lead_dept, due_on, reminded)
     select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, $1, 'belt', 'bar', '示例', 'low', 'assigned', 'x', now(), 'traffic',
       $2::date, 3 from generate_series(1, 250) n`,
    [NORTH, day(-2)],
  )
  await world.owner.query(
    `insert into hazard (id, school_id, place, kind, title, risk, state, found_by, found_at, lead_dept, due_on)
     values ('ffffffff-ffff-4fff-bfff-ffffffffffff', $1, 'belt', 'bar', '最后的', 'low', 'assigned', 'x', now(), 'traffic', $2)`,
    [NORTH, day(-2)],
  )
  await remindHazards(world.pool)
  const { rows } = await world.owner.query(`select reminded from hazard where title = '最后的'`)
  expect(rows).toEqual([{ reminded: 3 }])
  await world.owner.query(`delete from hazard where found_by = 'x'`)
})

it('lists by state, department and day, page by page', async () => {
  const all = (await world.as('bureau', { url: '/api/v1/hazards' })).json().items
  const first = (await world.as('bureau', { url: '/api/v1/hazards?limit=2' })).json()
  const rest = (await world.as('bureau', { url: `/api/v1/hazards?cursor=${first.nextCursor}` })).json()
  expect([...first.items, ...rest.items]).toEqual(all)
  const overdue = await world.as('bureau', { url: '/api/v1/hazards?state=overdue' })
  expect(overdue.json().items).toEqual([])
  await world.owner.query(`update hazard set due_on = current_date - 5 where state = 'assigned'`)
  expect((await world.as('bureau', { url: '/api/v1/hazards?state=overdue&department=traffic' })).json().items.length).toBeGreaterThan(0)
  expect((await world.as('bureau', { url: '/api/v1/hazards?state=nonsense' })).statusCode).toBe(400)
})

it('puts each rung and each step on the desk of whom it concerns, who signs for it', async () => {
  await world.owner.query('delete from notice')
  const { id } = await report()
  await post('bureau', `/hazards/${id}/assign`, { version: 1, leadDept: 'traffic', coDepts: ['psb'], dueOn: day(6) })
  const waiting = async (user: string) =>
    ((await world.as(user, { url: `/api/v1/notices?state=waiting&ownerId=${id}` })).json() as { items: { id: string; kind: string }[] })
      .items
  const kinds = async (user: string) => (await waiting(user)).map(({ kind }) => kind)
  expect([await kinds('department'), await kinds('police'), await kinds('schoolOfficer')]).toEqual([['assigned'], ['assigned'], []])

  await remindHazards(world.pool)
  expect(await kinds('department')).toEqual(['dueSoon', 'assigned'])
  expect(await kinds('police')).toEqual(['assigned'])
  await remindHazards(world.pool, new Date(Date.now() + 7 * 86_400_000))
  expect(await kinds('department')).toEqual(['overdue', 'dueSoon', 'assigned'])
  expect(await kinds('police')).toEqual(['overdue', 'assigned'])

  const [late] = await waiting('department')
  expect((await post('police', `/notices/${late?.id}/receive`, {})).statusCode).toBe(404)
  expect((await post('department', `/notices/${late?.id}/receive`, {})).json()).toMatchObject({
    kind: 'overdue',
    days: 1,
    receivedBy: expect.any(String),
  })
  expect(await kinds('department')).toEqual(['dueSoon', 'assigned'])
  // The bureau sees of one hazard who was told and who has signed.
  const all = (await world.as('bureau', { url: `/api/v1/notices?ownerKind=hazard&ownerId=${id}` })).json().items
  expect(all.map(({ audience, kind }: { audience: string; kind: string }) => `${audience} ${kind}`).sort()).toEqual([
    'bureau overdue',
    'department assigned',
    'department assigned',
    'department dueSoon',
    'department overdue',
    'department overdue',
  ])

  const told = await kinds('police')
  await post('department', `/hazards/${id}/return`, { version: 2, note: '不属本部门' })
  expect(await kinds('bureau')).toContain('returned')
  // Who acts on it has read what he was told; the others have not.
  expect([await kinds('department'), await kinds('police')]).toEqual([[], told])
})

it('lets a supervision order go out from a hazard to its department', async () => {
  const { id } = await report()
  const toNobody = await post('bureau', '/supervision-orders', {
    ownerKind: 'hazard',
    ownerId: id,
    departmentId: 'psb',
    demand: '限期整改',
    dueOn: day(5),
  })
  expect([toNobody.statusCode, toNobody.json().errors[0].path]).toEqual([422, 'body.departmentId'])
  await post('bureau', `/hazards/${id}/assign`, { version: 1, leadDept: 'traffic', coDepts: ['psb'], dueOn: day(10) })
  const order = await post('bureau', '/supervision-orders', {
    ownerKind: 'hazard',
    ownerId: id,
    departmentId: 'psb',
    demand: '限期整改',
    dueOn: day(5),
  })
  expect(order.statusCode).toBe(201)
  expect((await world.as('police', { url: `/api/v1/supervision-orders/${order.json().id}` })).statusCode).toBe(200)
  expect((await world.as('department', { url: `/api/v1/supervision-orders/${order.json().id}` })).statusCode).toBe(404)
  const { log } = (await world.as('bureau', { url: `/api/v1/hazards/${id}` })).json()
  expect(log.map(({ kind }: { kind: string }) => kind)).toContain('orderIssued')
})
