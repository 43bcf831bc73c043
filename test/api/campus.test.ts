import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { distanceToBoundaryMetres } from '#domain/zone.ts'
import { aWorld, NORTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

const CAMPUS = `${NORTH}-c`
const square = (west: number, size = 0.002) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, 38.4],
      [west + size, 38.4],
      [west + size, 38.4 + size],
      [west, 38.4 + size],
      [west, 38.4],
    ],
  ],
})
const TWO_POINTS = {
  type: 'Polygon',
  coordinates: [
    [
      [106.2, 38.4],
      [106.3, 38.4],
      [106.2, 38.4],
    ],
  ],
}
const bowTie = {
  type: 'Polygon',
  coordinates: [
    [
      [106.2, 38.4],
      [106.202, 38.402],
      [106.202, 38.4],
      [106.2, 38.402],
      [106.2, 38.4],
    ],
  ],
}
const put = (body: object, username = 'systemAdmin', path = '') =>
  world.as(username, { method: 'PUT', url: `/api/v1/campuses/${CAMPUS}${path}`, payload: body })
const drafts = async () => (await world.as('technician', { url: '/api/v1/campuses/drafts' })).json().items

it('takes a drawn boundary, computes the belt, keeps the past, and tells the second who was first', async () => {
  const saved = await put({ name: '本部', boundary: square(106.2), version: 1 })
  expect(saved.json()).toMatchObject({ id: CAMPUS, properties: { name: '本部', version: 2, provisional: false, zoneOrigin: 'boundary' } })
  const { geometry, properties } = saved.json()
  for (const corner of properties.zone.coordinates[0]) expect(Math.abs(distanceToBoundaryMetres(corner, geometry) - 200)).toBeLessThan(0.5)

  const late = await put({ name: '本部', boundary: square(106.3), version: 1 })
  expect([late.statusCode, late.json().current]).toMatchObject([409, { properties: { version: 2 }, changedBy: 'systemAdmin（示例）' }])
  expect(late.json().detail).toBe('version 1 was seen; systemAdmin（示例） changed the campus since, it is at 2')

  const { rows } = await world.owner.query(
    `select name, provisional, version, upper(valid) = (select lower(valid) from campus where id = $1) as "meets" from campus_history where id = $1`,
    [CAMPUS],
  )
  expect(rows).toEqual([{ name: '校园', provisional: true, version: 1, meets: true }])
})

it.each([
  ['a boundary that crosses itself', { boundary: bowTie }, 422, /crosses or touches itself/],
  ['two points', { boundary: TWO_POINTS }, 422, /at least 4 points/],
  ['a campus as wide as a county', { boundary: square(106.2, 0.5) }, 422, /at most 20 km/],
  ['an empty name', { name: ' ' }, 400, /name/],
])('refuses %s in words', async (_, fields, status, words) => {
  const answer = await put({ name: '本部', boundary: square(106.2), version: 2, ...fields })
  expect([answer.statusCode, JSON.stringify(answer.json())]).toEqual([status, expect.stringMatching(words)])
})

it('keeps a technician’s drawing as a draft until the administrator saves', async () => {
  expect((await put({ name: '本部', boundary: square(106.21), version: 2 }, 'technician')).statusCode).toBe(403)
  expect((await put({ name: '本部', boundary: square(106.21) }, 'technician', '/draft')).statusCode).toBe(204)
  expect(await drafts()).toMatchObject([{ campusId: CAMPUS, draftedBy: 'technician（示例）', boundary: square(106.21) }])
  expect((await put({ name: '本部', boundary: square(106.21), version: 2 })).json().properties.version).toBe(3)
  expect(await drafts()).toEqual([])
})

it('takes gates with the boundary and as a draft; who says nothing of them leaves them', async () => {
  const gates = [{ name: '南门', position: [106.201, 38.4] }]
  const drawing = { name: '本部', boundary: square(106.2) }
  const edit = async (fields: object) => {
    const { features } = (await world.as('systemAdmin', { url: '/api/v1/campuses' })).json()
    const campus = features.find(({ id }: { id: string }) => id === 'gated')
    return world.as('systemAdmin', {
      method: 'PUT',
      url: '/api/v1/campuses/gated',
      payload: { ...drawing, ...fields, version: campus.properties.version },
    })
  }
  const post = { id: 'gated', schoolId: NORTH, ...drawing, gates }
  const made = await world.as('systemAdmin', { method: 'POST', url: '/api/v1/campuses', payload: post })
  expect(made.json().properties.gates).toEqual(gates)
  expect((await edit({ name: '改名' })).json().properties).toMatchObject({ name: '改名', gates })
  expect((await edit({ gates: [{ name: '南门；北门', position: [106.2, 38.4] }] })).statusCode).toBe(400)
  expect((await edit({ gates: [{ name: '南门', position: [190, 38.4] }] })).statusCode).toBe(400)
  const moved = [{ name: '南门', position: [106.2005, 38.4] }]
  const draft = { method: 'PUT' as const, url: '/api/v1/campuses/gated/draft', payload: { ...drawing, gates: moved } }
  expect((await world.as('technician', draft)).statusCode).toBe(204)
  expect(await drafts()).toMatchObject([{ campusId: 'gated', gates: moved }])
  expect((await edit({ gates: [] })).json().properties.gates).toEqual([])
  await world.owner.query(`delete from campus where id = 'gated'`)
})

it('adds a campus to a school, once', async () => {
  const wanted = { id: 'east', schoolId: NORTH, name: '东校区', boundary: square(106.25) }
  const post = (body: object) => world.as('systemAdmin', { method: 'POST', url: '/api/v1/campuses', payload: body })
  expect((await post(wanted)).json()).toMatchObject({ id: 'east', properties: { schoolId: NORTH, version: 1, provisional: false } })
  expect((await post(wanted)).statusCode).toBe(409)
  expect((await post({ ...wanted, id: 'west', schoolId: 'nowhere' })).statusCode).toBe(422)
})

it('keeps the answer for whoever sees every school until a campus has changed, and packs it for whom that helps', async () => {
  const nameOf = async (headers: Record<string, string> = {}, campus = CAMPUS) => {
    const answer = await world.as('operator', { url: '/api/v1/campuses', headers })
    const text = answer.headers['content-encoding'] === 'gzip' ? gunzipSync(answer.rawPayload).toString() : answer.body
    const { features } = JSON.parse(text) as { features: { id: string; properties: { name: string; version: number } }[] }
    return features.find(({ id }) => id === campus)?.properties.name
  }
  await put({ name: '旧名', boundary: square(106.2), version: 3 })
  expect([await nameOf(), await nameOf({ 'accept-encoding': 'gzip, br' })]).toEqual(['旧名', '旧名'])
  await put({ name: '新名', boundary: square(106.2), version: 4 })
  expect([await nameOf(), await nameOf({ 'accept-encoding': 'gzip, br' })]).toEqual(['新名', '新名'])
  // An import that is taken back and made again: the same id at its first version.
  const south = (name: string) => ({ id: 'south', schoolId: NORTH, name, boundary: square(106.27) })
  const add = (name: string) => world.as('systemAdmin', { method: 'POST', url: '/api/v1/campuses', payload: south(name) })
  await add('南校区')
  const southNow = async () => (await nameOf({}, 'south')) ?? null
  expect(await southNow()).toBe('南校区')
  await world.owner.query(`delete from campus where id = 'south'`)
  await add('南苑')
  expect(await southNow()).toBe('南苑')
})
