import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SchoolEvidence } from '#contracts/measure.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import { prepareMeasures } from '../../server/commands/prepare-measures.ts'
import { freezePeriod, recomputeMeasures } from '../../server/commands/recompute-measures.ts'
import { aWorld, NORTH, PASSWORD, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  await ensureAccount(world.pool, {
    username: 'bureau2',
    name: 'bureau2（示例）',
    password: PASSWORD,
    role: 'bureau',
    scope: { kind: 'district' },
    synthetic: true,
  })
  await world.owner.query(`update school set pupils = 99 where id = $1`, [NORTH])
  await world.owner.query(`insert into guard (id, school_id, name) values ('g1', $1, '示例')`, [NORTH])
})
afterAll(() => world.stop())

const today = shanghaiDay(Date.now())
const post = (url: string, payload: object = {}, who = 'bureau') => world.as(who, { method: 'POST', url: `/api/v1${url}`, payload })
const rule = (more: object = {}) => ({
  text: '不足100人至少2名',
  source: '示例区通知',
  clause: '一',
  thresholds: { day: [{ from: 0, guards: 2 }], boarding: [{ from: 0, guards: 2 }] },
  validFrom: today,
  reason: '上级要求提高',
  ...more,
})
const result = async (period = '') => {
  await recomputeMeasures(world.pool)
  return ((await world.as('bureau', { url: `/api/v1/measures/guardsEmployed/schools/${NORTH}${period}` })).json() as SchoolEvidence).result
}

it('refuses a rule that contradicts itself, with field and reason', async () => {
  const answer = await post(
    '/measures/guardsEmployed/versions',
    rule({
      thresholds: {
        day: [
          { from: 0, guards: 3 },
          { from: 100, guards: 1 },
        ],
        boarding: [],
      },
    }),
  )
  expect(answer.statusCode).toBe(422)
  expect(answer.json().errors.map(({ path }: { path: string }) => path)).toEqual(['body.thresholds.day.1', 'body.thresholds.boarding'])
})

it('changes a rule only when a second person approves', async () => {
  expect(await result()).toMatchObject({ result: 'met', version: 1 })
  expect((await post('/measures/guardsEmployed/versions', rule())).json()).toMatchObject({
    version: 2,
    state: 'proposed',
    proposedBy: 'bureau（示例）',
  })
  expect((await post('/measures/guardsEmployed/versions', rule())).statusCode).toBe(409)
  expect((await post('/measures/policeLink/versions', rule({ thresholds: {} }))).statusCode).toBe(201)
  expect((await post('/measures/policeLink/versions/2/reject')).json()).toMatchObject({ state: 'rejected' })
  expect((await post('/measures/policeLink/versions', rule({ thresholds: {} }))).json()).toMatchObject({ version: 3, state: 'proposed' })
  expect((await post('/measures/guardsEmployed/versions/2/approve')).statusCode).toBe(422)
  expect(await result()).toMatchObject({ result: 'met', version: 1 })
  expect((await post('/measures/guardsEmployed/versions/2/approve', {}, 'bureau2')).json()).toMatchObject({
    state: 'inForce',
    approvedBy: 'bureau2（示例）',
  })
  expect(await result()).toMatchObject({ result: 'notMet', version: 2, met: 1, required: 2 })
  const { versions, rule: inForce } = (await world.as('bureau', { url: '/api/v1/measures/guardsEmployed' })).json()
  expect(inForce.version).toBe(2)
  expect(versions.map(({ state }: { state: string }) => state)).toEqual(['superseded', 'inForce'])
})

it('proposes a newer program’s rule to a database with an older one, and changes no number before a person approves', async () => {
  await world.owner.query(`update measure_version set thresholds = thresholds - 'kinds' where measure_id = 'drills'`)
  await prepareMeasures(world.pool)
  await prepareMeasures(world.pool)
  const versions = async () => (await world.as('bureau', { url: '/api/v1/measures/drills' })).json().versions
  expect(await versions()).toMatchObject([
    { version: 1, state: 'inForce' },
    {
      version: 2,
      state: 'proposed',
      proposedBy: '系统',
      reason: '随软件更新',
      thresholds: { kinds: ['evacuation', 'fire', 'earthquake'] },
    },
  ])
  const reject = { method: 'POST' as const, url: '/api/v1/measures/drills/versions/2/reject' }
  expect((await world.as('bureau', reject)).statusCode).toBe(200)
  await prepareMeasures(world.pool)
  expect((await versions()).map(({ state }: { state: string }) => state)).toEqual(['inForce', 'rejected'])
})

