import { afterAll, beforeAll, expect, it } from 'vitest'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { LISTS } from '../../server/reports/lists.ts'
import { aWorld, NORTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

const YEAR = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear()
const day = (month: number, date: number) => `${YEAR}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
const post = async (user: string, url: string, payload: object) => {
  const answer = await world.as(user, { method: 'POST', url: `/api/v1${url}`, payload })
  expect(answer.statusCode, answer.body).toBeLessThan(300)
  return answer
}

/** Lines above the header, and the rows below it by the header's words. */
async function sheetOf(username: string, url: string) {
  const answer = await world.as(username, { url: `/api/v1/exports/${url}` })
  expect([answer.statusCode, url]).toEqual([200, url])
  const { rows } = await readWorkbook(answer.rawPayload)
  const cells = (n: number) => new Map([...(rows.get(n) ?? [])].map(([column, cell]) => [column, cell]))
  const titles = cells(3)
  return {
    head: [0, 1, 2].map((n) => cells(n).get(0)?.text ?? ''),
    titles: [...titles.values()].map(({ text }) => text),
    rows: [...rows.keys()]
      .filter((n) => n > 3)
      .map((n) => Object.fromEntries([...cells(n)].map(([column, { text }]) => [titles.get(column)?.text ?? '', text]))),
  }
}

const READER: Record<string, string> = {
  'work-orders': 'technician',
  'dead-letters': 'technician',
  audit: 'auditor',
  accounts: 'securityAdmin',
  phones: 'schoolOfficer',
  'api-keys': 'securityAdmin',
  sources: 'technician',
  credentials: 'technician',
  unregistered: 'technician',
  'maintenance-windows': 'technician',
}
const ASKS: Record<string, string> = {
  'measure-schools': '?measure=guardsEmployed',
  'evidence-rows': `?measure=guardsEmployed&school=${NORTH}`,
  'school-measures': `?school=${NORTH}`,
  'department-duties': '?measure=tasksOnTime',
  availability: '?from=2026-03-01&to=2026-04-01',
}

it.each(LISTS.map(({ list, title }) => [list, title] as const))(
  'hands out %s with its title, whose it is, of when and of what',
  async (list, title) => {
    const { head, titles } = await sheetOf(READER[list] ?? 'bureau', `${list}${ASKS[list] ?? ''}`)
    expect(head[0]).toBe(title)
    expect(head[1]).toMatch(/^单位：\S+　　填报人：\S+　　审核人：.*日期：\d{4}年\d+月\d+日$/)
    expect(head[2]).toMatch(/（北京时间）　　筛选：\S/)
    expect(titles.length).toBeGreaterThan(3)
    expect(new Set(titles).size).toBe(titles.length)
  },
)

it('hands out a year of campaigns, meetings, loans, points and names as the screens show them', async () => {
  const campaign = await post('bureau', '/campaigns', { name: '周边整治', leadDept: 'traffic', startsOn: day(1, 5), endsOn: day(12, 20) })
  await post('department', `/campaigns/${campaign.json().id}/findings`, {
    schoolId: NORTH,
    foundOn: day(1, 6),
    text: '=cmd|calc',
    departmentId: 'traffic',
    hazard: { place: 'belt', kind: 'streetStall', risk: 'general' },
  })
  await post('bureau', '/campaigns', { name: '另一次', leadDept: 'traffic', startsOn: day(2, 5), endsOn: day(12, 20) })
  const decision = { departmentId: 'traffic', dueOn: day(12, 31), task: false }
  await post('bureau', '/meetings', {
    title: '第一次',
    heldOn: day(1, 8),
    decisions: [
      { ...decision, text: '甲' },
      { ...decision, text: '乙' },
    ],
  })
  await post('bureau', '/teacher-loans', { schoolId: NORTH, name: '示例·周', borrower: '某办', startsOn: day(1, 1), endsOn: day(9, 1) })
  await post('bureau', '/appraisals', { departmentId: 'traffic', decidedOn: day(3, 1), text: '督导扣分', points: -2.5 })
  await post('bureau', '/accountabilities', {
    departmentId: 'traffic',
    decidedOn: day(3, 1),
    text: '逾期',
    person: '示例·王',
    form: 'talk',
    decidedBy: '区委',
  })

  const found = await sheetOf('bureau', `campaigns?year=${YEAR}`)
  expect(found.head[2]).toMatch(new RegExp(`筛选：年度：${YEAR}$`))
  expect(found.rows.map((row) => [row.专项整治, row.发现的问题, row.转为隐患])).toEqual([
    ['另一次', undefined, undefined],
    ['周边整治', '=cmd|calc', '待交办'],
  ])
  expect((await sheetOf('bureau', `meetings?year=${YEAR}`)).rows.map((row) => [row.会议, row.序号, row.议定事项, row.完成时限])).toEqual([
    ['第一次', '1', '甲', day(12, 31)],
    ['第一次', '2', '乙', day(12, 31)],
  ])
  expect((await sheetOf('bureau', `teacher-loans?year=${YEAR}`)).rows).toMatchObject([
    { 教师: '示例·周', 超过六个月: '是', 满六个月: day(7, 1) },
  ])
  expect((await sheetOf('bureau', `appraisals?year=${YEAR}`)).rows).toMatchObject([{ '分值（分）': '-2.5', 部门: '交警（示例）' }])
  expect((await sheetOf('department', `accountabilities?year=${YEAR}`)).rows).toMatchObject([{ 责任人: '示例·王', 方式: '约谈' }])
  expect((await sheetOf('bureau', `department-figures?year=${YEAR}`)).rows).toMatchObject([{ '考核（分）': '-2.5', '问责（人）': '1' }])
  expect((await sheetOf('bureau', 'campaigns?year=2001')).rows).toEqual([])
})

it('hands out what was refused to schools, and of a school its own burden alone', async () => {
  const asked = { departmentId: 'traffic', listId: null, title: '临时统计表', dueOn: day(12, 31) }
  const refused = await world.as('department', { method: 'POST', url: '/api/v1/school-requests', payload: asked })
  expect(refused.statusCode).toBe(422)
  expect((await sheetOf('bureau', `refused-requests?year=${YEAR}`)).rows).toMatchObject([{ 事项: '临时统计表', 原因: '不在清单' }])
  expect((await sheetOf('schoolOfficer', `refused-requests?year=${YEAR}`)).rows).toEqual([])
})

it('says each department and a department’s school of the filter by its own name', async () => {
  await world.owner.query(`insert into department (id, name) values ('roads', '公路（示例）')`)
  expect((await sheetOf('bureau', 'tasks?lead=traffic&department=roads')).head[2]).toMatch(/牵头：交警（示例）；部门：公路（示例）$/)
  const { rows } = await world.owner.query<{ name: string }>('select name from school where id = $1', [NORTH])
  expect((await sheetOf('department', `hazards?school=${NORTH}`)).head[2]).toContain(`学校：${rows[0]?.name}`)
})

it('says in Chinese who did what in the audit log, and the lists that were taken along by their titles', async () => {
  await sheetOf('bureau', 'hazards')
  const { head, rows } = await sheetOf('auditor', 'audit?action=export')
  expect(head[2]).toMatch(/动作：导出/)
  expect(rows).toContainEqual(expect.objectContaining({ 角色: '安全科', 动作: '导出', 对象: '隐患清单：全部', 结果: '成功' }))
  for (const row of rows) expect(`${row.角色} ${row.动作} ${row.结果}`).not.toMatch(/[a-z]/)
})

it('counts a figure in what it counts: schools where it is of schools', async () => {
  const { rows } = await sheetOf('bureau', 'measures')
  const unitOf = (id: string) => rows.find((row) => row.指标代码 === id)?.单位
  expect([unitOf('gateRoomRoster'), unitOf('guardsEmployed'), unitOf('patrols')]).toEqual(['所', '所', '天'])
})

it('says of what came with the program that the system proposed it', async () => {
  const { rows } = await sheetOf('bureau', 'incident-limits')
  expect([...new Set(rows.flatMap((row) => [row.提出人, row.批准人]))]).toEqual(['系统'])
})
