import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DepartmentStandingList, DutyList } from '#contracts/department-standing.ts'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import { freezePeriod, recomputeMeasures } from '../../server/commands/recompute-measures.ts'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { Zip } from '../../server/excel/zip.ts'
import { aWorld, NORTH, PASSWORD, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  await world.owner.query(
    `insert into department (id, name) values ('market', '市场监管（示例）'), ('urban', '综合执法（示例）') on conflict (id) do nothing;
     insert into period (id, kind, name, from_day, to_day, cutoff_at) values ('march', 'custom', '3月', '2026-03-01', '2026-04-01', '2100-01-01');
     insert into task (id, point, measure_id, text, lead_dept, responsible, starts_on, due_on, first_due_on, state, finished_on, changed_by, valid) values
       ('on-the-day', '1', 'buttons', '示例', 'market', '{urban}', '2026-01-01', '2026-03-10', '2026-03-10', 'finished', '2026-03-10', 'x', tstzrange('2026-01-01', null)),
       ('a-day-late', '1', null, '示例', 'market', '{}', '2026-01-01', '2026-03-10', '2026-03-10', 'verified', '2026-03-11', 'x', tstzrange('2026-01-01', null)),
       ('open-late', '1', null, '示例', 'market', '{}', '2026-01-01', '2026-03-30', '2026-03-30', 'open', null, 'x', tstzrange('2026-01-01', null)),
       ('due-on-last', '1', null, '示例', 'market', '{}', '2026-01-01', '2026-03-31', '2026-03-31', 'open', null, 'x', tstzrange('2026-01-01', null)),
       ('before', '1', null, '示例', 'market', '{}', '2026-01-01', '2026-02-10', '2026-02-10', 'finished', '2026-02-28', 'x', tstzrange('2026-01-01', null)),
       ('cancelled', '1', null, '示例', 'market', '{}', '2026-01-01', '2026-03-10', '2026-03-10', 'cancelled', null, 'x', tstzrange('2026-01-01', null));
     insert into hazard (school_id, place, kind, title, risk, state, found_by, found_at, listed_at, lead_dept, due_on, fixed_at, struck_off_at) values
       ('${NORTH}', 'belt', 'bar', '示例', 'low', 'struckOff', 'x', '2026-02-01', '2026-02-01', 'urban', '2026-03-10', '2026-03-10T15:59:59Z', '2026-03-12T02:00:00Z'),
       ('${NORTH}', 'belt', 'bar', '示例', 'low', 'struckOff', 'x', '2026-02-01', '2026-02-01', 'urban', '2026-03-10', '2026-03-10T16:00:00Z', '2026-03-12T02:00:00Z'),
       ('${NORTH}', 'belt', 'bar', '示例', 'low', 'assigned', 'x', '2026-02-01', '2026-02-01', 'urban', '2026-03-30', null, null),
       ('${NORTH}', 'belt', 'bar', '示例', 'low', 'assigned', 'x', '2026-02-01', '2026-04-02', 'urban', '2026-03-30', null, null),
       ('${NORTH}', 'belt', 'bar', '退回', 'low', 'returned', 'x', '2026-02-01', '2026-02-01', 'urban', '2026-03-30', null, null);
     insert into hazard_log (hazard_id, at, kind, data) select id, e.at, e.kind, e.data from hazard, (values (timestamptz '2026-02-02', 'assign', jsonb '{"dueOn": "2026-03-30"}'), ('2026-02-05', 'return', '{}')) e(at, kind, data) where title = '退回'`,
  )
})
afterAll(() => world.stop())

const standing = async (user = 'bureau'): Promise<DepartmentStandingList> =>
  (await world.as(user, { url: '/api/v1/department-standing?period=march' })).json()

