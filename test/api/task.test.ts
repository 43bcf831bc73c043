import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import { remindTasksDue } from '../../server/commands/remind-task.ts'
import { aWorld, PASSWORD, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  await world.owner.query(`insert into department (id, name) values ('market', '市场监管局（示例）')`)
  await ensureAccount(world.pool, {
    username: 'market',
    name: 'market（示例）',
    password: PASSWORD,
    role: 'department',
    scope: { kind: 'department', ids: ['market'] },
    synthetic: true,
  })
})
afterAll(() => world.stop())

const day = (ahead: number) => new Date(Date.now() + 8 * 3_600_000 + ahead * 86_400_000).toISOString().slice(0, 10)
const get = async (user: string, url: string) => (await world.as(user, { url: `/api/v1${url}` })).json()
const post = (user: string, url: string, payload: object) => world.as(user, { method: 'POST', url: `/api/v1${url}`, payload })

const aTask = (given: object = {}) => ({
  point: '第19条',
  text: '护学岗高峰勤务',
  leadDept: 'traffic',
  startsOn: day(-60),
  dueOn: day(20),
  person: '示例·王',
  evidence: '照片',
  ...given,
})

it('takes a task from the list through receipt, delay and extension to a verified end, and logs every step', async () => {
  const made = await post('bureau', '/tasks', aTask({ id: 'T-1', responsible: ['market', 'market', 'traffic'], dueOn: day(-3) }))
  expect([made.statusCode, made.json()]).toMatchObject([
    201,
    { id: 'T-1', responsible: ['market'], standing: 'late', lateDays: 3, version: 1 },
  ])
  expect(made.json().missing).toEqual(['receipt', 'delayReason'])
  expect((await post('department', '/tasks/T-1/receive', { version: 1 })).json()).toMatchObject({ version: 1 })
  expect((await post('market', '/tasks/T-1/receive', { version: 1 })).json().missing).toEqual(['delayReason'])
  const early = await post('department', '/tasks/T-1/finish', { version: 1, note: '已完成' })
  expect([early.statusCode, early.json().detail]).toEqual([409, 'the task is late: give the reason of the delay first'])
  expect((await post('department', '/tasks/T-1/explain', { version: 1, note: '警力不足' })).json()).toMatchObject({
    delayReason: '警力不足',
    version: 2,
  })
  const stale = await post('market', '/tasks/T-1/report', { version: 1, percent: 50 })
  expect([stale.statusCode, stale.json()]).toMatchObject([409, { current: { version: 2, changedBy: 'department（示例）' } }])
  expect(stale.json().detail).toContain('department（示例） changed task T-1')
  await post('department', '/tasks/T-1/ask-extension', { version: 2, dueOn: day(30), note: '等新岗亭' })
  expect((await get('bureau', '/tasks?standing=asked')).items).toMatchObject([
    { asked: { dueOn: day(30), reason: '等新岗亭', by: 'department（示例）' } },
  ])
  const extended = await post('bureau', '/tasks/T-1/decide-extension', { version: 3, approved: true })
  expect(extended.json()).toMatchObject({ dueOn: day(30), firstDueOn: day(-3), standing: 'onTime', asked: null })
  await post('department', '/tasks/T-1/finish', { version: 4, note: '12 处护学岗到位' })
  expect((await post('bureau', '/tasks/T-1/verify', { version: 5 })).json()).toMatchObject({ state: 'verified', standing: 'doneOnTime' })
  const { log } = await get('market', '/tasks/T-1')
  expect(log.map(({ kind, by }: { kind: string; by: string }) => `${by} ${kind}`)).toEqual([
    'bureau（示例） created',
    'department（示例） received',
    'market（示例） received',
    'department（示例） explained',
    'department（示例） extensionAsked',
    'bureau（示例） extensionDecided',
    'department（示例） finished',
    'bureau（示例） verified',
  ])
  await expect(world.owner.query('delete from task_log')).rejects.toThrow('append-only')
})

it('accepts a task without a person and lists it; refuses contradictions, unknown departments, days of 1899 and doubles', async () => {
  const nobody = await post('bureau', '/tasks', aTask({ id: 'T-2', text: '无人负责', person: '' }))
  expect([nobody.statusCode, nobody.json()]).toMatchObject([201, { person: null, missing: ['person', 'receipt'] }])
  const [told] = (await get('department', '/notices?state=waiting&ownerId=T-2')).items
  expect(told).toMatchObject({ kind: 'assigned', ownerKind: 'task', subject: '无人负责', audienceId: 'traffic' })
  expect((await get('bureau', '/tasks?standing=noPerson')).items.map(({ id }: { id: string }) => id)).toEqual(['T-2'])
  const paths = async (given: object) => {
    const answer = await post('bureau', '/tasks', aTask(given))
    return [answer.statusCode, answer.json().errors?.[0]?.path]
  }
  expect(await paths({ dueOn: day(-61) })).toEqual([422, 'body.dueOn'])
  expect(await paths({ dueOn: '1899-12-30' })).toEqual([400, 'body.dueOn'])
  expect(await paths({ leadDept: 'nobody' })).toEqual([422, 'body.leadDept'])
  expect(await paths({ milestones: [{ name: 'x', dueOn: day(40), doneOn: null }] })).toEqual([422, 'body.milestones.0.dueOn'])
  expect((await post('bureau', '/tasks', aTask({ id: 'T-2', text: '另一件' }))).statusCode).toBe(409)
  const double = await post('bureau', '/tasks', aTask({ id: 'T-3', text: '无人负责' }))
  expect([double.statusCode, double.json().detail]).toEqual([409, 'task T-2 says the same for the same department and day'])
})

