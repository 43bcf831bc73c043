import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { readKnownFacts } from '../../server/store/known-fact.ts'
import { readOpenSchoolIds } from '../../server/store/school.ts'
import { aWorld, NORTH, PASSWORD, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  await world.owner.query(`insert into department (id, name) values ('market', '市场监管局（示例）')`)
  await world.owner.query(`update school set pupils = 820 where id = '${NORTH}'`)
  const more = { password: PASSWORD, synthetic: true } as const
  await ensureAccount(world.pool, {
    ...more,
    username: 'market',
    name: 'market（示例）',
    role: 'department',
    scope: { kind: 'department', ids: ['market'] },
  })
  await ensureAccount(world.pool, { ...more, username: 'bureau2', name: 'bureau2（示例）', role: 'bureau', scope: { kind: 'district' } })
})
afterAll(() => world.stop())

const day = (ahead: number) => new Date(Date.now() + 8 * 3_600_000 + ahead * 86_400_000).toISOString().slice(0, 10)
const get = async (user: string, url: string) => (await world.as(user, { url: `/api/v1${url}` })).json()
const post = (user: string, url: string, payload: object) => world.as(user, { method: 'POST', url: `/api/v1${url}`, payload })

const anEntry = (given: object = {}) => ({
  departmentId: 'traffic',
  kind: 'form',
  title: '护学岗设置情况',
  basis: '示例文件〔2026〕1号',
  approver: '示例区领导小组',
  frequency: 'monthly',
  fields: [
    { key: 'pupils', label: '学生人数', type: 'number', source: null, required: true },
    { key: 'buttons', label: '报警器数', type: 'number', source: 'buttons', required: true },
    { key: 'posts', label: '护学岗数', type: 'number', source: null, required: true },
  ],
  validFrom: day(30),
  validTo: day(300),
  ...given,
})

it('takes an entry only 30 days ahead, from its own department, and approved by a second person', async () => {
  const early = await post('department', '/request-list', anEntry({ validFrom: day(29), filedOn: day(-100) }))
  expect([early.statusCode, early.json().errors[0].path]).toEqual([422, 'body.validFrom'])
  expect((await post('department', '/request-list', anEntry({ departmentId: 'market' }))).statusCode).toBe(422)
  const filed = await post('department', '/request-list', anEntry())
  expect([filed.statusCode, filed.json()]).toMatchObject([201, { state: 'proposed', inForce: false, filedOn: day(0) }])
  // A field that asks for what the system knows is filled by it, whoever wrote the form.
  expect(filed.json().fields[0]).toMatchObject({ key: 'pupils', source: 'pupils' })
  const { id } = filed.json()
  expect((await get('market', '/request-list')).items).toEqual([])
  expect((await post('bureau', `/request-list/${id}/decide`, { version: 1, decision: 'approved' })).json()).toMatchObject({
    state: 'approved',
    inForce: false,
  })
  expect((await get('schoolOfficer', '/request-list')).items).toHaveLength(1)
  const own = (await post('bureau', '/request-list', anEntry({ filedOn: day(-40), validFrom: day(-5), title: '按月' }))).json()
  const alone = await post('bureau', `/request-list/${own.id}/decide`, { version: 1, decision: 'approved' })
  expect([alone.statusCode, alone.json().detail]).toEqual([409, 'a second person decides: you proposed this entry'])
  expect((await post('bureau2', `/request-list/${own.id}/decide`, { version: 1, decision: 'approved' })).json()).toMatchObject({
    inForce: true,
  })
})

it('refuses a request that is not on the list, and says and counts why', async () => {
  const entries = (await get('bureau', '/request-list')).items
  const future = entries.find(({ inForce }: { inForce: boolean }) => !inForce).id
  const ask = async (user: string, payload: object) => {
    const answer = await post(user, '/school-requests', { dueOn: day(10), ...payload })
    return [answer.statusCode, answer.json().detail]
  }
  expect(await ask('department', { departmentId: 'traffic', listId: null, title: '关注公众号截图' })).toEqual([
    422,
    '“关注公众号截图” does not reach any school: it is not on the list 准入清单: file it at least 30 days before it begins',
  ])
  expect((await ask('department', { departmentId: 'traffic', listId: future }))[1]).toContain('is in force from')
  const inForce = entries.find((entry: { inForce: boolean }) => entry.inForce).id
  // Another department's entry is no entry of one's own.
  expect((await ask('market', { departmentId: 'market', listId: inForce }))[1]).toContain('not on the list')
  expect((await ask('market', { departmentId: 'traffic', listId: inForce }))[0]).toBe(422)
  const { refused, refusedForms, refusals } = await get('bureau', '/request-burden')
  expect([refused, refusedForms]).toEqual([3, 6])
  expect(refusals.map(({ reason }: { reason: string }) => reason).sort()).toEqual(['notInForce', 'notOnList', 'notOnList'])
  // A school: what itself was spared, and not by whom.
  const own = await get('schoolOfficer', '/request-burden')
  expect(own).toMatchObject({ refused: 3, refusedForms: 3, refusals: [], departments: [] })
})