it('counts what each department answers for by its own day, to the last second of Shanghai', async () => {
  expect((await standing()).items.flatMap(({ measures }) => measures)).toEqual([]) // none before it is computed
  await recomputeMeasures(world.pool)
  const { items, total } = await standing()
  const of = (id: string) => items.find(({ department }) => department.id === id)
  expect(of('market')?.tasks).toEqual({ met: 1, applicable: 3, rate: 33.3, late: 1, corrected: null })
  expect(of('urban')?.hazards).toEqual({ met: 1, applicable: 3, rate: 33.3, late: 1, corrected: null })
  expect([total.tasks.applicable, total.hazards.applicable]).toEqual([3, 3])
  expect([of('market')?.measures.map(({ measureId }) => measureId), of('urban')?.measures.map(({ measureId }) => measureId)]).toEqual([
    ['buttons'],
    ['buttons'],
  ])
})

it('opens exactly what a figure counts, by the department and all together', async () => {
  const duties = async (query: string) =>
    ((await world.as('bureau', { url: `/api/v1/department-duties?period=march&${query}` })).json() as DutyList).items
  expect((await duties('measure=tasksOnTime&department=market')).map(({ id, counts, doneOn }) => [id, counts, doneOn])).toEqual([
    ['a-day-late', false, '2026-03-11'],
    ['open-late', false, null],
    ['on-the-day', true, '2026-03-10'],
  ])
  expect((await duties('measure=hazardsOnTime')).map(({ departmentId, counts }) => [departmentId, counts])).toEqual([
    ['urban', false],
    ['urban', false],
    ['urban', true],
  ])
  expect(await duties('measure=tasksOnTime&department=urban')).toEqual([])
})

it('gives what is behind a figure page by page, none twice, with the sum of all, running and frozen', async () => {
  const page = async (query: string) =>
    (await world.as('bureau', { url: `/api/v1/department-duties?period=march&${query}` })).json() as DutyList
  const pages = async (measure: string) => {
    const found: [string, boolean][] = []
    let cursor: string | null = ''
    for (let n = 0; cursor !== null && n < 9; n += 1) {
      const { items, nextCursor, total }: DutyList = await page(`measure=${measure}&limit=1${cursor && `&cursor=${cursor}`}`)
      expect([items.length, total]).toEqual([1, { met: 1, applicable: 3 }])
      found.push(...items.map(({ id, counts }): [string, boolean] => [id, counts]))
      cursor = nextCursor
    }
    return found
  }
  expect(await pages('tasksOnTime')).toEqual([
    ['a-day-late', false],
    ['open-late', false],
    ['on-the-day', true],
  ])
  expect((await pages('hazardsOnTime')).map(([, counts]) => counts)).toEqual([false, false, true])
  const late = await page('measure=tasksOnTime&late=1')
  expect([late.items.map(({ id }) => id), late.total, late.nextCursor]).toEqual([['open-late'], { met: 1, applicable: 3 }, null])
  expect(await page('measure=tasksOnTime&cursor=mine')).toMatchObject({ status: 400 })
})

it('judges by the version of the rule in force, which a second person approves', async () => {
  const { rules } = await standing()
  expect(rules.map(({ id, version }) => [id, version])).toEqual([
    ['tasksOnTime', 1],
    ['hazardsOnTime', 1],
  ])
  const proposed = await world.as('bureau', {
    method: 'POST',
    url: '/api/v1/measures/tasksOnTime/versions',
    payload: {
      text: '示例：宽限一天',
      source: '示例',
      clause: '示例',
      thresholds: { graceDays: 1 },
      validFrom: '2026-03-01',
      reason: '示例',
    },
  })
  expect(proposed.statusCode).toBe(201)
  await world.owner.query(
    `update measure_version set state = 'inForce', approved_by = 'second', approved_at = now() where measure_id = 'tasksOnTime' and version = 2`,
  )
  const after = await standing()
  expect(after.items.find(({ department }) => department.id === 'market')?.tasks).toMatchObject({ met: 2, applicable: 2, late: 0 })
  expect(after.rules[0]).toMatchObject({ version: 2, text: '示例：宽限一天' })
  await world.owner.query(`update measure_version set state = 'rejected' where measure_id = 'tasksOnTime' and version = 2`)
})

