import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeWorkbook } from '../../server/excel/write-workbook.ts'
import { aWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  await world.owner.query(`insert into department (id, name) values ('market', '市场监管局（示例）')`)
})
afterAll(() => world.stop())

const HEADER = ['任务编号*', '方案条目*', '任务*', '牵头部门*', '责任部门', '责任人', '开始*', '完成时限*', '节点', '计划经费']
const aRow = (given: Record<string, string | number | null> = {}): (string | number | null)[] => {
  const row: Record<string, string | number | null> = {
    任务编号: 'T-1',
    方案条目: '三（一）',
    任务: '配齐专职保安员',
    牵头部门: '交警（示例）',
    责任部门: 'market',
    责任人: '示例·王',
    开始: '2026/1/5',
    完成时限: '2026年6月30日',
    节点: '摸底 2026-03-01；验收 2026.6.30',
    计划经费: '１２０，０００',
    ...given,
  }
  return HEADER.map((title) => row[title.replace('*', '')] ?? null)
}

async function bring(rows: (string | number | null)[][]) {
  const file = writeWorkbook(
    '任务清单',
    HEADER.map((title) => ({ title, width: 12, choices: null })),
    rows,
  )
  const sent = await world.as('bureau', {
    method: 'POST',
    url: '/api/v1/imports?kind=task&datum=wgs84&name=tasks.xlsx',
    payload: file,
    headers: { 'content-type': 'application/octet-stream' },
  })
  expect(sent.statusCode).toBe(202)
  return settled(sent.json().id, 'reading')
}

const settled = async (id: string, from: string) => {
  await expect.poll(async () => (await world.as('bureau', { url: `/api/v1/imports/${id}` })).json().state).not.toBe(from)
  return (await world.as('bureau', { url: `/api/v1/imports/${id}` })).json()
}

it('says of every bad cell of a task list where it is and why, and writes nothing', async () => {
  const refused = await bring([
    aRow(),
    aRow({ 任务编号: 'T-2', 任务: '=cmd|calc', 牵头部门: '没有的部门' }),
    aRow({ 任务编号: 'T-3', 任务: '另一件', 完成时限: '1899-12-30' }),
    aRow({ 任务编号: 'T-4' }),
    aRow({ 任务编号: 'T-1', 任务: '又一件' }),
    aRow({ 任务编号: 'T-6', 任务: '倒过来', 完成时限: '2026-01-01', 节点: null }),
    aRow({ 任务编号: 'T-7', 任务: '节点', 节点: '验收 2027-01-01' }),
  ])
  expect(refused.state).toBe('refused')
  const said = refused.errors.map(({ row, message }: { row: number; message: string }) => `${row} ${message.replace(/ ".*/, '')}`)
  expect(said).toEqual([
    '3 任务: begins with',
    '4 完成时限: expected a day between 2000-01-01 and 2099-12-31, found',
    '5 is the same as in row 2',
    '6 is the same as in row 2',
    '7 expected a day from 2026-01-05 on, found 2026-01-01',
    '8 expected days from 2026-01-05 to 2026-06-30, found 验收 2027-01-01',
  ])
  expect((await world.as('bureau', { url: '/api/v1/tasks' })).json().items).toEqual([])
})

it('takes a list in, a task without a person too, and brings the same list in again without a change', async () => {
  const rows = [aRow(), aRow({ 任务编号: 'T-2', 任务: '无人负责', 责任人: null, 节点: null, 责任部门: '市场监管局（示例）、交警（示例）' })]
  const checked = await bring(rows)
  expect([checked.state, checked.errors, checked.summary]).toEqual(['checked', [], { rows: 2, add: 2, change: 0, same: 0 }])
  await world.as('bureau', { method: 'POST', url: `/api/v1/imports/${checked.id}/apply` })
  expect((await settled(checked.id, 'applying')).state).toBe('applied')
  const { items } = (await world.as('bureau', { url: '/api/v1/tasks' })).json()
  expect(items).toMatchObject([
    { id: 'T-1', leadDept: 'traffic', responsible: ['market'], dueOn: '2026-06-30', budgetPlanned: 120_000 },
    { id: 'T-2', person: null, responsible: ['market'], milestones: [] },
  ])
  expect(items[0].milestones).toEqual([
    { name: '摸底', dueOn: '2026-03-01', doneOn: null },
    { name: '验收', dueOn: '2026-06-30', doneOn: null },
  ])
  // Whom they concern finds them on the own desk, once.
  const heard = (await world.as('department', { url: '/api/v1/notices' })).json().items
  expect(heard.map(({ kind, ownerId }: { kind: string; ownerId: string }) => [kind, ownerId]).sort()).toEqual([
    ['assigned', 'T-1'],
    ['assigned', 'T-2'],
  ])
  expect((await bring(rows)).summary).toEqual({ rows: 2, add: 0, change: 0, same: 2 })
  expect((await world.as('department', { url: '/api/v1/tasks/T-1' })).json().log).toMatchObject([{ by: 'import', kind: 'imported' }])
})

it('tells nobody of a list that could not be put in force', async () => {
  const checked = await bring([aRow({ 任务编号: 'T-3', 任务: '没有成' })])
  await world.owner.query(
    `create function refuse() returns trigger language plpgsql as $$ begin raise 'refused by the test'; end $$;
     create trigger refuse before insert on audit_log for each row when (new.object = '${checked.id}') execute function refuse()`,
  )
  await world.as('bureau', { method: 'POST', url: `/api/v1/imports/${checked.id}/apply` })
  expect((await settled(checked.id, 'applying')).state).toBe('failed')
  const heard = (await world.as('department', { url: '/api/v1/notices' })).json().items
  expect(heard.filter(({ ownerId }: { ownerId: string }) => ownerId === 'T-3')).toEqual([])
})