it('counts every refusal of the year, lists the newest, and exports all', async () => {
  await world.owner.query(
    `insert into refused_request (department_id, title, reason, schools, fields, by_account)
     select 'traffic', '第' || n || '件', 'notOnList', 2, 1, 'x' from generate_series(1, 250) n`,
  )
  const { refused, refusedForms, refusals } = await get('bureau', '/request-burden')
  expect([refused, refusedForms, refusals.length]).toEqual([253, 506, 200])
  const { rawPayload } = await world.as('bureau', { url: '/api/v1/exports/refused-requests' })
  const cells = [...(await readWorkbook(rawPayload)).rows.values()].flatMap((row) => [...row.values()].map(({ text }) => text))
  expect(cells.filter((text) => /^第\d+件$/.test(text))).toHaveLength(250)
})

it('sends nothing to a school that is closed', async () => {
  await world.owner.query(`insert into school_life (school_id, closed_on) values ($1, $2)`, [SOUTH, day(0)])
  expect(await readOpenSchoolIds(world.pool, null)).toEqual([NORTH])
  expect(await readOpenSchoolIds(world.pool, [SOUTH])).toEqual([])
  await world.owner.query(`update school_life set closed_on = $1`, [day(1)])
  expect(await readOpenSchoolIds(world.pool, null)).toEqual([NORTH, SOUTH])
  await world.owner.query('delete from school_life')
})

it('asks schools once in the window; a school sees its own and types only what the system does not know', async () => {
  const entry = (await get('department', '/request-list')).items.find(({ inForce }: { inForce: boolean }) => inForce)
  const ask = (schools?: string[]) =>
    post('department', '/school-requests', { departmentId: 'traffic', listId: entry.id, dueOn: day(10), ...(schools ? { schools } : {}) })
  const both = await Promise.all([ask([NORTH]), ask([NORTH])])
  expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([201, 422])
  expect(both.find(({ statusCode }) => statusCode === 422)?.json().detail).toContain('asked in this window already')
  expect((await ask()).json()).toMatchObject({ schools: 1 }) // only the south was left
  const [asked] = (await get('schoolOfficer', '/school-requests')).items
  const { sheets } = await get('schoolOfficer', `/school-requests/${asked.id}`)
  expect(sheets).toMatchObject([
    {
      schoolId: NORTH,
      fields: [
        { key: 'pupils', value: 820, locked: true },
        { key: 'buttons', value: 1, locked: true },
        { key: 'posts', value: null, locked: false },
      ],
    },
  ])
  const answer = (answers: object, user = 'schoolOfficer', schoolId = NORTH) =>
    post(user, `/school-requests/${asked.id}/answer`, { schoolId, answers })
  const locked = await answer({ posts: 2, pupils: 900 })
  expect([locked.statusCode, locked.json().errors[0]]).toMatchObject([422, { path: 'body.answers.pupils' }])
  expect((await answer({})).json().errors[0]).toEqual({ path: 'body.answers.posts', message: 'is required' })
  expect((await answer({ posts: 2 }, 'officer2')).statusCode).toBe(404)
  expect((await answer({ posts: 2 }, 'schoolOfficer', SOUTH)).statusCode).toBe(404)
  expect((await answer({ posts: 2 })).statusCode).toBe(200)
  const again = await answer({ posts: 3 })
  expect([again.statusCode, again.json().detail]).toMatchObject([409, expect.stringContaining('schoolOfficer（示例） answered it')])
  // What was answered stays as it was, whatever the register says later.
  await world.owner.query(`update school set pupils = 900 where id = '${NORTH}'`)
  expect((await get('department', `/school-requests/${asked.id}`)).sheets[0].fields.map(({ value }: { value: number }) => value)).toEqual([
    820, 1, 2,
  ])
  expect((await world.as('market', { url: `/api/v1/school-requests/${asked.id}` })).statusCode).toBe(404)
  // As a sheet: a row a school, a column a field.
  const sheet = async (user: string) => world.as(user, { url: `/api/v1/exports/request-answers?request=${asked.id}` })
  const { rows } = await readWorkbook((await sheet('department')).rawPayload)
  const cells = (n: number) => [...(rows.get(n)?.values() ?? [])].map(({ text }) => text)
  expect(cells(3)).toEqual(['学校代码', '学校', '学生人数', '报警器数', '护学岗数', '系统填好（项）', '填报人', '填报时间'])
  expect(cells(4).slice(2, 7)).toEqual(['820', '1', '2', '2', 'schoolOfficer（示例）'])
  expect((await sheet('market')).statusCode).toBe(404)
})