it('lets the program’s own proposal begin after what was frozen while it waited', async () => {
  await world.owner.query(
    `insert into measure_version (measure_id, version, text, source, clause, thresholds, valid_from, reason, proposed_by, state)
     select measure_id, 2, text, source, clause, thresholds, '2018-06-01', '随软件更新', 'xiaowei', 'proposed' from measure_version where measure_id = 'patrols';
     insert into period (id, kind, name, from_day, to_day, cutoff_at, state, frozen_at) values ('2018-summer', 'custom', '示例', '2018-06-01', '2018-09-01', '2018-09-05', 'frozen', '2018-09-05')`,
  )
  expect((await post('/measures/patrols/versions/2/approve')).json()).toMatchObject({ state: 'inForce', validFrom: '2018-09-01' })
})

it('leaves a school out of both parts of the fraction only with reason and a second person', async () => {
  const url = `/measures/guardsEmployed/schools/${NORTH}/exemptions`
  expect((await post(url, { reason: '', from: today })).statusCode).toBe(400)
  const { id } = (await post(url, { reason: '校舍重建，师生已分流', from: today })).json()
  expect(await result()).toMatchObject({ result: 'notMet' })
  expect((await post(`/exemptions/${id}/approve`)).statusCode).toBe(422)
  expect((await post(`/exemptions/${id}/approve`, {}, 'bureau2')).json()).toMatchObject({ state: 'inForce', approvedBy: 'bureau2' })
  expect(await result()).toMatchObject({
    result: 'notApplicable',
    met: 0,
    required: 0,
    exemption: { reason: '校舍重建，师生已分流', approvedBy: 'bureau2（示例）' },
  })
  expect((await world.as('schoolOfficer', { url: '/api/v1/exemptions' })).json().items).toHaveLength(1)
  expect((await world.as('officer2', { url: '/api/v1/exemptions' })).json().items).toHaveLength(0)
  expect((await post(`/exemptions/${id}/end`)).json()).toMatchObject({ state: 'ended' })
})

it('approves nothing that would reach into a period frozen since it was proposed', async () => {
  expect((await post('/measures/buttons/versions', rule({ thresholds: { testDays: 90 }, validFrom: '2019-06-01' }))).statusCode).toBe(201)
  const exemption = (await post(`/measures/buttons/schools/${NORTH}/exemptions`, { reason: '示例', from: '2019-06-01' })).json()
  expect(exemption.state).toBe('proposed')
  await world.owner.query(
    `insert into period (id, kind, name, from_day, to_day, cutoff_at, state, frozen_at) values ('2019-summer', 'custom', '示例', '2019-06-01', '2019-09-01', '2019-09-05', 'frozen', '2019-09-05')`,
  )
  const [version, left] = [
    await post('/measures/buttons/versions/2/approve', {}, 'bureau2'),
    await post(`/exemptions/${exemption.id}/approve`, {}, 'bureau2'),
  ]
  expect([version.statusCode, version.json().errors[0].path, version.json().detail]).toEqual([
    422,
    'validFrom',
    'validFrom: expected a day after 2019-08-31, the last of a frozen period, found 2019-06-01',
  ])
  expect([left.statusCode, left.json().errors[0].path]).toEqual([422, 'from'])
  expect((await post('/measures/buttons/versions/2/reject', {}, 'bureau2')).json()).toMatchObject({ state: 'rejected' })
  expect((await post(`/exemptions/${exemption.id}/reject`, {}, 'bureau2')).json()).toMatchObject({ state: 'rejected' })
})

it('makes a term, refuses one that never ends, and takes no rule into a period that is frozen', async () => {
  const term = {
    id: '2026-autumn',
    kind: 'term',
    name: '秋季学期',
    from: '2026-09-01',
    to: '2026-09-01',
    cutoffAt: '2027-02-05T00:00:00+08:00',
  }
  expect((await post('/periods', term)).json().errors[0].path).toBe('body.to')
  expect((await post('/periods', { ...term, to: '2036-09-01' })).statusCode).toBe(422)
  expect(
    (await post('/periods', { ...term, from: '2020-09-01', to: '2021-02-01', cutoffAt: '2021-02-05T00:00:00+08:00' })).json(),
  ).toMatchObject({ state: 'open' })
  await recomputeMeasures(world.pool)
  expect(await freezePeriod(world.pool, '2026-autumn', 'x')).toBe(false)
  expect(
    (await post('/measures/buttons/versions', rule({ thresholds: { testDays: 90 }, validFrom: '2021-01-31' }))).json().errors[0].path,
  ).toBe('body.validFrom')
  expect(await result('?period=2026-autumn')).toMatchObject({ version: 1 })
  const running = (await world.as('bureau', { url: '/api/v1/measures' })).json().period
  expect((await post(`/periods/${running.id}/freeze`)).statusCode).toBe(422)
  const put = await world.as('bureau', { method: 'PUT', url: '/api/v1/period-setting', payload: { monthFrom: 26, cutoffDays: 3 } })
  expect(put.json()).toEqual({ monthFrom: 26, cutoffDays: 3 })
})
