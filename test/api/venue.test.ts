import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import { aJpeg } from '../support/camera.ts'
import { aWorld, NORTH, PASSWORD, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  // South is a kilometre and more away, so that its officer is nobody's neighbour here.
  await world.owner.query(
    `update campus set point = '{"type":"Point","coordinates":[106.4,38.4]}', zone = '{"type":"Polygon","coordinates":[[[106.4,38.4],[106.41,38.4],[106.41,38.41],[106.4,38.4]]]}' where school_id = $1`,
    [SOUTH],
  )
  await ensureAccount(world.pool, {
    username: 'bureau2',
    name: '科长（示例）',
    password: PASSWORD,
    role: 'bureau',
    scope: { kind: 'district' },
    synthetic: true,
  })
})
afterAll(() => world.stop())

const post = (user: string, url: string, payload: object) => world.as(user, { method: 'POST', url: `/api/v1${url}`, payload })
const cafe = { kind: 'internetCafe', name: '示例网吧', position: [106.201, 38.4], accuracyM: 3 }

it('measures a venue against the schools around it, and shows it to them alone', async () => {
  const made = await post('bureau', '/venues', cafe)
  expect(made.json()).toMatchObject({
    near: [
      {
        schoolId: NORTH,
        verdict: 'provisional',
        method: 'boundaryBuffer',
        limitM: 200,
        errorM: 3.1,
        boundaryM: expect.closeTo(87.3, 0),
        inBelt: true,
      },
    ],
  })
  const { id, version } = made.json()
  const listed = async (user: string) => (await world.as(user, { url: '/api/v1/venues' })).json().items.length
  expect([await listed('schoolOfficer'), await listed('officer2'), await listed('bureau')]).toEqual([1, 0, 1])
  const moved = await post('bureau', `/venues/${id}`, { ...cafe, position: [106.25, 38.4], version })
  expect(moved.json()).toMatchObject({ near: [], version: 2 })
  const late = await post('bureau', `/venues/${id}`, { ...cafe, version })
  expect([late.statusCode, late.json().current.version, late.json().current.changedBy]).toEqual([409, 2, 'bureau（示例）'])
  expect((await post('department', '/venues', cafe)).statusCode).toBe(403)
})

it('changes a rule only by a new version that a second person approves', async () => {
  const rule = {
    venueKind: 'bar',
    levels: ['primary'],
    deptKind: 'market',
    method: 'gateRadius',
    metres: 100,
    law: '地方条例（示例）',
    clause: '第三条',
    reason: '新规',
  }
  const proposed = (await post('bureau', '/distance-rules', rule)).json()
  expect(proposed).toMatchObject({ state: 'proposed', version: 1 })
  expect((await post('bureau', `/distance-rules/${proposed.id}/approve`, {})).statusCode).toBe(422)
  expect((await post('bureau2', `/distance-rules/${proposed.id}/approve`, {})).json()).toMatchObject({
    state: 'inForce',
    approvedBy: 'bureau2',
  })
  const bars = (await world.as('bureau', { url: '/api/v1/distance-rules' }))
    .json()
    .items.filter(({ venueKind }: { venueKind: string }) => venueKind === 'bar')
  expect(bars.map(({ state, metres }: { state: string; metres: number | null }) => [state, metres])).toEqual(
    expect.arrayContaining([
      ['inForce', 100],
      ['inForce', null],
    ]),
  )
})

it('keeps who surveyed which belt when', async () => {
  expect((await post('schoolOfficer', '/belt-surveys', { campusId: `${NORTH}-c`, note: '全周' })).statusCode).toBe(201)
  expect((await post('schoolOfficer', '/belt-surveys', { campusId: `${SOUTH}-c` })).statusCode).toBe(404)
  expect((await post('bureau', '/belt-surveys', { campusId: `${NORTH}-c`, surveyedAt: '2099-01-01T00:00:00Z' })).statusCode).toBe(422)
  const belt = (await world.as('schoolOfficer', { url: `/api/v1/schools/${NORTH}/belt` })).json()
  expect(belt.campuses).toMatchObject([
    { provisional: true, overlaps: [], lastSurvey: { surveyedBy: 'schoolOfficer（示例）', note: '全周' } },
  ])
  expect((await world.as('officer2', { url: `/api/v1/schools/${NORTH}/belt` })).statusCode).toBe(404)
})