it('shows a clerk of one township what its own schools were asked, and lets him ask no other', async () => {
  const clerk = { username: 'southClerk', name: '南镇（示例）', password: PASSWORD, role: 'bureau', synthetic: true } as const
  await ensureAccount(world.pool, { ...clerk, scope: { kind: 'township', ids: ['south'] } })
  const requests = (await get('southClerk', '/school-requests')).items
  expect(requests.map(({ schools }: { schools: number }) => schools)).toEqual([1])
  const { sheets } = await get('southClerk', `/school-requests/${requests[0].id}`)
  expect(sheets.map(({ schoolId }: { schoolId: string }) => schoolId)).toEqual([SOUTH])
  const { schools, refused, refusedForms, refusals } = await get('southClerk', '/request-burden')
  expect(schools.map(({ schoolId }: { schoolId: string }) => schoolId)).toEqual([SOUTH])
  expect([refused, refusedForms, refusals[0].schools]).toEqual([3, 3, 1])
  const asked = await post('southClerk', '/school-requests', {
    departmentId: 'traffic',
    listId: requests[0].listId,
    dueOn: day(10),
    schools: [NORTH],
  })
  expect([asked.statusCode, asked.json().errors]).toEqual([422, [{ path: 'body.schools', message: `there is no school ${NORTH}` }]])
})

it('shows requests by school and month, and what schools were spared', async () => {
  const burden = await get('bureau', '/request-burden')
  const month = Number(day(0).slice(5, 7)) - 1
  expect(burden).toMatchObject({ requests: 2, fields: 6, filled: 3, savedRate: 50 })
  expect(burden.schools.map(({ schoolId, months }: { schoolId: string; months: number[] }) => [schoolId, months[month]])).toEqual([
    [NORTH, 1],
    [SOUTH, 1],
  ])
  expect((await get('schoolOfficer', '/request-burden')).schools.map(({ schoolId }: { schoolId: string }) => schoolId)).toEqual([NORTH])
})

it('fills in the campuses that stand today', async () => {
  const campuses = async () => (await readKnownFacts(world.pool, [NORTH], [])).get(NORTH)?.campuses
  const before = Number(await campuses())
  await world.owner.query(`insert into campus_life (campus_id, school_id, closed_on) values ('${NORTH}-c', '${NORTH}', '${day(1)}')`)
  expect(await campuses()).toBe(before)
  await world.owner.query(`update campus_life set closed_on = '${day(0)}'`)
  expect(await campuses()).toBe(before - 1)
  await world.owner.query(`update campus_life set closed_on = null, opened_on = '${day(1)}'`)
  expect(await campuses()).toBe(before - 1)
  await world.owner.query('delete from campus_life')
})

it('fills in the guards who are employed today, and the full-time ones apart', async () => {
  await world.owner.query(`insert into guard (id, school_id, name, full_time, employed_from, employed_until) values
    ('k1', '${NORTH}', '示例·甲', true, null, null), ('k2', '${NORTH}', '示例·乙', false, '${day(0)}', '${day(1)}'),
    ('k3', '${NORTH}', '示例·丙', true, '2020-01-01', '${day(0)}'), ('k4', '${NORTH}', '示例·丁', true, '${day(1)}', null)`)
  expect((await readKnownFacts(world.pool, [NORTH, SOUTH], [])).get(NORTH)).toMatchObject({ guards: 2, fullTimeGuards: 1 })
})
