import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Alarm, AlarmWithLog } from '../../server/contracts/alarm.ts'
import { aJpeg } from '../support/camera.ts'
import { anAlarm, aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

const post = (username: string, url: string, payload: object, key: string) =>
  world.as(username, { method: 'POST', url: `/api/v1${url}`, headers: { 'idempotency-key': key }, payload })
const sos = (username: string, payload: object, key: string) => post(username, '/sos', payload, key)
const readAs = async (username: string, id: string) =>
  AlarmWithLog.parse((await world.as(username, { url: `/api/v1/alarms/${id}` })).json())

describe('SOS', () => {
  it('raises an alarm of priority 1 without a device, said by whom', async () => {
    const answer = await sos('guard', { schoolId: NORTH, position: [106.2, 38.4] }, 'first')
    expect([answer.statusCode, Alarm.parse(answer.json())]).toMatchObject([
      201,
      { kind: 'panic', priority: 1, state: 'new', deviceId: null, campusId: `${NORTH}-c`, position: [106.2, 38.4], raisedBy: 'guard' },
    ])
    expect((await readAs('operator', answer.json().id)).log).toMatchObject([{ kind: 'raised', by: 'guard', data: { sos: true } }])
  })

  it('is one alarm for one key however often it is sent, and however long that took', async () => {
    const answers = await Promise.all([0, 700, 20_000].map((pressedAgoMs) => sos('guard', { schoolId: NORTH, pressedAgoMs }, 'tunnel')))
    expect(new Set(answers.map((answer) => answer.json().id)).size).toBe(1)
    const other = await sos('guard', { schoolId: SOUTH }, 'tunnel')
    expect([other.statusCode, other.json().type]).toEqual([422, '/problems/key-reused'])
  })

  it('never folds: who presses again is heard again', async () => {
    const [one, two] = [await sos('guard', { schoolId: NORTH }, 'once'), await sos('guard', { schoolId: NORTH }, 'again')]
    expect(one.json().id).not.toBe(two.json().id)
  })

  it('marks one that could not be sent for more than a minute, with the time of the press', async () => {
    const alarm = Alarm.parse((await sos('guard', { schoolId: NORTH, pressedAgoMs: 90_000 }, 'late')).json())
    expect(alarm.late).toBe(true)
    expect(Date.parse(alarm.receivedAt) - Date.parse(alarm.deviceTime ?? '')).toBe(90_000)
  })

  it('knows no school beyond the guard’s own', async () => {
    expect((await sos('guard', { schoolId: SOUTH }, 'elsewhere')).statusCode).toBe(404)
  })
})

describe('what it is', () => {
  it('is told by a picture: a line in the log, no progress, whatever version was seen', async () => {
    const id = await anAlarm(world.owner)
    const answer = await post('guard', `/alarms/${id}/describe`, { version: 1, scene: 'ramming' }, 'picture')
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { state: 'new', unacknowledged: true, version: 2 }])
    expect((await post('guard', `/alarms/${id}/describe`, { version: 1, scene: 'medical' }, 'another')).statusCode).toBe(200)
    expect((await readAs('operator', id)).log).toMatchObject([
      { kind: 'described', by: 'guard', data: { scene: 'ramming' } },
      { kind: 'described', by: 'guard', data: { scene: 'medical' } },
    ])
  })
})

