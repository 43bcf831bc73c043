import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Import, TableKind } from '#contracts/import.ts'
import { REGISTERS, registersOf } from '#domain/register.ts'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { writeWorkbook } from '../../server/excel/write-workbook.ts'
import { aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  for (const kind of ['camera', 'recorder'])
    await world.owner.query(
      `insert into device (id, school_id, kind, dialect, source, external_id, name) values ($1, $2, $3, 'native', 'native', $1, $1)`,
      [`${NORTH}-${kind}`, NORTH, kind],
    )
})
afterAll(() => world.stop())

type Cells = (string | number | null)[]
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const BUTTON = `${NORTH}-b`
const CAMERA = `${NORTH}-camera`

/** A sheet of a register with every column, in order. */
const sheet = (kind: TableKind, ...rows: Cells[]) =>
  writeWorkbook(
    '表',
    REGISTERS[kind].columns.map(({ zh }) => ({ title: zh, width: 10, choices: null })),
    rows,
  )
async function settled(id: string, who: string): Promise<Import> {
  return vi.waitFor(
    async () => {
      const found = (await world.as(who, { url: `/api/v1/imports/${id}` })).json() as Import
      if (['reading', 'applying', 'undoing'].includes(found.state)) throw new Error(`still ${found.state}`)
      return found
    },
    { timeout: 60_000, interval: 20 },
  )
}
async function check(kind: TableKind, payload: Buffer, who = 'bureau'): Promise<Import> {
  const url = `/api/v1/imports?kind=${kind}&datum=wgs84&name=a.xlsx`
  const answer = await world.as(who, { method: 'POST', url, payload, headers: { 'content-type': XLSX } })
  expect(answer.statusCode, answer.body).toBe(202)
  return settled(answer.json().id, who)
}
async function apply(id: string, who = 'bureau'): Promise<Import> {
  const answer = await world.as(who, { method: 'POST', url: `/api/v1/imports/${id}/apply` })
  expect(answer.statusCode, answer.body).toBe(202)
  return settled(id, who)
}

/** One good row of each plain register, as people would type it. */
const GOOD: Partial<Record<TableKind, Cells>> = {
  guard: ['g-1', NORTH, '示例·甲', '13800000000', 'NX10001', '2027年3月1日', '2026/9/1', null, null],
  guardCheck: [NORTH, 'g-1', '2026-08-20', '无问题', '示例派出所'],
  gateRoomShift: [NORTH, '2026-11-01 07:30', '2026-11-01 19:30', '示例·甲'],
  dutyWindow: [NORTH, '护学岗', '南门', '周一二三四五', '7：20', '08:05', '2026-09-01', null],
  dutyCheckIn: [NORTH, '护学岗', '南门', '2026-11-02 07:18', '2026-11-02 08:05', '示例·甲', '到岗', null],
  patrolRound: [NORTH, '2026-11-02 10:00', '示例·甲', 8, 8, null],
  drill: [NORTH, '2026-11-12', '疏散', 800, null],
  healthStaff: [NORTH, '示例·校医', null, '执业医师', '2026-09-01', null],
  title: [NORTH, '平安校园', '市级', '示例市教育局', '示教〔2024〕1号', '2024-12-01', '2027-11-30', null, null],
  protectionItem: [NORTH, '硬质防冲撞设施', '已设', '2026-11-03', '示例·科员', null],
  equipmentItem: [NORTH, '防暴头盔', 3, 3, null, '2026-11-03', '示例市清单'],
  keyPlace: [NORTH, '食堂操作间与储藏室', '否', '不供餐', '示例·科长'],
  cameraPlace: [NORTH, CAMERA, '校门出入口', '校门外街面', null],
  policeCatalog: [NORTH, '64010400001310000001', CAMERA, '2026-09-01', null, '签字清单', '示例·民警'],
  pictureProof: [NORTH, CAMERA, '2026-11-05 09:00', '示例·民警'],
  recorderCheck: [NORTH, `${NORTH}-recorder`, '2026-11-05 09:00', '2026-10-01 00:00', 1.5],
  buttonPlace: [NORTH, BUTTON, '门卫室'],
  policeTest: [NORTH, BUTTON, '2026-11-05 09:00', '公安', '回执-1', null],
  policeLink: [NORTH, BUTTON, '报警主机', '2026-01-01', null],
  schoolLife: [SOUTH, '2001-09-01', null, null],
  calendarDay: ['2026-10-01', '放假'],
}

it('has an example of every register that is a plain table of evidence', () => {
  const plain = (Object.keys(REGISTERS) as TableKind[]).filter((kind) => REGISTERS[kind].plain)
  expect(Object.keys(GOOD).sort()).toEqual(plain.sort())
})

