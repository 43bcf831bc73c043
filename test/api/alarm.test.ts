import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Alarm, AlarmWithLog } from '../../server/contracts/alarm.ts'
import { foldKeyOf } from '../../server/domain/intake.ts'
import { anAlarm, aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

const list = async (query: string): Promise<{ items: Alarm[]; nextCursor: string | null }> => {
  const answer = await world.as('operator', { url: `/api/v1/alarms?${query}` })
  expect(answer.statusCode).toBe(200)
  return answer.json()
}
const act = (username: string, id: string, name: string, body: object, key = `${id}/${name}/${username}`) =>
  world.as(username, { method: 'POST', url: `/api/v1/alarms/${id}/${name}`, headers: { 'idempotency-key': key }, payload: body })

it('lists every alarm once, the newest first, though many came in the same millisecond and more come meanwhile', async () => {
  const ids = []
  for (let n = 0; n < 9; n += 1) {
    const receivedAt = `2026-01-01T00:00:00.00${n < 6 ? 1 : 2}${n % 3}Z` // microseconds apart, which a JavaScript date cannot tell
    ids.push(await anAlarm(world.owner, { receivedAt, schoolId: n === 0 ? SOUTH : NORTH }))
  }
  const seen: Alarm[] = []
  let cursor: string | null = null
  do {
    const page = await list(`limit=2&to=2026-01-02T00:00:00Z${cursor ? `&cursor=${cursor}` : ''}`)
    seen.push(...page.items)
    cursor = page.nextCursor
    await anAlarm(world.owner, { receivedAt: '2026-01-01T12:00:00Z' })
  } while (cursor)
  expect(seen.map(({ id }) => id).sort()).toEqual(ids.sort())
  const times = seen.map(({ receivedAt }) => receivedAt)
  expect(times).toEqual([...times].sort().reverse())
})

it('filters by state, school and half-open time', async () => {
  const at = (time: string, more = {}) => anAlarm(world.owner, { receivedAt: `2025-05-05T${time}Z`, ...more })
  const [first, closed, south, last] = [
    await at('00:00:00'),
    await at('01:00:00', { state: 'closed' }),
    await at('02:00:00', { schoolId: SOUTH }),
    await at('03:00:00'),
  ]
  const ids = async (query: string) => (await list(`from=2025-05-05T00:00:00Z&to=2025-05-05T03:00:00Z&${query}`)).items.map(({ id }) => id)
  expect(await ids('')).toEqual([south, closed, first])
  expect(await ids('state=open')).toEqual([south, first])
  expect(await ids('state=closed')).toEqual([closed])
  expect(await ids(`school=${SOUTH}`)).toEqual([south])
  expect((await list('from=2025-05-05T08:00:00%2B05:00&to=2025-05-06T00:00:00Z')).items.map(({ id }) => id)).toEqual([last])
})

it('answers one with its log: who did what, by name, and the notes unsealed', async () => {
  const id = await anAlarm(world.owner)
  const acknowledged = await act('operator', id, 'acknowledge', { version: 1, note: '已致电门卫室' })
  expect([acknowledged.statusCode, Alarm.parse(acknowledged.json())]).toMatchObject([
    200,
    { state: 'acknowledged', version: 2, acknowledgedBy: 'operator' },
  ])
  await act('guard', id, 'answer', { version: 1, answer: 'going' })
  const answer = await world.as('operator', { url: `/api/v1/alarms/${id}` })
  expect(AlarmWithLog.parse(answer.json()).log).toMatchObject([
    { kind: 'acknowledged', by: 'operator', byName: 'operator（示例）', version: 2, note: '已致电门卫室' },
    { kind: 'answered', by: 'guard', byName: 'guard（示例）', note: null, data: { answer: 'going' } },
  ])
})

it('shows a note whose key was destroyed as none, and keeps the line', async () => {
  const id = await anAlarm(world.owner)
  await act('operator', id, 'acknowledge', { version: 1, note: '一个名字' })
  await world.owner.query('update record_key set key = null, destroyed_at = now()')
  expect((await world.as('operator', { url: `/api/v1/alarms/${id}` })).json().log).toMatchObject([{ kind: 'acknowledged', note: null }])
})

it('tells who came second what the first did; the same key again answers the same, and with another body 422', async () => {
  const id = await anAlarm(world.owner)
  await act('operator', id, 'acknowledge', { version: 1 })
  const second = await act('shiftLeader', id, 'acknowledge', { version: 1 })
  expect([second.statusCode, second.json()]).toMatchObject([
    409,
    { type: '/problems/version-conflict', current: { id, version: 2, acknowledgedBy: 'operator' } },
  ])
  const again = await act('operator', id, 'acknowledge', { version: 1 })
  expect([again.statusCode, again.json().version]).toEqual([200, 2])
  const reused = await act('operator', id, 'acknowledge', { version: 2 })
  expect([reused.statusCode, reused.json().type]).toEqual([422, '/problems/key-reused'])
})

it('closes only with disposition, validation level and a note (R9)', async () => {
  const id = await anAlarm(world.owner)
  const close = (body: object) => act('operator', id, 'close', body, String(Math.random()))
  const bare = await close({ version: 1 })
  expect(bare.json().errors.map(({ path }: { path: string }) => path)).toEqual(['body.disposition', 'body.validationLevel', 'body.note'])
  expect((await close({ version: 1, disposition: 'falseAlarm', validationLevel: 0, note: ' ' })).statusCode).toBe(400)
  const closed = await close({ version: 1, disposition: 'falseAlarm', validationLevel: 0, note: '误按' })
  expect([closed.statusCode, closed.json().state]).toEqual([200, 'closed'])
})

it('notes whom the room has called and what was said: a line, no progress, once, and not on an old version', async () => {
  const id = await anAlarm(world.owner)
  const call = { version: 1, to: 'gateRoom', result: 'misPress' }
  const noted = await act('operator', id, 'call', call)
  expect([noted.statusCode, noted.json()]).toMatchObject([200, { version: 2, state: 'new', unacknowledged: true, handledBy: null }])
  expect((await act('operator', id, 'call', call)).json().version).toBe(2)
  const late = await act('shiftLeader', id, 'call', call)
  expect([late.statusCode, late.json().detail]).toEqual([409, 'version 1 was seen, the alarm is at 2: it is new, by operator'])
  expect((await act('dutyLeader', id, 'call', { ...call, version: 2 })).statusCode).toBe(403)
  expect((await world.as('operator', { url: `/api/v1/alarms/${id}` })).json().log).toMatchObject([
    { kind: 'called', by: 'operator', byName: 'operator（示例）', version: 2, data: { to: 'gateRoom', result: 'misPress' } },
  ])
})

it('names those whom an alarm in scope can name', async () => {
  const names = async (username: string) =>
    (await world.as(username, { url: '/api/v1/responders' })).json().items.map((one: { username: string }) => one.username)
  expect(await names('operator')).toEqual(expect.arrayContaining(['operator', 'shiftLeader', 'guard', 'guard2']))
  const guards = await names('guard')
  expect(guards).toEqual(expect.arrayContaining(['operator', 'guard', 'schoolHead']))
  expect(guards).not.toContain('guard2')
  expect(guards).not.toContain('technician')
})

describe('an alarm of a drill or test', () => {
  /** As a press in an exercise that the server has open leaves it: priority 4, and nobody's sleep lost over it. */
  async function inExercise(kind: 'drill' | 'test', deviceId: string): Promise<string> {
    const id = await anAlarm(world.owner)
    await world.owner.query(
      `update alarm set exercise = $2, exercise_verified = true, priority = 4, device_id = $3, fold_key = $4, state = 'acknowledged', unacknowledged = false where id = $1`,
      [id, kind, deviceId, foldKeyOf(deviceId, '', 'panic', kind, NORTH)],
    )
    return id
  }
  const real = (id: string, version = 1, username = 'operator') =>
    act(username, id, 'real', { version }, `${id}/real/${version}/${username}`)

  it('becomes real by one act: priority, bell and ladder anew, and the exercise of its button ends', async () => {
    const id = await inExercise('drill', 'north-b1')
    await world.owner.query(
      `insert into exercise (kind, school_id, opened_by, ends_at, police_notified_by, police_notified_at)
       values ('drill', $1, 'shiftLeader', now() + interval '1 hour', '李', now()), ('drill', $2, 'shiftLeader', now() + interval '1 hour', '李', now())`,
      [NORTH, SOUTH],
    )
    const answer = await real(id)
    expect([answer.statusCode, Alarm.parse(answer.json())]).toMatchObject([
      200,
      { exercise: null, exerciseVerified: false, priority: 1, unacknowledged: true, state: 'acknowledged', escalation: 0, version: 2 },
    ])
    const read = AlarmWithLog.parse((await world.as('operator', { url: `/api/v1/alarms/${id}` })).json())
    expect(read).toMatchObject({ exercise: null, log: [{ kind: 'takenAsReal', by: 'operator', data: { exercise: 'drill' } }] })
    const { items } = (await world.as('operator', { url: '/api/v1/exercises' })).json()
    expect(items.map(({ schoolId }: { schoolId: string }) => schoolId)).toEqual([SOUTH])
    await world.owner.query('delete from exercise')
    expect((await real(id, 2)).statusCode).toBe(409) // it is real already, and nothing turns it back
  })

  it('does not become a second real alarm of the same button', async () => {
    const [open, id] = [await anAlarm(world.owner), await inExercise('test', 'north-b2')]
    await world.owner.query('update alarm set device_id = $2, fold_key = $3 where id = $1', [
      open,
      'north-b2',
      foldKeyOf('north-b2', '', 'panic', null, NORTH),
    ])
    expect((await real(id)).json()).toMatchObject({ status: 409, type: '/problems/conflict' })
    expect((await world.as('operator', { url: `/api/v1/alarms/${id}` })).json()).toMatchObject({ exercise: 'test', version: 1 })
  })

  it('is left as it is by who saw another version, by whoever may not, and once closed', async () => {
    const id = await inExercise('test', 'north-b3')
    expect((await real(id, 7)).json()).toMatchObject({ type: '/problems/version-conflict' })
    expect((await real(id, 1, 'guard')).statusCode).toBe(403)
    await world.owner.query(`update alarm set state = 'closed' where id = $1`, [id])
    expect((await real(id)).statusCode).toBe(409)
  })
})
