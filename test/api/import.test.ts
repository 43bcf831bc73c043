import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Import, TableKind } from '#contracts/import.ts'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { writeWorkbook } from '../../server/excel/write-workbook.ts'
import { aWorld, NORTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

type Cells = (string | number | null)[]
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const file = (titles: string[], ...rows: Cells[]) =>
  writeWorkbook(
    '表',
    titles.map((title) => ({ title, width: 10, choices: null })),
    rows,
  )

async function settled(id: string): Promise<Import> {
  return vi.waitFor(
    async () => {
      const found = (await world.as('systemAdmin', { url: `/api/v1/imports/${id}` })).json() as Import
      if (['reading', 'applying', 'undoing'].includes(found.state)) throw new Error(`still ${found.state}`)
      return found
    },
    { timeout: 100_000, interval: 50 },
  )
}
async function check(kind: TableKind, payload: Buffer, datum = 'wgs84'): Promise<Import> {
  const url = `/api/v1/imports?kind=${kind}&datum=${datum}&name=a.xlsx`
  const answer = await world.as('technician', { method: 'POST', url, payload, headers: { 'content-type': XLSX } })
  expect(answer.statusCode).toBe(202)
  return settled(answer.json().id)
}
async function act(id: string, verb: 'apply' | 'undo'): Promise<Import> {
  const answer = await world.as('systemAdmin', { method: 'POST', url: `/api/v1/imports/${id}/${verb}` })
  expect(answer.statusCode).toBe(202)
  return settled(id)
}
const count = async (sql: string): Promise<number> => (await world.owner.query(`select count(*)::int as n from ${sql}`)).rows[0].n

const DEVICE = ['学校代码*', '类型*', '来源*', '设备身份*', '名称', '经度', '纬度', '无声']

describe('a dry run', () => {
  it('says what is wrong by row and column, and writes nothing', async () => {
    const checked = await check(
      'device',
      file(
        DEVICE,
        [NORTH, '摄像机', `edge/${NORTH}/gb`, '64010400001310000001', '东门', 106.2, 38.5, '否'],
        ['nowhere', '摄像机', `edge/${NORTH}/gb`, '64010400001310000002', null, null, null, null],
        [NORTH, '相机', 'native', 'cam-1', null, null, null, null],
        [NORTH, '摄像机', `edge/${NORTH}/gb`, '64010400001320000', null, 106.2, null, '也许'],
        [NORTH, '摄像机', 'nobody', 'x', '=1+1', null, null, null],
        [NORTH, '摄像机', `edge/${NORTH}/gb`, '64010400001310000001', null, null, null, null],
      ),
    )
    expect(checked.state).toBe('refused')
    expect(checked.errors.map(({ row, column }) => `${row} ${column}`)).toEqual(['3 学校代码', '4 B', '5 H', '6 E', '7 设备身份'])
    expect(checked.errors.find(({ row }) => row === 7)?.message).toBe('is the same as in row 2')
    expect(await count(`device where external_id like '6401040000131%'`)).toBe(0)
  })
  it('refuses a file that is none, in words', async () => {
    expect(await check('device', Buffer.from('name,kind\n'))).toMatchObject({ state: 'refused', message: expect.stringContaining('.xlsx') })
    expect(await check('device', file(['甲', '乙'], ['1', '2']))).toMatchObject({ state: 'refused', errors: [{ row: 1, column: 'A' }] })
  })
  it('reads full-width digits, Chinese words and days as people write them', async () => {
    const checked = await check(
      'guard',
      file(
        ['保安编号', '学校代码', '姓名', '电话', '证件有效期至'],
        ['ｇ－１', NORTH, '　张三 ', '１３８ ００００ ００００', '2027年3月1日'],
        ['g-2', NORTH, '李四', null, '2027.2.30'],
      ),
    )
    expect(checked.errors).toMatchObject([{ row: 3, column: 'E' }])
  })
})

it('keeps the seconds of a moment, typed or as a date of Excel, and gives them back as the same row', async () => {
  const titles = ['学校代码', '设备编号', '时间', '测至', '公安回执']
  const test = (at: string) => [NORTH, `${NORTH}-b`, at, '公安', 'R-1']
  const wrong = await check('policeTest', file(titles, test('2024-03-01 07:20:60')))
  expect(wrong).toMatchObject({ state: 'refused', errors: [{ row: 2, column: 'C' }] })
  const dated = writeWorkbook(
    '表',
    titles.map((title, n) => ({ title, width: 10, choices: null, is: n === 2 ? 'instant' : 'text' })),
    [test('2024-03-01T08:00:01+08:00'), test('2024-03-01T23:59:59+08:00')],
  )
  const typed = file(titles, test('2024-03-01 07:20:31'), test('2024-03-01 07:30:00'))
  for (const one of [typed, dated]) await act((await check('policeTest', one)).id, 'apply')
  const { rows } = await world.owner.query(
    `select to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS') as at from police_test where device_id = $1 order by police_test.at`,
    [`${NORTH}-b`],
  )
  expect(rows.map(({ at }) => at)).toEqual(['07:20:31', '07:30:00', '08:00:01', '23:59:59'].map((time) => `2024-03-01 ${time}`))
  const given = (await world.as('technician', { url: '/api/v1/tables/policeTest' })).rawPayload
  expect(await check('policeTest', given)).toMatchObject({ state: 'checked', summary: { rows: 4, same: 4 } })
})

it('takes gates with a campus, in the file’s datum, from which gate radii are measured; gives them back; a file without the column leaves them', async () => {
  const titles = ['校区代码', '学校代码', '校区名称', '经度', '纬度', '校门']
  const wrong = await check('campus', file(titles, ['gate-c', NORTH, '校园', 106.2, 38.4, '南门 38.48,106.2']))
  expect(wrong).toMatchObject({ state: 'refused', errors: [{ row: 2, column: 'F' }] })
  const checked = await check(
    'campus',
    file(titles, ['gate-c', NORTH, '校园', 106.2, 38.4, '南门 106.2，38.4；北 门：106.21 38.41']),
    'gcj02',
  )
  await act(checked.id, 'apply')
  const gates = async () => (await world.owner.query(`select gates from campus where id = 'gate-c'`)).rows[0].gates
  expect(await gates()).toMatchObject([{ name: '南门' }, { name: '北 门' }])
  const venue = { kind: 'tobacco', name: '烟店', position: [106.2, 38.4] }
  const { near } = (await world.as('bureau', { method: 'POST', url: '/api/v1/venues', payload: venue })).json()
  const [{ position }] = await gates()
  const metres = Math.hypot((position[0] - 106.2) * Math.cos(0.67) * 111_320, (position[1] - 38.4) * 111_000)
  const measured = near.find(({ campusId }: { campusId: string }) => campusId === 'gate-c').gateM
  expect(measured).toBeGreaterThan(100) // GCJ-02 lies 387 m off near Yinchuan
  expect(measured).toBeCloseTo(metres, -1)

  const sheet = await readWorkbook((await world.as('technician', { url: '/api/v1/tables/campus' })).rawPayload)
  const row = [...sheet.rows.values()].find((cells) => cells.get(0)?.text === 'gate-c')
  const again = await check(
    'campus',
    file(titles, ['gate-c', NORTH, '校园', row?.get(4)?.text ?? '', row?.get(5)?.text ?? '', row?.get(6)?.text ?? '']),
  )
  expect(again).toMatchObject({ state: 'checked', summary: { same: 1 } })
  const renamed = await check('campus', file(titles.slice(0, 3), ['gate-c', NORTH, '改名']))
  await act(renamed.id, 'apply')
  expect(await gates()).toHaveLength(2)
  await act(renamed.id, 'undo')
  await act(checked.id, 'undo')
  expect(await count(`campus where id = 'gate-c'`)).toBe(0)
})

it('applies all of a campus file, keeps history, and undoes it as a whole', async () => {
  const titles = ['校区代码', '学校代码', '校区名称', '边界', '经度', '纬度']
  const ring = '106.2,38.48;106.204,38.48;106.204,38.483;106.2,38.483'
  const checked = await check(
    'campus',
    file(titles, ['new-c', NORTH, '新校区', ring, null, null], [`${NORTH}-c`, NORTH, '老校区', null, 106.2, 38.4]),
    'gcj02',
  )
  expect(checked).toMatchObject({ state: 'checked', summary: { rows: 2, add: 1, change: 1, same: 0 } })
  expect(await act(checked.id, 'apply')).toMatchObject({ state: 'applied', done: 2 })
  const { rows } = await world.owner.query(
    `select provisional, zone_method, boundary -> 'coordinates' -> 0 -> 0 -> 0 as lng from campus where id = 'new-c'`,
  )
  expect(rows[0]).toMatchObject({ provisional: false, zone_method: expect.stringContaining('geodesic-buffer-200m') })
  expect(Math.abs(rows[0].lng - 106.2)).toBeGreaterThan(0.003)
  expect(await act(checked.id, 'undo')).toMatchObject({ state: 'undone' })
  expect(await count(`campus where id = 'new-c' or name = '老校区'`)).toBe(0)
  expect(await count(`campus_history where name = '老校区'`)).toBe(1)
  const { rows: log } = await world.owner.query(`select action from audit_log where object = $1 order by id`, [checked.id])
  expect(log.map(({ action }) => action)).toEqual(['import.check', 'import.apply', 'import.undo'])
})

it('keeps nothing of a file of which a row was changed since it was checked, and undoes nothing that was changed since', async () => {
  const row = (name: string): Cells => [NORTH, '摄像机', `edge/${NORTH}/gb`, '64010400001310000011', name, null, null, null]
  const first = await check('device', file(DEVICE, row('一')))
  const second = await check('device', file(DEVICE, row('二'), [NORTH, '摄像机', 'native', 'cam-9', null, null, null, null]))
  await act(first.id, 'apply')
  expect(await act(second.id, 'apply')).toMatchObject({ state: 'failed' })
  expect(await count(`device where id = 'cam-9'`)).toBe(0)
  await world.owner.query(`update device set name = '三' where external_id = '64010400001310000011'`)
  expect(await act(first.id, 'undo')).toMatchObject({ state: 'applied', message: expect.stringContaining('was changed since') })
  expect(await count(`device where name = '三'`)).toBe(1)
})

it('takes 17,000 cameras, and gives them back as the same file', async () => {
  const rows = Array.from({ length: 17_000 }, (_, n): Cells => {
    return [NORTH, '摄像机', `edge/${NORTH}/gb`, `64010400001320${String(n).padStart(6, '0')}`, `走廊${n}`, 106.2 + n / 1e6, 38.4, null]
  })
  const checked = await check('device', file(DEVICE, ...rows))
  expect(checked).toMatchObject({ state: 'checked', errorCount: 0, summary: { add: 17_000 } })
  expect(await act(checked.id, 'apply')).toMatchObject({ state: 'applied', done: 17_000 })
  const { rawPayload } = await world.as('systemAdmin', { url: '/api/v1/tables/device' })
  const exported = await readWorkbook(rawPayload)
  expect(exported.rows.size).toBeGreaterThan(17_000)
  expect(await check('device', rawPayload)).toMatchObject({ state: 'checked', summary: { add: 0, change: 0 } })
}, 150_000)

it('offers a template with the columns and what may be chosen', async () => {
  const { rawPayload } = await world.as('technician', { url: '/api/v1/tables/school?template=1' })
  const { rows } = await readWorkbook(rawPayload)
  expect([...(rows.get(0)?.values() ?? [])].map(({ text }) => text)).toEqual([
    '学校代码*',
    '学校名称*',
    '学段*',
    '乡镇街道*',
    '学生数',
    '寄宿',
  ])
  expect(rows.size).toBe(1)
})
