import { afterAll, beforeAll, expect, it } from 'vitest'
import { Contact } from '#contracts/contact.ts'
import { aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

const list = (username: string, school: string) => world.as(username, { url: `/api/v1/schools/${school}/contacts` })
const set = (username: string, school: string, contacts: object[]) =>
  world.as(username, { method: 'PUT', url: `/api/v1/schools/${school}/contacts`, payload: { contacts } })

it('shows a school’s contacts to the control room and to the school, and to no other school', async () => {
  const { items } = (await list('operator', NORTH)).json()
  expect(items.map((item: unknown) => Contact.parse(item))).toMatchObject([{ role: 'gateRoom', name: '示例·门卫', phone: '000' }])
  expect((await list('guard', NORTH)).statusCode).toBe(200)
  expect((await list('guard2', NORTH)).statusCode).toBe(404)
  expect((await list('northLeader', SOUTH)).statusCode).toBe(404)
  expect((await list('operator', 'nowhere')).statusCode).toBe(404)
})

it('names the person in the list of schools for those alone who may read contacts', async () => {
  const [police, operator] = await Promise.all(
    ['police', 'operator'].map(async (username) => (await world.as(username, { url: '/api/v1/schools' })).json().items[0].phones),
  )
  expect(operator).toEqual([{ role: 'gateRoom', phone: '000', name: '示例·门卫' }])
  expect(police).toEqual([{ role: 'gateRoom', phone: '000', name: null }])
})

it('lets the school’s safety officer set them, and keeps what they were', async () => {
  const contacts = [
    { role: 'policeStation', phone: '0951-000-0001' },
    { role: 'gateRoom', name: '示例·门卫二', phone: '000' },
  ]
  const answer = await set('schoolOfficer', NORTH, contacts)
  expect(answer.json().items).toMatchObject([
    { role: 'gateRoom', name: '示例·门卫二' },
    { role: 'policeStation', name: '', phone: '0951-000-0001' },
  ])
  expect((await set('schoolOfficer', SOUTH, contacts)).statusCode).toBe(404)
  expect((await set('operator', NORTH, contacts)).statusCode).toBe(403)
  const { rows } = await world.owner.query('select name, upper(valid) is not null as ended from contact_history where school_id = $1', [
    NORTH,
  ])
  expect(rows).toEqual([{ name: '示例·门卫', ended: true }])
})

it.each([
  [[{ role: 'gateRoom', phone: '<script>' }], 'body.contacts.0.phone'],
  [[{ role: 'janitor', phone: '000' }], 'body.contacts.0.role'],
  [
    [
      { role: 'gateRoom', phone: '000' },
      { role: 'gateRoom', phone: '000' },
    ],
    'body.contacts',
  ],
])('refuses %j and names the field', async (contacts, path) => {
  const answer = await set('schoolOfficer', NORTH, contacts)
  expect([answer.statusCode, answer.json().errors.map((error: { path: string }) => error.path)]).toEqual([400, [path]])
})
