import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import { aWorld, NORTH, PASSWORD, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  await world.owner.query(`insert into department (id, name) values ('market', '市场监管局（示例）'), ('urban', '综合执法局（示例）')`)
  for (const id of ['market', 'urban'])
    await ensureAccount(world.pool, {
      username: id,
      name: `${id}（示例）`,
      password: PASSWORD,
      role: 'department',
      scope: { kind: 'department', ids: [id] },
      synthetic: true,
    })
})
afterAll(() => world.stop())

const day = (ahead: number) => new Date(Date.now() + 8 * 3_600_000 + ahead * 86_400_000).toISOString().slice(0, 10)
const get = async (user: string, url: string) => (await world.as(user, { url: `/api/v1${url}` })).json().items
const post = (user: string, url: string, payload: object) => world.as(user, { method: 'POST', url: `/api/v1${url}`, payload })

it('lists what a campaign finds at a school as a hazard, and shows a department its own campaigns alone', async () => {
  const wanted = { name: '校园周边整治', leadDept: 'market', departments: ['traffic'], startsOn: day(-5), endsOn: day(20) }
  expect((await post('bureau', '/campaigns', { ...wanted, endsOn: day(-6) })).statusCode).toBe(422)
  const { id } = (await post('bureau', '/campaigns', wanted)).json()
  expect(await get('urban', '/campaigns')).toEqual([])
  const finding = {
    schoolId: NORTH,
    foundOn: day(-1),
    text: '校门口占道摊点',
    departmentId: 'traffic',
    hazard: { place: 'belt', kind: 'streetStall', risk: 'general' },
  }
  expect((await post('urban', `/campaigns/${id}/findings`, finding)).statusCode).toBe(404)
  expect((await post('market', `/campaigns/${id}/findings`, { ...finding, schoolId: null })).statusCode).toBe(422)
  const found = await post('department', `/campaigns/${id}/findings`, finding)
  expect([found.statusCode, found.json().findings]).toMatchObject([
    201,
    [{ text: '校门口占道摊点', hazardState: 'found', by: 'department（示例）' }],
  ])
  const { rows } = await world.owner.query('select title, school_id, found_by from hazard')
  expect(rows).toEqual([{ title: '校门口占道摊点', school_id: NORTH, found_by: 'department' }])
  expect((await post('bureau', `/campaigns/${id}/close`, { version: 1, summary: '已完成' })).json()).toMatchObject({ closedOn: day(0) })
  const late = await post('market', `/campaigns/${id}/findings`, finding)
  expect([late.statusCode, late.json().detail]).toEqual([409, `bureau（示例） closed the campaign on ${day(0)}`])
  const second = await post('bureau', `/campaigns/${id}/close`, { version: 1, summary: '后来者' })
  expect([second.statusCode, second.json().detail]).toEqual([
    409,
    'version 1 was seen; bureau（示例） changed the campaign since, it is at 2',
  ])
})

it('puts a meeting’s decisions onto the task list', async () => {
  const decision = { text: '补齐减速带', departmentId: 'traffic', dueOn: day(30), task: true }
  expect(
    (await post('bureau', '/meetings', { title: '第一次', heldOn: day(0), decisions: [{ ...decision, dueOn: day(-1) }] })).statusCode,
  ).toBe(422)
  const made = await post('bureau', '/meetings', {
    title: '第一次',
    heldOn: day(0),
    departments: ['traffic', 'market'],
    decisions: [decision, { ...decision, text: '通报', task: false }],
  })
  expect(made.statusCode).toBe(201)
  const [meeting] = await get('department', '/meetings')
  expect(meeting.decisions.map(({ taskId }: { taskId: string | null }) => taskId === null)).toEqual([false, true])
  expect(await get('department', '/tasks')).toMatchObject([{ id: meeting.decisions[0].taskId, text: '补齐减速带', point: '联席会议' }])
  expect(await get('department', `/notices?state=waiting&ownerId=${meeting.decisions[0].taskId}`)).toMatchObject([
    { kind: 'assigned', ownerKind: 'task', subject: '补齐减速带' },
  ])
})

it('flags a teacher on loan for more than six months, in plan or in fact', async () => {
  const lend = async (startsOn: string, endsOn: string, name: string) =>
    (await post('bureau', '/teacher-loans', { schoolId: NORTH, name, borrower: '示例单位', startsOn, endsOn })).json()
  expect(await lend('2026-01-31', '2026-07-31', '甲')).toMatchObject({ limitOn: '2026-07-31' })
  expect(await lend(day(-30), day(100), '乙')).toMatchObject({ tooLong: false })
  expect(await lend(day(-30), day(200), '丙')).toMatchObject({ tooLong: true })
  const gone = await lend(day(-250), day(-100), '丁') // not returned
  expect(gone).toMatchObject({ tooLong: true })
  expect((await post('bureau', `/teacher-loans/${gone.id}/return`, { version: 1, returnedOn: day(-80) })).json()).toMatchObject({
    tooLong: false,
  })
  expect(await get('officer2', '/teacher-loans')).toEqual([])
  const again = await post('bureau', `/teacher-loans/${gone.id}/return`, { version: 1, returnedOn: day(-70) })
  expect([again.statusCode, again.json().detail]).toEqual([409, 'version 1 was seen; bureau（示例） changed the loan since, it is at 2'])
  const scope = { kind: 'township' as const, ids: ['south'] }
  await ensureAccount(world.pool, {
    username: 'southClerk',
    name: '南镇（示例）',
    password: PASSWORD,
    role: 'bureau',
    scope,
    synthetic: true,
  })
  expect((await post('southClerk', `/teacher-loans/${gone.id}/return`, { version: 2, returnedOn: day(-70) })).statusCode).toBe(404)
  const loan = { schoolId: NORTH, name: '戊', borrower: '示例单位', startsOn: day(-1), endsOn: day(1) }
  expect((await post('southClerk', '/teacher-loans', loan)).statusCode).toBe(422)
})

