import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anAlarm, aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
const alarms = { north: '', south: '', silent: '', nowhere: '' }
beforeAll(async () => {
  world = await aWorld()
  alarms.north = await anAlarm(world.owner, { schoolId: NORTH })
  alarms.south = await anAlarm(world.owner, { schoolId: SOUTH })
  alarms.silent = await anAlarm(world.owner, { schoolId: NORTH, silent: true })
  alarms.nowhere = await anAlarm(world.owner, { schoolId: null })
})
afterAll(() => world.stop())

const items = async (username: string, url: string): Promise<{ id: string; schoolId?: string | null }[]> => {
  const answer = await world.as(username, { url: `/api/v1/${url}` })
  expect(answer.statusCode).toBe(200)
  const body = answer.json()
  return body.items ?? body.features
}
const command = (alarmId: string, name: string, body: object = {}): InjectOptions => ({
  method: 'POST',
  url: `/api/v1/alarms/${alarmId}/${name}`,
  headers: { 'idempotency-key': `${alarmId}/${name}/${Math.random()}` },
  payload: { version: 1, ...body },
})

describe('alarms', () => {
  it.each([
    ['operator', ['north', 'south', 'silent', 'nowhere']],
    ['bureau', ['north', 'south', 'silent', 'nowhere']],
    ['northLeader', ['north', 'silent']],
    ['schoolHead', ['north', 'silent']],
    ['guard', ['north']],
    ['guard2', ['south']],
    ['officer2', ['south']],
  ] as const)('shows %s exactly %j, in the list and one by one', async (username, visible) => {
    const ids = visible.map((name) => alarms[name])
    expect((await items(username, 'alarms')).map(({ id }) => id).sort()).toEqual([...ids].sort())
    for (const [name, id] of Object.entries(alarms)) {
      const { statusCode } = await world.as(username, { url: `/api/v1/alarms/${id}` })
      expect([name, statusCode]).toEqual([name, ids.includes(id) ? 200 : 404])
    }
  })

  it('answers of another school’s alarm what it answers of one that does not exist', async () => {
    const other = await world.as('guard', { url: `/api/v1/alarms/${alarms.south}` })
    const missing = await world.as('guard', { url: '/api/v1/alarms/00000000-0000-4000-8000-000000000000' })
    const neutral = (text: string, id: string) => text.replaceAll(id, '…')
    expect(neutral(other.body, alarms.south)).toBe(neutral(missing.body, '00000000-0000-4000-8000-000000000000'))
  })

  it('takes no command on another school’s alarm, and no filter widens the scope', async () => {
    expect((await world.as('guard', command(alarms.south, 'arrive'))).statusCode).toBe(404)
    expect((await world.as('guard', command(alarms.silent, 'answer', { answer: 'going' }))).statusCode).toBe(404)
    expect((await world.as('northLeader', command(alarms.south, 'acknowledge'))).statusCode).toBe(404)
    expect(await items('guard', `alarms?school=${SOUTH}`)).toEqual([])
    const { rows } = await world.owner.query('select version from alarm where id = any($1)', [[alarms.south, alarms.silent]])
    expect(rows).toEqual([{ version: 1 }, { version: 1 }])
  })
})

describe('places, devices, faults', () => {
  it.each([
    ['operator', [NORTH, SOUTH]],
    ['securityAdmin', [NORTH, SOUTH]],
    ['northLeader', [NORTH]],
    ['guard', [NORTH]],
    ['officer2', [SOUTH]],
    ['vendor', [NORTH]],
  ] as const)('shows %s the schools %j with their campuses', async (username, schools) => {
    expect((await items(username, 'schools')).map(({ id }) => id)).toEqual(schools)
    expect((await items(username, 'campuses')).map(({ id }) => id)).toEqual(schools.map((id) => `${id}-c`))
  })

  it.each([
    ['operator', [NORTH, SOUTH]],
    ['northLeader', [NORTH]],
    ['schoolOfficer', [NORTH]],
    ['vendor', [NORTH]],
  ] as const)('shows %s the devices and faults of %j', async (username, schools) => {
    expect((await items(username, 'devices')).map(({ schoolId }) => schoolId)).toEqual(schools)
    expect((await items(username, 'faults')).map(({ schoolId }) => schoolId).sort()).toEqual([...schools].sort())
    expect(await items(username, 'devices?school=elsewhere')).toEqual([])
  })

  it('gives telephone numbers to those who must call alone', async () => {
    const phones = async (username: string) => (await world.as(username, { url: '/api/v1/schools' })).json().items[0].phones.length
    expect([await phones('operator'), await phones('guard'), await phones('vendor'), await phones('systemAdmin')]).toEqual([1, 1, 0, 0])
  })
})

describe('exercises', () => {
  const drill = (subject: object): InjectOptions => ({
    method: 'POST',
    url: '/api/v1/exercises',
    payload: { kind: 'drill', minutes: 30, policeNotifiedBy: '李', policeNotifiedAt: new Date().toISOString(), ...subject },
  })
  it('are opened, seen and ended in scope only', async () => {
    expect((await world.as('northLeader', drill({ schoolId: SOUTH }))).statusCode).toBe(404)
    expect((await world.as('northLeader', drill({ deviceId: `${SOUTH}-b` }))).statusCode).toBe(404)
    const opened = await world.as('shiftLeader', drill({ schoolId: SOUTH }))
    expect(opened.statusCode).toBe(201)
    const { id } = opened.json()
    expect(await items('northLeader', 'exercises')).toEqual([])
    expect((await items('officer2', 'exercises')).map((exercise) => exercise.id)).toEqual([id])
    const end: InjectOptions = { method: 'POST', url: `/api/v1/exercises/${id}/end` }
    expect((await world.as('northLeader', end)).statusCode).toBe(404)
    const ended = await world.as('shiftLeader', end)
    expect(ended.json()).toMatchObject({ id, endedAt: expect.any(String) })
    expect(await items('shiftLeader', 'exercises')).toEqual([])
  })
})

describe('dead letters', () => {
  it('hide the payload of what may have been a press from systemAdmin, and show it to the technician', async () => {
    await world.owner.query(
      `insert into dead_letter (received_at, topic, payload, reason, suspect) values (now(), 't', '\\x01', 'bad', 'panic'), (now(), 't', '\\x02', 'bad', null)`,
    )
    const payloads = async (username: string) =>
      (await world.as(username, { url: '/api/v1/dead-letters' }))
        .json()
        .items.map((item: { payloadBase64: string | null }) => item.payloadBase64)
    expect(await payloads('technician')).toEqual(['Ag==', 'AQ=='])
    expect(await payloads('systemAdmin')).toEqual(['Ag==', null])
  })
})
