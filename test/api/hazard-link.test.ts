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
