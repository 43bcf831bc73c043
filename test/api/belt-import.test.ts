import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { writeWorkbook } from '../../server/excel/write-workbook.ts'
import { aWorld, NORTH, PASSWORD, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  await world.owner.query(`insert into department (id, name, kind) values ('market', '市场监管局（示例）', 'market')`)
})
afterAll(() => world.stop())

type Cells = Record<string, string | number | null>
const IMPORT = { headers: { 'content-type': 'application/octet-stream' } }

async function bring(kind: 'venue' | 'hazard', rows: Cells[], datum = 'wgs84', by = 'bureau') {
  const titles = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const payload = writeWorkbook(
    '导入',
    titles.map((title) => ({ title, width: 12, choices: null })),
    rows.map((row) => titles.map((title) => row[title] ?? null)),
  )
  const sent = await world.as(by, {
    method: 'POST',
    url: `/api/v1/imports?kind=${kind}&datum=${datum}&name=x.xlsx`,
    payload,
    ...IMPORT,
  })
  expect(sent.statusCode).toBe(202)
  return settled(sent.json().id, 'reading')
}
const settled = async (id: string, from: string) => {
  await expect.poll(async () => (await world.as('bureau', { url: `/api/v1/imports/${id}` })).json().state).not.toBe(from)
  return (await world.as('bureau', { url: `/api/v1/imports/${id}` })).json()
}
const move = async (id: string, verb: 'apply' | 'undo') => {
  await world.as('bureau', { method: 'POST', url: `/api/v1/imports/${id}/${verb}` })
  return settled(id, verb === 'apply' ? 'applying' : 'undoing')
}
const said = ({ errors }: { errors: { row: number; message: string }[] }) => errors.map(({ row, message }) => `${row} ${message}`)
const list = async (what: string, user = 'bureau') => (await world.as(user, { url: `/api/v1/${what}` })).json().items

const aVenue = (given: Cells = {}): Cells => ({
  类别: '网吧',
  名称: '示例网吧',
  地址: '示例路 1 号',
  经度: 106.2001,
  纬度: 38.4001,
  '定位误差（米）': 10,
  ...given,
})
const aHazard = (given: Cells = {}): Cells => ({
  学校代码: NORTH,
  周边或校内: '周边',
  类别: '流动摊贩',
  隐患: '校门西侧占道摊点',
  风险等级: '一般',
  发现人: '示例·李',
  发现时间: '2026-03-01',
  牵头部门: '市场监管局（示例）',
  整改期限: '2026-12-31',
  ...given,
})

it('brings venues in with their distances measured, knows them again, and takes them back', async () => {
  const rows = [aVenue(), aVenue({ 类别: '小卖部、报刊亭', 名称: '示例小卖部', '定位误差（米）': '１２' })]
  const checked = await bring('venue', rows)
  expect([checked.state, said(checked), checked.summary]).toEqual(['checked', [], { rows: 2, add: 2, change: 0, same: 0 }])
  expect(await list('venues')).toEqual([])
  expect((await move(checked.id, 'apply')).state).toBe('applied')
  const [cafe] = (await list('venues')).filter(({ kind }: { kind: string }) => kind === 'internetCafe')
  expect(cafe).toMatchObject({ name: '示例网吧', accuracyM: 10, enteredBy: 'import' })
  expect(cafe.near.map(({ schoolId }: { schoolId: string }) => schoolId)).toContain(NORTH)
  expect((await bring('venue', rows)).summary).toEqual({ rows: 2, add: 0, change: 0, same: 2 })
  expect((await move(checked.id, 'undo')).state).toBe('undone')
  expect(await list('venues')).toEqual([])
})

it('says of every bad cell of a list of venues where it is, and writes nothing', async () => {
  const refused = await bring('venue', [
    aVenue(),
    aVenue(),
    aVenue({ 名称: '=cmd|calc' }),
    aVenue({ 名称: '三', 经度: null }),
    aVenue({ 名称: '四', 停业日期: '1899-12-30' }),
    aVenue({ 名称: '五', 系统编号: '00000000-0000-4000-8000-000000000000' }),
  ])
  expect(refused.state).toBe('refused')
  expect(said(refused)).toEqual([
    '3 is the same as in row 2',
    '4 名称: begins with "=": a spreadsheet would take it for a formula',
    '5 经度: is empty',
    '6 停业日期: expected a day between 2000-01-01 and 2099-12-31, found "1899-12-30"',
    '7 there is no venue 00000000-0000-4000-8000-000000000000: leave the cell empty for a new one',
  ])
  expect(await list('venues')).toEqual([])
})