describe('a photo from the scene', () => {
  const keep = (username: string, id: string, payload: Buffer, name = 'scene.jpg') =>
    world.as(username, {
      method: 'POST',
      url: `/api/v1/files?ownerKind=alarm&ownerId=${id}&name=${name}`,
      payload,
      headers: { 'content-type': 'application/octet-stream' },
    })

  it('is kept without what it told of its owner, and is a line in the log; others do not see it', async () => {
    const id = await anAlarm(world.owner)
    const kept = await keep('guard', id, aJpeg())
    expect(kept.statusCode).toBe(201)
    const fileId = kept.json().id as string
    const answer = await post('guard', `/alarms/${id}/photo`, { version: 1, fileId }, 'photo')
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { state: 'new', unacknowledged: true, version: 2 }])
    expect((await post('guard', `/alarms/${id}/photo`, { version: 1, fileId }, 'photo')).json().version).toBe(2)
    expect((await readAs('operator', id)).log).toMatchObject([{ kind: 'photographed', by: 'guard', data: { fileId } }])
    const seen = await world.as('operator', { url: `/api/v1/files/${fileId}` })
    expect([seen.statusCode, seen.headers['content-type']]).toEqual([200, 'image/jpeg'])
    expect(seen.rawPayload.toString('latin1')).not.toContain('Secret')
    expect((await world.as('officer2', { url: `/api/v1/files/${fileId}` })).statusCode).toBe(404)
    expect((await world.as('technician', { url: `/api/v1/files/${fileId}` })).statusCode).toBe(404)
    expect((await keep('schoolHead', id, aJpeg())).statusCode).toBe(404)
  })

  it('is of this alarm and a picture', async () => {
    const [id, other] = [await anAlarm(world.owner), await anAlarm(world.owner)]
    const paper = (await keep('guard', id, Buffer.from('%PDF-1.7\n%%EOF'), 'plan.pdf')).json().id as string
    const elsewhere = (await keep('guard', other, aJpeg())).json().id as string
    for (const fileId of [paper, elsewhere, '00000000-0000-4000-8000-000000000000']) {
      const answer = await post('guard', `/alarms/${id}/photo`, { version: 1, fileId }, `no ${fileId}`)
      expect([answer.statusCode, answer.json().errors[0].path]).toEqual([422, 'fileId'])
    }
  })
})

describe('the release of a silent alarm', () => {
  const listed = async (username: string, id: string) =>
    (await world.as(username, { url: '/api/v1/alarms?limit=1000' })).json().items.some((alarm: Alarm) => alarm.id === id)
  const release = (id: string, version: number, key = `${id}/release/${version}`) =>
    post('operator', `/alarms/${id}/release`, { version }, key)

  it('brings it to the school’s guards, and to no other’s', async () => {
    const id = await anAlarm(world.owner, { silent: true })
    expect(await listed('guard', id)).toBe(false)
    expect((await post('guard', `/alarms/${id}/answer`, { version: 1, answer: 'going' }, 'too-early')).statusCode).toBe(404)
    const answer = await release(id, 1)
    expect([answer.statusCode, answer.json()]).toMatchObject([
      200,
      { silent: true, released: true, version: 2, state: 'new', handledBy: null },
    ])
    expect([await listed('guard', id), await listed('guard2', id)]).toEqual([true, false])
    expect((await readAs('guard', id)).log).toMatchObject([{ kind: 'released', by: 'operator' }])
  })

  it('is refused for the version seen before a change, for what is not silent, and twice', async () => {
    const silent = await anAlarm(world.owner, { silent: true })
    expect((await release(silent, 9)).json()).toMatchObject({ type: '/problems/version-conflict', current: { version: 1 } })
    await release(silent, 1)
    expect((await release(silent, 2)).statusCode).toBe(409)
    expect((await release(await anAlarm(world.owner), 1)).statusCode).toBe(409)
  })
})

describe('what a phone keeps of its schools', () => {
  it('is the guard’s own: telephones, campuses and buttons', async () => {
    await world.owner.query(
      `insert into contact (school_id, role, phone) values ($1, 'schoolOfficer', '000-1'), ($2, 'schoolHead', '000-2')`,
      [NORTH, SOUTH],
    )
    const { controlRoomPhone, schools } = (await world.as('guard', { url: '/api/v1/site' })).json()
    expect(controlRoomPhone).toBeNull()
    expect(schools).toMatchObject([
      {
        id: NORTH,
        campuses: [{ id: `${NORTH}-c`, boundary: null, gates: [] }],
        buttons: [{ id: `${NORTH}-b`, name: '门卫室', position: null }],
      },
    ])
    expect(schools[0].phones).toContainEqual({ role: 'schoolOfficer', phone: '000-1' })
  })
})
