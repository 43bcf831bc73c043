import { afterAll, beforeAll, expect, it } from 'vitest'
import { Urge } from '#contracts/urge.ts'
import { aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  await world.owner.query(
    `insert into period (id, kind, name, from_day, to_day, cutoff_at) values ('2026-03', 'month', '2026年3月', '2026-03-01', '2026-04-01', '2100-01-01')`,
  )
})
afterAll(() => world.stop())

const ask = (measureId: string, ids: string[]) => ({
  measureId,
  periodId: '2026-03',
  due: '2026-03-20',
  schools: ids.map((schoolId) => ({ schoolId, text: `请补齐 ${schoolId}` })),
})
const urge = (username: string, measureId: string, ...ids: string[]) =>
  world.as(username, { method: 'POST', url: '/api/v1/urges', payload: ask(measureId, ids) })
const list = async (username: string, query = ''): Promise<Urge[]> =>
  (await world.as(username, { url: `/api/v1/urges${query}` })).json().items
const answer = (username: string, id: string, version: number, text = '本周五前补齐') =>
  world.as(username, { method: 'POST', url: `/api/v1/urges/${id}/answer`, payload: { version, text, expectedOn: '2026-03-13' } })

it('shows an urge to the school that is meant, takes its answer, and shows it beside the urge', async () => {
  const sent = await urge('bureau', 'buttons', NORTH, SOUTH)
  expect(sent.statusCode).toBe(201)
  expect(
    sent
      .json()
      .items.map((item: unknown) => Urge.parse(item).schoolId)
      .sort(),
  ).toEqual([NORTH, SOUTH])
  const [mine, ...others] = await list('schoolHead', '?measure=buttons')
  expect([mine?.schoolId, mine?.text, mine?.due, others]).toEqual([NORTH, `请补齐 ${NORTH}`, '2026-03-20', []])
  const id = mine?.id ?? ''
  expect((await answer('officer2', id, 0)).statusCode).toBe(404)
  expect((await answer('schoolOfficer', id, 0)).json().answers).toMatchObject([
    { version: 1, text: '本周五前补齐', expectedOn: '2026-03-13', by: 'schoolOfficer（示例）' },
  ])
  expect((await answer('schoolHead', id, 0)).json()).toMatchObject({ status: 409, current: { answers: [{ by: 'schoolOfficer（示例）' }] } })
  expect((await answer('schoolHead', id, 1, '已补齐')).json().answers).toHaveLength(2)
  expect((await list('bureau', '?measure=buttons&state=unanswered')).map(({ schoolId }) => schoolId)).toEqual([SOUTH])
  expect((await list('bureau', `?school=${NORTH}&state=answered`)).map(({ id }) => id)).toEqual([id])
})

it('urges nobody twice within a day, whoever asks and however many at once', async () => {
  const both = await Promise.all([urge('bureau', 'guardsEmployed', NORTH), urge('bureau', 'guardsEmployed', NORTH)])
  expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409])
  const mixed = (await urge('bureau', 'guardsEmployed', NORTH, SOUTH)).json()
  expect([mixed.items, mixed.already].map((urges: Urge[]) => urges.map(({ schoolId }) => schoolId))).toEqual([[SOUTH], [NORTH]])
  await world.owner.query(`alter table urge disable trigger all; update urge set urged_at = now() - interval '25 hours', urged_on = urged_on - 1
    where measure_id = 'guardsEmployed'; alter table urge enable trigger all`)
  expect((await urge('bureau', 'guardsEmployed', NORTH)).statusCode).toBe(201)
})

it('refuses a school that is not there, and a school that is named twice', async () => {
  expect((await urge('bureau', 'drills', NORTH, 'nowhere')).statusCode).toBe(404)
  expect((await urge('bureau', 'drills', NORTH, NORTH)).json().errors).toMatchObject([{ path: 'body.schools' }])
  expect(await list('bureau', '?measure=drills')).toEqual([])
})