it('measures the walking route once a road network is in force, and says 无法测量 before', async () => {
  const gate = [106.2, 38.4]
  await world.owner.query(`update campus set gates = $2 where school_id = $1`, [
    NORTH,
    JSON.stringify([{ name: '南门（示例）', position: gate }]),
  ])
  const rule = {
    venueKind: 'tobacco',
    levels: ['primary'],
    deptKind: 'tobacco',
    method: 'walkingRoute',
    metres: 100,
    law: '示例',
    clause: '一',
  }
  const proposed = (await post('bureau', '/distance-rules', { ...rule, reason: '步行' })).json()
  await post('bureau2', `/distance-rules/${proposed.id}/approve`, {})
  const shop = (await post('bureau', '/venues', { kind: 'tobacco', name: '示例商店', position: [106.201, 38.4], accuracyM: 1 })).json()
  const near = async () =>
    (await world.as('bureau', { url: '/api/v1/venues?kind=tobacco' })).json().items.find(({ id }: { id: string }) => id === shop.id).near[0]
  expect(shop.near[0]).toMatchObject({ verdict: 'unmeasured', walkM: null })

  // Around the block: 111 m north, 87 m east, 111 m south.
  const block = [gate, [106.2, 38.401], [106.201, 38.401], [106.201, 38.4]]
  const features = [
    { type: 'Feature', properties: { highway: 'residential' }, geometry: { type: 'LineString', coordinates: block } },
    { type: 'Feature', properties: { highway: 'motorway' }, geometry: { type: 'LineString', coordinates: [gate, [106.201, 38.4]] } },
  ]
  const roads = (user: string, body: object) =>
    world.as(user, { method: 'POST', url: '/api/v1/road-networks?name=a&source=b&accuracyM=2', payload: body })
  expect((await roads('schoolOfficer', { type: 'FeatureCollection', features })).statusCode).toBe(403)
  const broken = await roads('bureau', {
    type: 'FeatureCollection',
    features: [features[0], { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: [[200, 1]] } }],
  })
  expect([broken.statusCode, broken.json().detail]).toEqual([422, expect.stringContaining('features.1')])
  const loaded = await roads('bureau', { type: 'FeatureCollection', features })
  expect(loaded.json()).toMatchObject({ state: 'inForce', skipped: 1, segments: 3 })
  expect(await near()).toMatchObject({
    verdict: 'provisional',
    method: 'walkingRoute',
    walkM: expect.closeTo(309.3, 0),
    metres: expect.closeTo(309.3, 0),
    errorM: 3.1,
  })
})

it('lets a rule be refused, and taken back by who proposed it', async () => {
  const rule = {
    venueKind: 'lottery',
    levels: ['primary'],
    deptKind: 'civilAffairs',
    method: 'gateRadius',
    metres: 50,
    law: '示例',
    clause: '一',
  }
  for (const user of ['bureau', 'bureau2']) {
    const { id } = (await post('bureau', '/distance-rules', { ...rule, reason: '试' })).json()
    expect((await post(user, `/distance-rules/${id}/reject`, {})).json()).toMatchObject({ state: 'rejected', approvedBy: null })
    expect((await post('bureau2', `/distance-rules/${id}/approve`, {})).statusCode).toBe(409)
  }
})

it('keeps photos of venues and surveys for those who may read them, and where the phone stood', async () => {
  const photo = (user: string, ownerKind: string, ownerId: string) =>
    world.as(user, {
      method: 'POST',
      url: `/api/v1/files?ownerKind=${ownerKind}&ownerId=${ownerId}&name=a.jpg&lng=106.2&lat=38.4`,
      payload: aJpeg(),
      headers: { 'content-type': 'application/octet-stream' },
    })
  const venue = (await post('bureau', '/venues', { ...cafe, name: '示例网吧二' })).json()
  const kept = await photo('bureau', 'venue', venue.id)
  expect(kept.statusCode).toBe(201)
  expect((await photo('schoolOfficer', 'venue', venue.id)).statusCode).toBe(404)
  const see = async (user: string, id: string) => (await world.as(user, { url: `/api/v1/files/${id}` })).statusCode
  expect([await see('schoolOfficer', kept.json().id), await see('officer2', kept.json().id), await see('police', kept.json().id)]).toEqual([
    200, 404, 404,
  ])
  expect((await world.as('officer2', { url: `/api/v1/venues/${venue.id}` })).statusCode).toBe(404)
  expect((await world.as('schoolOfficer', { url: `/api/v1/venues/${venue.id}` })).json()).toMatchObject({ name: '示例网吧二' })

  const survey = (
    await post('schoolOfficer', '/belt-surveys', { campusId: `${NORTH}-c`, position: [106.2001, 38.4001], accuracyM: 12 })
  ).json()
  expect((await photo('schoolOfficer', 'beltSurvey', survey.id)).statusCode).toBe(201)
  expect((await photo('bureau', 'beltSurvey', survey.id)).statusCode).toBe(404) // a photo is of who was there
  const listed = (await world.as('bureau', { url: `/api/v1/belt-surveys?school=${NORTH}` })).json().items[0]
  expect(listed).toMatchObject({ id: survey.id, position: [106.2001, 38.4001], accuracyM: 12, photos: { length: 1 } })
  expect((await world.as('officer2', { url: '/api/v1/belt-surveys' })).json().items).toEqual([])
})
