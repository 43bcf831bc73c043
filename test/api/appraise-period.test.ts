import { afterAll, beforeAll, expect, it } from 'vitest'
import { freezePeriod } from '../../server/commands/recompute-measures.ts'
import { aWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  // September 2024: two tasks of the traffic police, one in time, one late; one hazard of theirs past its day.
  await world.owner.query(`
    insert into period (id, kind, name, from_day, to_day, cutoff_at) values ('sept', 'custom', '2024年9月', '2024-09-01', '2024-10-01', now() + interval '9 days'),
      ('later', 'custom', '往后', '2024-10-01', '2099-01-01', '2099-01-02'), ('autumn', 'custom', '2024年秋季学期', '2024-09-05', '2025-01-15', now() + interval '9 days'),
      ('sept-late', 'custom', '2024年9月下旬', '2024-09-20', '2024-10-01', now() + interval '9 days');
    insert into task (id, point, text, lead_dept, starts_on, due_on, first_due_on, state, finished_on, milestones, changed_by, valid)
      select 't-' || n, '三（三）', '任务 ' || n, 'traffic', '2024-08-01', '2024-09-10', '2024-09-10', 'verified', day, '[]', 'x', tstzrange('2024-08-01', null)
      from (values (1, date '2024-09-10'), (2, date '2024-09-11')) as done(n, day);
    insert into hazard (school_id, place, kind, title, risk, state, found_by, found_at, listed_at, lead_dept, due_on)
      values ('north-1', 'belt', 'kiosk', '示例', 'general', 'accepted', 'x', '2024-09-02', '2024-09-02', 'traffic', '2024-09-20')`)
})
afterAll(() => world.stop())

const count = (user: string, period: string) => world.as(user, { method: 'POST', url: '/api/v1/appraisal-periods', payload: { period } })
const appraisals = async () => (await world.as('bureau', { url: `/api/v1/appraisals` })).json().items

it('makes the appraisal of what a frozen period shows, once, and types no point', async () => {
  const open = await count('bureau', 'sept')
  expect([open.statusCode, open.json().detail]).toEqual([409, expect.stringContaining('its figures may still change')])
  await freezePeriod(world.pool, 'sept', 'bureau')
  const proposed = (await world.as('bureau', { url: '/api/v1/appraisal-proposals?period=sept' })).json().items
  const expected = { departmentId: 'traffic', points: -3, counted: false } // a task takes off 2, a hazard 1
  expect(proposed).toMatchObject([expected])
  expect(proposed[0].text).toMatch(/^2024年9月督导结果：任务应完成 2 项、按时 1 项（每项扣 2 分）；隐患应整改 1 项、按期 0 项/)
  expect((await count('bureau', 'sept')).json().items).toMatchObject([{ ...expected, counted: true }])
  await count('bureau', 'sept')
  expect(await appraisals()).toMatchObject([{ departmentId: 'traffic', points: -3, by: 'bureau（示例）' }])
  for (const longer of ['autumn', 'sept-late']) {
    await freezePeriod(world.pool, longer, 'bureau')
    const twice = await count('bureau', longer)
    expect([twice.statusCode, twice.json().detail]).toEqual([409, expect.stringContaining('overlaps 2024年9月')])
  }
  expect(await appraisals()).toHaveLength(1)
  expect((await count('bureau', 'nothing')).statusCode).toBe(404)
  expect((await count('department', 'sept')).statusCode).toBe(403)
})