it('freezes with the period; what is entered later stands beside', async () => {
  await freezePeriod(world.pool, 'march', 'bureau')
  await world.owner.query(`update task set state = 'cancelled' where id = 'never'; delete from task where id = 'a-day-late'`)
  const before = (await standing()).items.find(({ department }) => department.id === 'market')?.tasks
  expect(before?.corrected).toBeNull() // a deletion of today leaves March as it stood
  await world.owner.query(`update hazard set fixed_at = '2026-03-09T00:00:00Z' where fixed_at = '2026-03-10T16:00:00Z'`)
  const after = (await standing()).items.find(({ department }) => department.id === 'urban')?.hazards
  expect(after).toMatchObject({ met: 1, applicable: 3, corrected: { met: 2, applicable: 3 } })
  const query = 'measure=hazardsOnTime&period=march&department=urban'
  const first: DutyList = (await world.as('bureau', { url: `/api/v1/department-duties?${query}&limit=2` })).json()
  const second: DutyList = (
    await world.as('bureau', { url: `/api/v1/department-duties?${query}&limit=2&cursor=${first.nextCursor}` })
  ).json()
  expect([first.items.length, second.items.length, second.nextCursor, second.later]).toEqual([2, 1, null, []])
  expect([first.total, new Set([...first.items, ...second.items].map(({ id }) => id)).size]).toEqual([{ met: 1, applicable: 3 }, 3])
  const { items, later }: DutyList = (await world.as('bureau', { url: `/api/v1/department-duties?${query}` })).json()
  expect([items.length, items.filter(({ counts }) => counts).length]).toEqual([3, 1]) // as they were frozen
  expect(later).toMatchObject([{ counts: true, change: 'changed' }])
  const zip = new Zip((await world.as('bureau', { url: '/api/v1/evidence-bundle?period=march&measures=hazardsOnTime' })).rawPayload)
  const lines = async (part: string) => (await zip.text(part, 100_000)).trim().split('\r\n').slice(1)
  expect((await lines('部门履职/hazardsOnTime.csv')).map((line) => line.split(','))).toContainEqual([
    '综合执法（示例）',
    '1',
    '3',
    '33.3',
    '1',
    '2',
    '3',
  ])
  expect(await lines('部门履职/hazardsOnTime-明细.csv')).toHaveLength(3)
  expect((await lines('更正依据/hazardsOnTime.csv')).map((line) => line.split(',').slice(-2))).toEqual([['按时', '现判定不同']])
  expect(await zip.text('目录.html', 100_000)).toContain('<td>更正依据</td>')
})

it('judges a task that was entered after its period by its own days, and no better for more time that was granted since', async () => {
  await world.owner.query(
    `insert into period (id, kind, name, from_day, to_day, cutoff_at) values ('january', 'custom', '1月', '2026-01-01', '2026-02-01', '2100-01-01');
     insert into task (id, point, text, lead_dept, starts_on, due_on, first_due_on, state, finished_on, changed_by) values
       ('typed-late', '1', '示例', 'urban', '2025-12-01', '2026-01-20', '2026-01-20', 'open', null, 'x'),
       ('typed-wrong', '1', '示例', 'urban', '2025-12-01', '2026-02-20', '2026-01-20', 'open', null, 'x'),
       ('more-time', '1', '示例', 'urban', '2025-12-01', '2026-02-20', '2026-01-21', 'open', null, 'x'),
       ('done-in-it', '1', '示例', 'urban', '2025-12-01', '2026-01-20', '2026-01-20', 'verified', '2026-01-20', 'x'),
       ('done-after', '1', '示例', 'urban', '2025-12-01', '2026-01-22', '2026-01-22', 'verified', '2026-02-01', 'x'),
       ('begun-after', '1', '示例', 'urban', '2026-02-01', '2026-02-02', '2026-02-02', 'open', null, 'x'),
       ('off-the-list', '1', '示例', 'urban', '2025-12-01', '2026-01-20', '2026-01-20', 'cancelled', null, 'x');
     insert into task_log (task_id, by_account, kind) values ('more-time', 'x', 'extensionDecided');
     update task set percent = 50 where id = 'typed-late'`,
  )
  const { items }: DutyList = (await world.as('bureau', { url: '/api/v1/department-duties?measure=tasksOnTime&period=january' })).json()
  expect(items.map(({ id, dueOn, doneOn, counts }) => [id, dueOn, doneOn, counts])).toEqual([
    ['typed-late', '2026-01-20', null, false],
    ['more-time', '2026-01-21', null, false],
    ['done-after', '2026-01-22', null, false],
    ['done-in-it', '2026-01-20', '2026-01-20', true],
  ])
})

