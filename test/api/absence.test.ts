import { afterAll, beforeAll, expect, it } from 'vitest'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { writeWorkbook } from '../../server/excel/write-workbook.ts'
import { aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  await world.owner.query('update school set pupils = 300')
})
afterAll(() => world.stop())

const send = async (body: Buffer, user = 'bureau') =>
  world.as(user, { method: 'POST', url: '/api/v1/absences', payload: body, headers: { 'content-type': 'application/octet-stream' } })
const csv = (lines: string) => Buffer.from(`学校代码,日期,因病缺课人数\n${lines}`)
const post = (user: string, url: string, payload: object = {}) => world.as(user, { method: 'POST', url: `/api/v1${url}`, payload })
const get = async (user: string, url: string) => (await world.as(user, { url: `/api/v1${url}` })).json()

it('takes Excel, comma-separated text in UTF-8 and GB 18030, and says the same of the same file', async () => {
  const columns = ['学校名称', '日期', '因病缺课'].map((title) => ({ title, width: 12, choices: null }))
  const book = writeWorkbook('因病缺课', columns, [[`示例${NORTH}`, '2026-03-02', 4]])
  expect((await send(book)).json()).toEqual({ rows: 1, added: 1, changed: 0, same: 0, notices: 0 })
  expect((await send(book)).json()).toMatchObject({ added: 0, same: 1 })
  const head = Buffer.from('d1a7d0a3b4fac2eb2cc8d5c6da2cd2f2b2a1c8b1bfce0a', 'hex') // 学校代码,日期,因病缺课 in GB 18030
  expect((await send(Buffer.concat([head, Buffer.from(`${NORTH},2026-03-02,5\n`)]))).json()).toMatchObject({ changed: 1, notices: 0 })
})

it('takes all of a file or nothing, and names the cells', async () => {
  const answer = await send(csv(`${SOUTH},2026-03-03,3\nnowhere,2026-03-03,3\n${SOUTH},1899-12-30,1`))
  expect([answer.statusCode, answer.json().errors.map(({ path }: { path: string }) => path)]).toEqual([422, ['B4', 'A3']])
  const named = await send(Buffer.from(`学校代码,姓名,日期,因病缺课人数\n${SOUTH},示例甲,2026-03-03,1`))
  expect([named.statusCode, named.json().errors[0].message]).toEqual([422, expect.stringContaining('may name a person')])
  expect((await get('bureau', `/absences?school=${SOUTH}`)).items).toEqual([])
  expect((await send(Buffer.from('PK nonsense'))).statusCode).toBe(422)
  expect((await send(csv(''), 'schoolOfficer')).statusCode).toBe(403)
})

it('knows a school once a day, whether its code or its name is written, and takes no name that two schools bear', async () => {
  const twice = await send(csv(`${SOUTH},2026-03-06,3\n示例${SOUTH},2026-03-06,4`))
  expect([twice.statusCode, twice.json().errors]).toEqual([422, [{ path: 'A3', message: 'row 2 has the same school and day already' }]])
  await world.owner.query(`insert into school (id, name, level, township_id, synthetic) values ('south-2', $1, 'primary', 'south', true)`, [
    `示例${SOUTH}`,
  ])
  const either = await send(csv(`示例${SOUTH},2026-03-06,4`))
  expect([either.statusCode, either.json().errors]).toEqual([422, [{ path: 'A2', message: 'is the name of 2 schools: write the code' }]])
  expect((await get('bureau', `/absences?school=${SOUTH}`)).items).toEqual([])
  await world.owner.query(`delete from school where id = 'south-2'`)
})