it('brings a hazard in with department and day, which is told, and takes it back only while nobody has acted', async () => {
  const checked = await bring('hazard', [aHazard(), aHazard({ 隐患: '井盖缺失', 牵头部门: null, 整改期限: null })])
  expect([checked.state, said(checked)]).toEqual(['checked', []])
  expect((await move(checked.id, 'apply')).state).toBe('applied')
  const hazards = await list('hazards')
  const [given] = hazards.filter(({ title }: { title: string }) => title === '校门西侧占道摊点')
  expect(hazards).toHaveLength(2)
  expect(given).toMatchObject({ state: 'assigned', leadDept: { id: 'market' }, dueOn: '2026-12-31', foundAt: '2026-02-28T16:00:00.000Z' })
  const told = await world.owner.query(`select audience_id, kind from notice where owner_id = $1`, [given.id])
  expect(told.rows).toEqual([{ audience_id: 'market', kind: 'assigned' }])

  const note = { version: given.version, note: '已现场查看' }
  const noted = await world.as('bureau', {
    method: 'POST',
    url: `/api/v1/hazards/${given.id}/note`,
    headers: { 'idempotency-key': 'belt-import-note' },
    payload: note,
  })
  expect(noted.statusCode).toBe(200)
  const undone = await move(checked.id, 'undo')
  expect([undone.state, undone.message]).toEqual(['applied', `${given.id} was changed since: it would be lost`])
  expect(await list('hazards')).toHaveLength(2)
})

it('changes what was found of a known hazard, and never its course', async () => {
  const export_ = await world.as('bureau', { url: '/api/v1/tables/hazard' })
  const sheet = await readWorkbook(export_.rawPayload)
  expect(sheet.rows.size).toBe(3)
  const changed = await bring('hazard', [aHazard({ 风险等级: '重大' })])
  expect(changed.summary).toEqual({ rows: 1, add: 0, change: 1, same: 0 })
  expect((await move(changed.id, 'apply')).state).toBe('applied')
  const [hazard] = (await list('hazards')).filter(({ title }: { title: string }) => title === '校门西侧占道摊点')
  expect(hazard).toMatchObject({ risk: 'major', state: 'assigned', version: 3 })
  expect((await move(changed.id, 'undo')).state).toBe('undone')
  const refused = await bring('hazard', [
    aHazard({ 整改期限: '2027-01-31' }),
    aHazard({ 隐患: '新', 牵头部门: null }),
    aHazard({ 隐患: '新二', 发现时间: '2099-01-01' }),
  ])
  expect(said(refused)).toEqual([
    '2 the hazard is given out already: change it there, found "2027-01-31" for "2026-12-31"',
    '3 expected a department: a hazard outside the school has a day',
    '4 lies in the future',
  ])
})

it('takes back hazards that nobody touched, and the log keeps that they were there', async () => {
  const checked = await bring('hazard', [aHazard({ 隐患: '临时' })])
  await move(checked.id, 'apply')
  const [hazard] = (await list('hazards')).filter(({ title }: { title: string }) => title === '临时')
  expect((await move(checked.id, 'undo')).state).toBe('undone')
  expect((await world.as('bureau', { url: `/api/v1/hazards/${hazard.id}` })).statusCode).toBe(404)
  const log = await world.owner.query('select kind from hazard_log where hazard_id = $1 order by id', [hazard.id])
  expect(log.rows.map(({ kind }) => kind).sort()).toEqual(['assign', 'imported', 'withdrawn'])
})

it('takes of a clerk of one township what lies near its schools alone, and rewrites nobody else’s', async () => {
  const scope = { kind: 'township' as const, ids: ['north'] }
  await ensureAccount(world.pool, {
    username: 'beltClerk',
    name: '北镇（示例）',
    password: PASSWORD,
    role: 'bureau',
    scope,
    synthetic: true,
  })
  const far = { 经度: 106.3, 纬度: 38.5 }
  const theirs = await bring('venue', [aVenue({ 名称: '别镇网吧', ...far })])
  expect((await move(theirs.id, 'apply')).state).toBe('applied')
  const [cafe] = (await list('venues')).filter(({ name }: { name: string }) => name === '别镇网吧')
  const asClerk = (kind: 'venue' | 'hazard', rows: Cells[]) => bring(kind, rows, 'wgs84', 'beltClerk')
  const outside = 'lies farther than 1000 m from every school in your scope'
  expect(said(await asClerk('venue', [aVenue({ 名称: '本镇网吧' }), aVenue({ 名称: '远处网吧', ...far })]))).toEqual([`3 ${outside}`])
  expect(said(await asClerk('venue', [aVenue({ 系统编号: cafe.id, 名称: '改到本镇' })]))).toEqual(["2 is another school's"])
  expect(said(await asClerk('hazard', [aHazard({ 隐患: '近处' }), aHazard({ 隐患: '远处', ...far })]))).toEqual([`3 ${outside}`])
  expect((await asClerk('hazard', [aHazard({ 隐患: '没有坐标' })])).state).toBe('checked')
})
