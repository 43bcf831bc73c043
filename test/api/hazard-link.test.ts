import { afterAll, beforeAll, expect, it } from 'vitest'
import { aJpeg } from '../support/camera.ts'
import { aWorld, NORTH, type World } from './world.ts'

let world: World
let id = ''
let token = ''
beforeAll(async () => {
  world = await aWorld()
  const hazard = { schoolId: NORTH, place: 'belt', kind: 'trafficSign', title: '缺标志', risk: 'general', position: [106.2, 38.4] }
  id = (await post('bureau', '/hazards', hazard)).json().id
  await post('bureau', `/hazards/${id}/assign`, { version: 1, leadDept: 'traffic', dueOn: '2099-01-01' })
  await post('department', `/hazards/${id}/accept`, { version: 2 })
  const made = await post('department', `/hazards/${id}/links`, { officer: '示例·外勤', days: 3 })
  expect(made.statusCode).toBe(201)
  token = made.json().token
})
afterAll(() => world.stop())

let keys = 0
const post = (user: string, url: string, payload: object) =>
  world.as(user, { method: 'POST', url: `/api/v1${url}`, payload, headers: { 'idempotency-key': `l${++keys}` } })
const sealed = (act: string, payload: object) => world.call({ method: 'POST', url: `/api/v1/sealed-hazard/${act}`, payload })

it('opens without acting, binds to the first phone that confirms, and ends with photo and note', async () => {
  const opened = (await sealed('open', { token })).json()
  expect(opened).toMatchObject({ title: '缺标志', bound: false, state: 'accepted', photos: 0 })
  expect((await sealed('open', { token })).json()).toEqual(opened)
  const { phone } = (await sealed('confirm', { token })).json()
  expect((await sealed('confirm', { token })).statusCode).toBe(404)
  expect((await sealed('open', { token })).statusCode).toBe(404) // another phone
  expect((await sealed('open', { token, phone })).json()).toMatchObject({ bound: true })
  const early = await sealed('done', { token, phone, note: '已安装' })
  expect([early.statusCode, early.json().detail]).toEqual([422, 'send a photo of what was done first'])
  const photo = await world.call({
    method: 'POST',
    url: '/api/v1/sealed-hazard/photo',
    payload: aJpeg(),
    headers: { 'content-type': 'application/octet-stream', 'x-sealed-token': token, 'x-sealed-phone': phone },
  })
  expect([photo.statusCode, photo.json().photos]).toEqual([201, 1])
  expect((await sealed('done', { token, phone: token, note: 'x' })).statusCode).toBe(404)
  expect((await sealed('done', { token, phone, note: '已安装' })).json()).toMatchObject({ state: 'fixed' })
  const { log } = (await world.as('bureau', { url: `/api/v1/hazards/${id}` })).json()
  expect(log.at(-1)).toMatchObject({ kind: 'fix', by: '示例·外勤（密链）', note: '已安装' })
  const { rows } = await world.owner.query('select result from hazard_link_open order by id')
  expect(rows.map(({ result }) => result)).toEqual(['unbound', 'unbound', 'bound', 'refused', 'refused', 'shown'])
})

it('is dead once revoked or expired, and keeps no token', async () => {
  const [{ id: linkId }] = (await world.as('department', { url: `/api/v1/hazards/${id}/links` })).json().items
  expect((await post('police', `/hazard-links/${linkId}/revoke`, {})).statusCode).toBe(404)
  expect((await post('department', `/hazard-links/${linkId}/revoke`, {})).json().revokedAt).not.toBeNull()
  const other = (await post('bureau', `/hazards/${id}/links`, { officer: 'x', days: 1 })).json().token
  expect((await sealed('open', { token: other })).statusCode).toBe(200)
  await world.owner.query('update hazard_link set expires_at = now()')
  expect((await sealed('open', { token: other })).statusCode).toBe(404)
  expect((await sealed('open', { token: 'A'.repeat(43) })).statusCode).toBe(404)
  const { rows } = await world.owner.query('select row_to_json(hazard_link)::text as row from hazard_link')
  expect(rows.map(({ row }) => row).join()).not.toContain(other)
})

it('dies with its department’s part in the hazard: when it is returned, and when it is given to another', async () => {
  await world.owner.query(`insert into department (id, name) values ('urban', '综合执法（示例）'), ('market', '市场监管（示例）')`)
  const given = async (coDepts: string[] = []) => {
    const hazard = { schoolId: NORTH, place: 'belt', kind: 'trafficSign', title: '易主', risk: 'general' }
    const made = (await post('bureau', '/hazards', hazard)).json().id
    await post('bureau', `/hazards/${made}/assign`, { version: 1, leadDept: 'traffic', coDepts, dueOn: '2099-01-01' })
    const link = (await post('department', `/hazards/${made}/links`, { officer: '示例·外勤', days: 3 })).json()
    const { phone } = (await sealed('confirm', { token: link.token })).json()
    return { id: made, token: link.token as string, phone }
  }
  const alive = async (link: { token: string; phone: string }) => (await sealed('open', link)).statusCode

  const returned = await given()
  expect(await alive({ token: returned.token, phone: returned.phone })).toBe(200)
  await post('department', `/hazards/${returned.id}/return`, { version: 2, note: '属市场监管', whose: 'market' })
  expect(await alive({ token: returned.token, phone: returned.phone })).toBe(404)
  expect((await post('department', `/hazards/${returned.id}/links`, { officer: 'x', days: 1 })).statusCode).toBe(409)

  const moved = await given(['urban'])
  await post('bureau', `/hazards/${moved.id}/assign`, { version: 2, leadDept: 'market', coDepts: ['traffic'], dueOn: '2099-01-01' })
  expect(await alive({ token: moved.token, phone: moved.phone })).toBe(200) // it helps still
  await post('bureau', `/hazards/${moved.id}/assign`, { version: 3, leadDept: 'market', dueOn: '2099-01-01' })
  const { token: tokenOf, phone } = moved
  for (const [act, more] of [
    ['open', {}],
    ['done', { note: '已安装' }],
  ] as const)
    expect([act, (await sealed(act, { token: tokenOf, phone, ...more })).statusCode]).toEqual([act, 404])
  // However the department came to lose it.
  const lost = await given()
  await world.owner.query(`update hazard set lead_dept = 'market' where id = $1`, [lost.id])
  expect(await alive({ token: lost.token, phone: lost.phone })).toBe(404)
})