it('shows a department its own tasks alone: another’s is 404 to read and to act on', async () => {
  await post('bureau', '/tasks', aTask({ id: 'T-4', text: '市场监管', leadDept: 'market', dueOn: day(5) }))
  expect((await get('market', '/tasks')).items.map(({ id }: { id: string }) => id)).toEqual(['T-4', 'T-1'])
  expect((await world.as('department', { url: '/api/v1/tasks/T-4' })).statusCode).toBe(404)
  expect((await post('department', '/tasks/T-4/receive', { version: 1 })).statusCode).toBe(404)
  expect(
    (await get('department', '/department-figures')).items.map(({ department }: { department: { id: string } }) => department.id),
  ).toEqual(['traffic'])
})

it('edits with the version seen, and writes down what changed', async () => {
  const { version, text: _, ...task } = await get('bureau', '/tasks/T-4')
  const keys = ['point', 'measureId', 'leadDept', 'responsible', 'person', 'leader', 'startsOn', 'dueOn', 'milestones', 'evidence']
  const body = Object.fromEntries([...keys, 'budgetPlanned', 'budgetArrived', 'budgetSpent'].map((key) => [key, task[key]]))
  const put = (payload: object) => world.as('bureau', { method: 'PUT', url: '/api/v1/tasks/T-4', payload: { ...body, ...payload } })
  const edited = await put({ version, text: '市场监管（改）', budgetPlanned: 120_000.5 })
  expect([edited.statusCode, edited.json()]).toMatchObject([
    200,
    { text: '市场监管（改）', budgetPlanned: 120_000.5, version: version + 1 },
  ])
  expect((await put({ version, text: '后来者' })).statusCode).toBe(409)
  const { log } = await get('bureau', '/tasks/T-4')
  expect(log.at(-1)).toMatchObject({ kind: 'edited', data: { text: ['市场监管', '市场监管（改）'], budgetPlanned: [null, 120_000.5] } })
})

it('reminds once a step of the calendar, and by hand, and is signed for', async () => {
  expect(await remindTasksDue(world.pool)).toBe(1)
  expect(await remindTasksDue(world.pool)).toBe(0)
  expect((await post('bureau', '/tasks/T-4/remind', { departments: ['traffic'], note: '请抓紧' })).statusCode).toBe(422)
  expect((await post('bureau', '/tasks/T-4/remind', { note: '请抓紧' })).json()).toMatchObject({ remindersOpen: 2 })
  const { version } = await get('market', '/tasks/T-4')
  expect((await post('market', '/tasks/T-4/report', { version, percent: 30 })).json()).toMatchObject({
    percent: 30,
    remindersOpen: 0,
    missing: [],
  })
  expect((await get('bureau', '/tasks/T-4')).reminders).toMatchObject([
    { step: 'before7', by: null, receivedBy: 'market' },
    { step: 'hand', by: 'bureau', note: '请抓紧', receivedBy: 'market' },
  ])
})

it('numbers supervision orders without a hole, and takes one to its answer', async () => {
  const wanted = { ownerKind: 'task', ownerId: 'T-4', departmentId: 'market', demand: '限期完成清理', dueOn: day(7) }
  expect((await post('bureau', '/supervision-orders', { ...wanted, ownerId: 'T-99' })).statusCode).toBe(404)
  expect((await post('bureau', '/supervision-orders', { ...wanted, dueOn: day(-1) })).statusCode).toBe(422)
  const stranger = await post('bureau', '/supervision-orders', { ...wanted, departmentId: 'traffic' })
  expect([stranger.statusCode, stranger.json().errors[0].path]).toEqual([422, 'body.departmentId'])
  const year = day(0).slice(0, 4)
  const made = await Promise.all([1, 2, 3].map(() => post('bureau', '/supervision-orders', wanted)))
  expect(made.map((answer) => answer.json().number).sort()).toEqual([`〔${year}〕1`, `〔${year}〕2`, `〔${year}〕3`])
  const { id } = made[0]?.json() ?? {}
  expect((await world.as('department', { url: `/api/v1/supervision-orders/${id}` })).statusCode).toBe(404)
  expect((await post('market', `/supervision-orders/${id}/receive`, { version: 1 })).json()).toMatchObject({ state: 'received' })
  expect((await post('market', `/supervision-orders/${id}/answer`, { version: 2 })).statusCode).toBe(422)
  await post('market', `/supervision-orders/${id}/answer`, { version: 2, note: '已清理 3 处' })
  expect((await post('bureau', `/supervision-orders/${id}/return`, { version: 3, note: '缺照片' })).json()).toMatchObject({
    state: 'received',
    version: 4,
  })
  await post('market', `/supervision-orders/${id}/answer`, { version: 4, note: '照片已补' })
  expect((await post('bureau', `/supervision-orders/${id}/close`, { version: 5 })).json()).toMatchObject({
    state: 'closed',
    answer: '照片已补',
  })
  const { log } = await get('bureau', `/supervision-orders/${id}`)
  expect(log.map(({ kind }: { kind: string }) => kind)).toEqual(['issued', 'received', 'answered', 'returned', 'answered', 'closed'])
  const figures = (await get('bureau', '/department-figures')).items
  expect(figures.find(({ department }: { department: { id: string } }) => department.id === 'market')).toMatchObject({
    total: 1,
    open: 1,
    late: 0,
    orders: 3,
    ordersOpen: 2,
    ordersLate: 0,
    rate: null,
  })
})
