import { afterAll, beforeAll, expect, it } from 'vitest'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { anAlarm, aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  for (let n = 0; n < 4; n++)
    await anAlarm(world.owner, {
      schoolId: n % 2 === 0 ? NORTH : SOUTH,
      state: n === 3 ? 'closed' : 'new',
      receivedAt: `2026-03-0${n + 1}T16:00:00Z`,
    })
  await world.owner.query(`update fault set detail = '=cmd|calc' where school_id = $1`, [NORTH])
})
afterAll(() => world.stop())

/** The rows of a sheet below its header, by the header's words. */
async function tableOf(username: string, url: string): Promise<{ head: string[]; rows: Record<string, string>[] }> {
  const answer = await world.as(username, { url })
  expect(answer.statusCode).toBe(200)
  const { rows } = await readWorkbook(answer.rawPayload)
  const cells = (n: number) => new Map([...(rows.get(n) ?? [])].map(([column, { text }]) => [column, text]))
  const titles = cells(3)
  const body = [...rows.keys()].filter((n) => n > 3)
  return {
    head: [0, 1, 2].map((n) => cells(n).get(0) ?? ''),
    rows: body.map((n) => Object.fromEntries([...cells(n)].map(([column, text]) => [titles.get(column) ?? '', text]))),
  }
}

it('exports what the list shows: same filter, same order, same count', async () => {
  const query = `state=open&from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z`
  const listed = (await world.as('bureau', { url: `/api/v1/alarms?${query}` })).json().items as { id: string }[]
  const { head, rows } = await tableOf('bureau', `/api/v1/exports/alarms?${query}&limit=1`)
  expect(rows.map((row) => row.警情编号)).toEqual(listed.map(({ id }) => id))
  expect(rows).toHaveLength(3)
  expect(rows[0]).toMatchObject({ 学校: `示例${NORTH}`, 状态: '待受理', 收到: '2026-03-04', 级别: '1' })
  expect(head[0]).toBe('警情一览表')
  expect(head[1]).toMatch(/^单位：示例区教育局　　填报人：bureau（示例）　　审核人：.*日期：\d{4}年\d+月\d+日$/)
  expect(head[2]).toMatch(/（北京时间）　　筛选：状态：未归档；时间：2026-03-01 08:00:00 至 2026-04-01 08:00:00（不含）$/)
})

it('keeps a formula a text, and another school’s rows away', async () => {
  const own = await tableOf('schoolOfficer', '/api/v1/exports/faults')
  expect(own.rows).toEqual([expect.objectContaining({ 学校代码: NORTH, 说明: '=cmd|calc' })])
  expect((await tableOf('officer2', '/api/v1/exports/faults')).rows.map((row) => row.学校代码)).toEqual([SOUTH])
  expect((await world.as('bureau', { url: '/api/v1/exports/dead-letters' })).statusCode).toBe(403)
})

it('exports a venue with what it is near, by the list’s filter', async () => {
  const kiosk = { kind: 'kiosk', name: '示例小卖部', position: [106.2, 38.4], accuracyM: 5 }
  expect((await world.as('bureau', { method: 'POST', url: '/api/v1/venues', payload: kiosk })).statusCode).toBe(201)
  const { items } = (await world.as('bureau', { url: '/api/v1/venues?kind=kiosk' })).json()
  const { head, rows } = await tableOf('bureau', '/api/v1/exports/venues?kind=kiosk')
  expect(rows).toHaveLength(Math.max(1, items[0].near.length))
  expect(rows[0]).toMatchObject({ 场所: '示例小卖部', '经度（WGS-84）': '106.2', '定位误差（米）': '5' })
  expect(rows[0]?.学校).toBe(items[0].near[0]?.schoolName)
  expect(head[2]).toMatch(/筛选：类别：/)
  expect((await tableOf('bureau', '/api/v1/exports/venues?kind=bar')).rows).toEqual([])
})

it('refuses a filter that the list does not know, and writes every export into the audit log', async () => {
  expect((await world.as('bureau', { url: '/api/v1/exports/alarms?stat=open' })).json().errors).toEqual([
    { path: 'query.stat', message: 'unknown field' },
  ])
  await tableOf('bureau', `/api/v1/exports/devices?school=${SOUTH}&kind=camera`)
  const { rows } = await world.owner.query(
    `select account, action, object, result from audit_log where action = 'export' order by id desc limit 1`,
  )
  expect(rows[0]).toEqual({ account: 'bureau', action: 'export', object: `devices: 类别：摄像机；学校：示例${SOUTH}`, result: 'ok' })
})