it('keeps every version of an undertaking, and tells the second of two clerks who was first', async () => {
  const set = (version: number, action: string) =>
    world.as('bureau', {
      method: 'PUT',
      url: `/api/v1/measures/buttons/schools/${NORTH}/action`,
      payload: { version, action, responsible: '示例·张', due: null },
    })
  expect((await set(0, '更换按钮')).json()).toMatchObject({ version: 1, by: 'bureau（示例）' })
  expect((await set(0, '另行采购')).json()).toMatchObject({ status: 409, current: { action: '更换按钮' } })
  expect((await set(1, '另行采购')).json()).toMatchObject({ version: 2 })
  const read = async (username: string, query = '') => (await world.as(username, { url: `/api/v1/gap-actions${query}` })).json().items
  expect(await read('schoolOfficer')).toMatchObject([{ action: '另行采购', version: 2 }])
  expect(await read('officer2')).toEqual([])
  expect(await read('bureau', '?until=2020-01-01T00:00:00Z')).toEqual([])
})

it('keeps the reported figure with its reason, beside what was reported before', async () => {
  const put = (version: number, value: object, reason = '含两名待发证人员') =>
    world.as('bureau', {
      method: 'PUT',
      url: '/api/v1/measures/guardsEmployed/reported',
      payload: { periodId: '2026-03', version, value, reason },
    })
  // 系统数 is 1 ÷ 2 所 here.
  await world.owner.query(
    `insert into measure_sum (period_id, measure_id, township_id, met_schools, not_met_schools, expired_schools, no_evidence_schools, not_applicable_schools,
       met_units, required_units, corrected, corrected_met_schools, corrected_applicable_schools, corrected_met_units, corrected_required_units, computed_at)
     values ('2026-03', 'guardsEmployed', '', 1, 1, 0, 0, 0, 3, 6, false, 1, 2, 3, 6, now())`,
  )
  const wrong = async (answer: ReturnType<typeof put>) => [
    (await answer).statusCode,
    (await answer).json().errors?.map(({ path }: { path: string }) => path),
  ]
  expect(await wrong(put(0, { met: 2, applicable: 2 }, ''))).toEqual([422, ['body.reason']])
  expect(await wrong(put(0, { met: 3, applicable: 2 }))).toEqual([422, ['body.value.met']])
  expect(await wrong(put(0, { met: 1.5, applicable: 2 }))).toEqual([422, ['body.value.met']])
  expect((await put(0, { rate: '97%' })).statusCode).toBe(400)
  expect((await put(0, { met: 2, applicable: 2 })).statusCode).toBe(200)
  expect((await put(0, { rate: 50 })).statusCode).toBe(409)
  // Who has not seen the newest is told so before anything is said of what he sent.
  expect((await put(0, { met: 3, applicable: 2 }, '')).json()).toMatchObject({ status: 409, current: { version: 1 } })
  expect((await put(1, { rate: 50 }, '')).statusCode).toBe(200) // the same as the system's: no reason is asked for
  const { items } = (await world.as('bureau', { url: '/api/v1/reported-figures?period=2026-03' })).json()
  expect(items).toMatchObject([
    { version: 2, value: { rate: 50 }, reason: '' },
    { version: 1, value: { met: 2, applicable: 2 }, reason: '含两名待发证人员', computed: { met: 1, applicable: 2, rate: 50 } },
  ])
})

it('refuses figures that there are not, naming the field', async () => {
  const reported = (measure: string, periodId: string) =>
    world.as('bureau', {
      method: 'PUT',
      url: `/api/v1/measures/${measure}/reported`,
      payload: { periodId, version: 0, value: { rate: 97 }, reason: '示例' },
    })
  const errors = async (answer: Promise<{ statusCode: number; json: () => { errors: { path: string }[] } }>) => {
    const { statusCode, json } = await answer
    return [statusCode, json().errors.map(({ path }) => path)]
  }
  expect(await errors(reported('noSuchMeasure', '2026-03'))).toEqual([422, ['measureId']])
  expect(await errors(reported('buttons', '1999-01'))).toEqual([422, ['body.periodId']])
  expect(await errors(urge('bureau', 'noSuchMeasure', NORTH))).toEqual([422, ['measureId']])
})