it('makes one notice above the threshold; the school names the cause, and what prevents it becomes a task', async () => {
  expect((await send(csv(`${NORTH},2026-03-04,9\n${SOUTH},2026-03-04,8`))).json()).toMatchObject({ added: 2, notices: 1 })
  expect((await send(csv(`${NORTH},2026-03-05,301`))).json().errors).toEqual([
    { path: 'A2', message: '301 absent of 300 pupils in the register' },
  ])
  expect((await send(csv(`${NORTH},2026-03-05,1\n${NORTH},2026-03-05,1`))).json().errors).toHaveLength(1)
  expect((await send(csv(`${NORTH},2026-03-04,12`))).json()).toMatchObject({ changed: 1, notices: 0 })
  expect((await get('officer2', '/absence-notices')).items).toEqual([])
  const [notice] = (await get('schoolOfficer', '/absence-notices')).items
  // A notice stays as it was made, and says what the count became.
  expect(notice).toMatchObject({ schoolId: NORTH, absent: 9, correctedAbsent: 12, rule: 'absencePercent', amount: 3, cause: null })
  expect((await post('officer2', `/absence-notices/${notice.id}/answer`, { version: 1, cause: 'influenza' })).statusCode).toBe(404)
  expect((await post('schoolOfficer', `/absence-notices/${notice.id}/answer`, { version: 1, cause: 'influenza' })).json()).toMatchObject({
    cause: 'influenza',
    version: 2,
  })
  expect((await post('schoolHead', `/absence-notices/${notice.id}/answer`, { version: 1, cause: 'norovirus' })).statusCode).toBe(409)

  const owner = { ownerKind: 'absenceNotice', ownerId: notice.id }
  expect((await post('officer2', '/preventions', { ...owner, what: '晨检', dueOn: '2026-03-20' })).statusCode).toBe(404)
  const [prevention] = (await post('schoolOfficer', '/preventions', { ...owner, what: '每日晨检、教室通风', dueOn: '2026-03-20' })).json()
    .items
  const task = await post('bureau', `/preventions/${prevention.id}/task`, { leadDept: 'traffic' })
  const { taskId } = task.json().items[0]
  expect(await get('bureau', `/tasks/${taskId}`)).toMatchObject({ text: '每日晨检、教室通风', dueOn: '2026-03-20' })
  expect((await post('bureau', `/preventions/${prevention.id}/task`, { leadDept: 'traffic' })).statusCode).toBe(409)
  expect((await post('schoolHead', `/preventions/${prevention.id}/finish`)).json().items[0]).toMatchObject({ doneBy: 'schoolHead（示例）' })
  expect((await post('schoolHead', `/preventions/${prevention.id}/finish`)).statusCode).toBe(409)
  const sheet = async (user: string, list: string) =>
    [...(await readWorkbook((await world.as(user, { url: `/api/v1/exports/${list}` })).rawPayload)).rows.values()].slice(4)
  const [row] = await sheet('bureau', 'preventions')
  expect([...(row?.values() ?? [])].map(({ text }) => text)).toEqual(
    expect.arrayContaining([NORTH, '因病缺课预警 2026-03-04', '每日晨检、教室通风', taskId, 'schoolHead（示例）']),
  )
  expect(await sheet('officer2', 'preventions')).toEqual([])
  // Who reads incidents and no absences is told nothing of what follows from absences.
  expect(await sheet('dutyLeader', 'preventions')).toEqual([])
  expect([(await sheet('schoolOfficer', 'absence-notices')).length, (await sheet('officer2', 'absence-notices')).length]).toEqual([1, 0])

  // Of two clerks at once one makes the task and the other is told which.
  const second = (await post('schoolOfficer', '/preventions', { ...owner, what: '停课消毒', dueOn: '2026-03-21' })).json().items[1]
  const both = await Promise.all(['bureau', 'bureau'].map((user) => post(user, `/preventions/${second.id}/task`, { leadDept: 'traffic' })))
  const made = `prevention-${second.id.slice(0, 8)}`
  expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
  expect(both.find(({ statusCode }) => statusCode === 409)?.json().detail).toBe(`it is task ${made} already`)
  expect(both.find(({ statusCode }) => statusCode === 200)?.json().items[1].taskId).toBe(made)
})

it('makes a notice at the threshold itself and not one pupil below it, each day and school for itself', async () => {
  const notices = async () =>
    (await get('bureau', '/absence-notices')).items
      .filter(({ day }: { day: string }) => day.startsWith('2026-05'))
      .map(({ schoolId, day, absent, rule, correctedAbsent }: Record<string, unknown>) => [schoolId, day, absent, rule, correctedAbsent])
  await world.owner.query('update school set pupils = case id when $1 then 299 else null end', [NORTH])
  // 3 % of 299 are 8.97; without a number of pupils the count of 10 alone is looked at.
  const counts = [
    `${NORTH},2026-05-06,8`,
    `${NORTH},2026-05-07,9`,
    `${SOUTH},2026-05-06,9`,
    `${SOUTH},2026-05-07,10`,
    `${SOUTH},2026-05-08,0`,
  ]
  expect((await send(csv(counts.join('\n')))).json()).toMatchObject({ added: 5, notices: 2 })
  const made = [
    [NORTH, '2026-05-07', 9, 'absencePercent', null],
    [SOUTH, '2026-05-07', 10, 'absencePupils', null],
  ]
  expect(await notices()).toEqual(made)
  // Corrected below the threshold, the notice is no less made; corrected above it, there is one.
  expect((await send(csv(`${SOUTH},2026-05-07,2\n${NORTH},2026-05-06,9`))).json()).toMatchObject({ changed: 2, notices: 1 })
  expect(await notices()).toEqual([
    made[0],
    [SOUTH, '2026-05-07', 10, 'absencePupils', 2],
    [NORTH, '2026-05-06', 9, 'absencePercent', null],
  ])
  await world.owner.query('update school set pupils = 300')
})