it('takes a row of every register, and takes what it gives out for the same', async () => {
  for (const [kind, row] of Object.entries(GOOD) as [TableKind, Cells][]) {
    const who = REGISTERS[kind].roles.includes('bureau') ? 'bureau' : 'systemAdmin'
    const checked = await check(kind, sheet(kind, row), who)
    expect([kind, checked.state, checked.errors]).toEqual([kind, 'checked', []])
    expect([kind, (await apply(checked.id, who)).state]).toEqual([kind, 'applied'])
    const { rawPayload } = await world.as(who, { url: `/api/v1/tables/${kind}` })
    const again = await check(kind, rawPayload, who)
    expect([kind, again.errors, again.summary?.same]).toEqual([kind, [], (await readWorkbook(rawPayload)).rows.size - 1])
  }
})

it.each<[string, TableKind, Cells[], string[]]>([
  ['a day of 1899', 'drill', [[NORTH, '1899-12-31', '疏散', 10, null]], ['2 B']],
  ['an injected cell', 'patrolRound', [[NORTH, '2026-11-02 11:00', "=cmd|' /C calc'!A0", 8, 8, null]], ['2 C']],
  [
    'a row twice',
    'drill',
    [
      [NORTH, '2026-11-20', '消防', 9, null],
      [NORTH, '2026-11-20', '消防', 9, null],
    ],
    ['3 类别'],
  ],
  ['a school that there is not', 'drill', [['nowhere', '2026-11-20', '消防', 9, null]], ['2 学校代码']],
  ['a device of another school', 'buttonPlace', [[SOUTH, BUTTON, '门卫室']], ['2 设备编号']],
  ['a camera for a button', 'buttonPlace', [[NORTH, CAMERA, '门卫室']], ['2 设备编号']],
  ['a shift that ends before it begins', 'gateRoomShift', [[NORTH, '2026-11-01 19:30', '2026-11-01 07:30', '示例·甲']], ['2 结束']],
  ['不适用 without approver', 'keyPlace', [[NORTH, '图书馆', '否', '没有', null]], ['2 批准人']],
  [
    'a list of the police that nobody signed',
    'policeCatalog',
    [[NORTH, '64010400001310000002', CAMERA, '2026-09-01', null, '签字清单', null]],
    ['2 签字人'],
  ],
  ['a number of 19 digits', 'policeCatalog', [[NORTH, '6401040000131000002', CAMERA, '2026-09-01', null, '28181 目录', null]], ['2 B']],
  ['a guard of two schools', 'guard', [['g-9', SOUTH, '示例·甲', null, 'NX10001', null, null, null, null]], ['2 保安员证号']],
  [
    'an amended check-in that nobody confirmed',
    'dutyCheckIn',
    [[NORTH, '护学岗', '南门', '2026-11-02 07:18', '2026-11-02 08:05', '乙', '补签', null]],
    ['2 确认人'],
  ],
])('refuses %s by row and column', async (_, kind, rows, expected) => {
  const { errors, state } = await check(kind, sheet(kind, ...rows))
  expect(errors.map(({ row, column }) => `${row} ${column}`)).toEqual(expected)
  expect(state).toBe('refused')
})

it('reads full-width digits and clock times as people write them', async () => {
  const checked = await check('drill', sheet('drill', [NORTH, '２０２６－１１－２１', '疏散', '８００', null]))
  expect(checked.state).toBe('checked')
})

it('lets a school bring in its own evidence and no other school’s, and shows it nobody else’s imports', async () => {
  expect(registersOf('schoolOfficer')).toContain('drill')
  const foreign = await check('drill', sheet('drill', [SOUTH, '2026-11-22', '疏散', 5, null]), 'schoolOfficer')
  expect(foreign.errors.map(({ message }) => message)).toEqual([`${SOUTH} is not your school`])
  const own = await check('drill', sheet('drill', [NORTH, '2026-11-22', '疏散', 5, null]), 'schoolOfficer')
  expect(await apply(own.id, 'schoolOfficer')).toMatchObject({ state: 'applied' })
  expect((await world.as('officer2', { url: `/api/v1/imports/${own.id}` })).statusCode).toBe(404)
  expect((await world.as('officer2', { method: 'POST', url: `/api/v1/imports/${own.id}/undo` })).statusCode).toBe(404)
  expect((await world.as('schoolOfficer', { url: '/api/v1/tables/title' })).statusCode).toBe(404)
  const { rawPayload } = await world.as('officer2', { url: '/api/v1/tables/drill' })
  expect((await readWorkbook(rawPayload)).rows.size).toBe(1)
})