it('shows a township’s clerk the hazards of its schools alone, of a frozen period too', async () => {
  const scope = { kind: 'township' as const, ids: ['south'] }
  await ensureAccount(world.pool, {
    username: 'southClerk',
    name: '南镇（示例）',
    password: PASSWORD,
    role: 'bureau',
    scope,
    synthetic: true,
  })
  await world.owner.query(
    `insert into hazard (school_id, place, kind, title, risk, state, found_by, found_at, listed_at, lead_dept, due_on) values
       ('${SOUTH}', 'belt', 'bar', '南镇的', 'low', 'assigned', 'x', '2026-02-01', '2026-02-01', 'urban', '2026-03-20')`,
  )
  const { items, total } = await standing('southClerk')
  expect(items.find(({ department }) => department.id === 'urban')?.hazards).toMatchObject({
    met: 0,
    applicable: 1,
    late: 1,
    corrected: null,
  })
  expect(total.hazards.applicable).toBe(1)
  // Tasks are the whole district's: one that is entered after the freezing stands beside their figure for a township too.
  const sum = ({ applicable, corrected }: DepartmentStandingList['total']['tasks']) => corrected?.applicable ?? applicable
  const before = total.tasks
  await world.owner.query(
    `insert into task (id, point, text, lead_dept, starts_on, due_on, first_due_on, changed_by) values ('late-one', '一', '示例补录', 'urban', '2026-01-01', '2026-03-10', '2026-03-10', 'x')`,
  )
  const [part, all] = [(await standing('southClerk')).total.tasks, (await standing('bureau')).total.tasks]
  expect(part).toEqual(all)
  expect([part.applicable, sum(part)]).toEqual([before.applicable, sum(before) + 1])
  const tasks = async (user: string): Promise<DutyList> =>
    (await world.as(user, { url: '/api/v1/department-duties?period=march&measure=tasksOnTime' })).json()
  expect(await tasks('southClerk')).toEqual(await tasks('bureau'))
  const url = '/api/v1/department-duties?period=march&measure=hazardsOnTime'
  const duties = async (user: string): Promise<DutyList> => (await world.as(user, { url })).json()
  expect((await duties('southClerk')).items.map(({ title }) => title)).toEqual(['示例south-1：南镇的'])
  const whole = await duties('bureau') // as it was frozen; what was entered since stands beside
  expect([whole.items.length, whole.later.find(({ title }) => title === '示例south-1：南镇的')?.change]).toEqual([3, 'added'])
  const exported = await world.as('southClerk', { url: '/api/v1/exports/department-duties?period=march&measure=hazardsOnTime' })
  const cells = [...(await readWorkbook(exported.rawPayload)).rows.values()].flatMap((row) => [...row.values()].map(({ text }) => text))
  expect([cells.filter((text) => text === '示例south-1：南镇的').length, cells.some((text) => text.startsWith('示例north-1：'))]).toEqual([
    1,
    false,
  ])
})