it('lets a township’s clerk run campaigns and record meetings of the own township, and nothing of another or of the whole district', async () => {
  const clerk = { username: 'northClerk', name: '北镇（示例）', password: PASSWORD, role: 'bureau', synthetic: true } as const
  await ensureAccount(world.pool, { ...clerk, scope: { kind: 'township', ids: ['north'] } })
  await ensureAccount(world.pool, { ...clerk, username: 'southClerk2', scope: { kind: 'township', ids: ['south'] } })
  const wanted = { name: '北镇校园周边整治', leadDept: 'market', startsOn: day(-5), endsOn: day(20) }
  const own = (await post('northClerk', '/campaigns', wanted)).json()
  expect(own).toMatchObject({ townships: [{ id: 'north' }], findings: [] })
  const whole = (await post('bureau', '/campaigns', { ...wanted, name: '全区整治' })).json()
  expect(whole.townships).toBe(null)
  const names = async (user: string) => (await get(user, '/campaigns')).map(({ name }: { name: string }) => name)
  expect(await names('northClerk')).toEqual(expect.arrayContaining(['北镇校园周边整治', '全区整治']))
  expect(await names('southClerk2')).not.toContain('北镇校园周边整治')
  expect(await names('bureau')).toContain('北镇校园周边整治')
  const hazard = { place: 'belt', kind: 'streetStall', risk: 'general' }
  const finding = { schoolId: NORTH, foundOn: day(-1), text: '占道摊点', departmentId: 'market', hazard }
  const finds = async (user: string, id: string, more: object = {}) =>
    (await post(user, `/campaigns/${id}/findings`, { ...finding, ...more })).statusCode
  expect(await finds('northClerk', own.id)).toBe(201)
  expect(await finds('northClerk', own.id, { schoolId: SOUTH })).toBe(422)
  expect(await finds('bureau', own.id, { schoolId: SOUTH })).toBe(422) // a township's campaign finds at its own schools
  expect(await finds('southClerk2', own.id)).toBe(404)
  expect(await finds('northClerk', whole.id)).toBe(201)
  expect(await finds('northClerk', whole.id, { schoolId: null, hazard: null })).toBe(422)
  expect(await finds('bureau', whole.id, { schoolId: SOUTH })).toBe(201)
  const seen = (await get('northClerk', '/campaigns')).find(({ id }: { id: string }) => id === whole.id)
  expect(seen.findings.map(({ schoolId }: { schoolId: string }) => schoolId)).toEqual([NORTH])
  expect((await post('northClerk', `/campaigns/${whole.id}/close`, { version: 1, summary: '完' })).statusCode).toBe(403)
  expect((await post('northClerk', `/campaigns/${own.id}/close`, { version: 1, summary: '完' })).statusCode).toBe(200)
  const decision = { text: '清理摊点', departmentId: 'market', dueOn: day(10), person: null }
  const meet = (task: boolean) => ({ title: '北镇联席会议', heldOn: day(0), departments: ['market'], decisions: [{ ...decision, task }] })
  expect((await post('northClerk', '/meetings', meet(true))).statusCode).toBe(422)
  expect((await post('northClerk', '/meetings', meet(false))).statusCode).toBe(201)
  const meetings = async (user: string) => (await get(user, '/meetings')).map(({ title }: { title: string }) => title)
  expect([await meetings('southClerk2'), await meetings('northClerk')]).toEqual([
    expect.not.arrayContaining(['北镇联席会议']),
    expect.arrayContaining(['北镇联席会议']),
  ])
})

it('makes appraisal and accountability by department and name, with dates, and never rewrites them', async () => {
  await post('bureau', '/appraisals', { departmentId: 'market', decidedOn: day(0), points: -2.5, text: '督导发现未清理' })
  const blame = {
    departmentId: 'market',
    person: '示例·纳',
    form: 'talk',
    decidedOn: day(0),
    decidedBy: '示例区教育局',
    text: '逾期未说明',
  }
  expect((await post('bureau', '/accountabilities', blame)).statusCode).toBe(204)
  expect((await post('bureau', '/accountabilities', { ...blame, taskId: 'nothing' })).statusCode).toBe(422)
  expect(await get('market', '/accountabilities')).toMatchObject([{ person: '示例·纳', form: 'talk', decidedOn: day(0) }])
  expect(await get('urban', '/appraisals')).toEqual([])
  expect(await get('bureau', '/department-figures')).toContainEqual(expect.objectContaining({ points: -2.5, accountable: 1 }))
  await expect(world.owner.query('update appraisal set points = 0')).rejects.toThrow('append-only')
})
