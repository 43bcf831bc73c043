import { afterAll, beforeAll, expect, it } from 'vitest'
import { aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

const register = (fields: object, username = 'systemAdmin') =>
  world.as(username, {
    method: 'POST',
    url: '/api/v1/devices',
    payload: { schoolId: NORTH, campusId: `${NORTH}-c`, kind: 'panicButton', source: 'native', externalId: 'b-1', ...fields },
  })

it('registers a native button under its own id, not heard of yet', async () => {
  const answer = await register({ position: [106.2, 38.4], name: '东门' })
  expect([answer.statusCode, answer.json()]).toEqual([
    201,
    {
      id: 'b-1',
      schoolId: NORTH,
      campusId: `${NORTH}-c`,
      kind: 'panicButton',
      dialect: 'native',
      source: 'native',
      externalId: 'b-1',
      point: '',
      name: '东门',
      position: [106.2, 38.4],
      silent: false,
      state: 'unknown',
      stateSince: null,
      lastHeardAt: null,
      parentId: null,
      heartbeatS: null,
      repeatsUntilReceipt: true,
      provenAt: null,
      synthetic: false,
    },
  ])
  const { rows } = await world.owner.query(`select account, object, result from audit_log where action = 'device.register'`)
  expect(rows).toEqual([{ account: 'systemAdmin', object: 'b-1', result: 'ok' }])
})

it('gives a device of another dialect an id of its own', async () => {
  const answer = await register({ source: `edge/${NORTH}/gb`, externalId: '64010400111340000001', campusId: undefined }, 'systemAdmin')
  expect([answer.statusCode, answer.json()]).toMatchObject([
    201,
    { id: expect.stringMatching(/^d-[0-9a-f]{16}$/), dialect: 'gb28181', campusId: null },
  ])
})

it.each([
  [{ externalId: 'b-1' }, 409, 'body.id'],
  [{ source: `edge/${NORTH}/gb`, externalId: '64010400111340000001' }, 409, 'body.externalId'],
  [{ id: 'b-2', externalId: 'b-3' }, 422, 'body.externalId'],
  [{ externalId: 'a/b' }, 422, 'body.externalId'],
  [{ source: 'nobody' }, 422, 'body.source'],
  [{ externalId: 'b-4', schoolId: 'nowhere', campusId: undefined }, 422, 'body.schoolId'],
  [{ externalId: 'b-4', campusId: `${SOUTH}-c` }, 422, 'body.campusId'],
  [{ source: `edge/${NORTH}/gb`, externalId: '64010400111320000001' }, 422, 'body.externalId'],
  [{ externalId: 'b-4', kind: 'button' }, 400, 'body.kind'],
  [{ externalId: 'b-4', position: [38.4, 106.2] }, 400, 'body.position.1'],
  [{ externalId: 'b-4', latitude: 1 }, 400, 'body.latitude'],
] as const)('refuses %j with %i at %s', async (fields, status, path) => {
  const answer = await register(fields)
  expect([answer.statusCode, answer.json().errors.map((error: { path: string }) => error.path)]).toEqual([status, [path]])
})

it('lists by state as of now, page by page', async () => {
  for (let n = 0; n < 6; n += 1) {
    await world.owner.query(
      `insert into device (id, school_id, kind, dialect, source, external_id, name) values ($1, $2, 'camera', 'native', 'native', $1, '')`,
      [`cam-${n}`, NORTH],
    )
    const heard = n % 2 === 0 ? '1 minute' : '10 minutes'
    await world.owner.query(`insert into device_state (device_id, last_heard_at) values ($1, now() - $2::interval)`, [`cam-${n}`, heard])
  }
  const page = async (query: string) => (await world.as('operator', { url: `/api/v1/devices?kind=camera&${query}` })).json()
  const first = await page('state=online&limit=2')
  expect(first.items.map(({ id }: { id: string }) => id)).toEqual(['cam-0', 'cam-2'])
  const second = await page(`state=online&limit=2&cursor=${first.nextCursor}`)
  expect([second.items.map(({ id }: { id: string }) => id), second.nextCursor]).toEqual([['cam-4'], null])
  expect((await page('state=offline')).items).toHaveLength(3)
  expect((await page('state=unknown')).items).toEqual([])
})
