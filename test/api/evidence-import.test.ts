import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Import, TableKind } from '#contracts/import.ts'
import { REGISTERS, registersOf } from '#domain/register.ts'
import type { TableRow, Value } from '#domain/register-column.ts'
import { readTable } from '#domain/register-table.ts'
import { stayedOf } from '../../server/commands/apply-import.ts'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { writeWorkbook } from '../../server/excel/write-workbook.ts'
import { writeBodies } from '../../server/store/register-table.ts'
import { aWorld, NORTH, PASSWORD, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  const scope = { kind: 'township' as const, ids: ['north'] }
  await ensureAccount(world.pool, {
    username: 'northClerk',
    name: '北镇（示例）',
    password: PASSWORD,
    role: 'bureau',
    scope,
    synthetic: true,
  })
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
  guard: ['g-1', NORTH, '示例·甲', '13800000000', 'NX10001', '2026-03-02', '2027年3月1日', '2026/9/1', null, null],
  guardCheck: [NORTH, 'g-1', '2026-08-20', '无问题', '示例派出所'],
  gateRoomShift: [NORTH, '2026-11-01 07:30', '2026-11-01 19:30', '示例·甲', `${NORTH}-c`],
  dutyWindow: [NORTH, '护学岗', '南门', '周一二三四五', '7：20', '08:05', '2026-09-01', null],
  dutyCheckIn: [NORTH, '护学岗', '南门', '2026-11-02 07:18', '2026-11-02 08:05', '示例·甲', '到岗', null],
  patrolRound: [NORTH, '2026-11-02 10:00', '示例·甲', 8, 8, null],
  drill: [NORTH, '2026-11-12', '疏散', 800, null],
  healthStaff: [NORTH, '示例·校医', null, '执业医师', '2026-09-01', null],
  title: [NORTH, '平安校园', '市级', '示例市教育局', '示教〔2024〕1号', '2024-12-01', '2027-11-30', null, null],
  titleCondition: [
    NORTH,
    '健康促进学校',
    '符合无烟学校标准',
    '符合',
    '2026-08-20',
    '2027年8月31日',
    '示例市卫生健康委',
    '示卫〔2026〕3号',
    null,
  ],
  protectionItem: [NORTH, '硬质防冲撞设施', '已设', '2026-11-03', '示例·科员', null],
  equipmentItem: [NORTH, '防暴头盔', 3, 3, null, '2026-11-03', '示例市清单'],
  keyPlace: [NORTH, '食堂操作间与储藏室', '否', '不供餐', '示例·科长', null],
  cameraPlace: [NORTH, CAMERA, '校门出入口', '校门外街面', null],
  policeCatalog: [NORTH, '64010400001310000001', CAMERA, '2026-09-01', null, '签字清单', '示例·民警'],
  pictureProof: [NORTH, CAMERA, '2026-11-05 09:00', '示例·民警'],
  recorderCheck: [NORTH, `${NORTH}-recorder`, '2026-11-05 09:00', '2026-10-01 00:00', 1.5],
  buttonPlace: [NORTH, BUTTON, '门卫室'],
  policeTest: [NORTH, BUTTON, '2026-11-05 09:00', '公安', '回执-1', null],
  policeLink: [NORTH, BUTTON, '报警主机', '2026-01-01', null],
  schoolLife: [SOUTH, '2001-09-01', null, null],
  campusLife: [NORTH, `${NORTH}-c`, '2001-09-01', null, `${SOUTH}-c`],
  calendarDay: ['2026-10-10', '调休上课', '星期五'],
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
    '不符合 without what happened',
    'titleCondition',
    [[NORTH, '平安校园', '无负面清单事项', '不符合', '2026-08-20', null, '示例市教育局', null, null]],
    ['2 说明'],
  ],
  [
    'a list of the police that nobody signed',
    'policeCatalog',
    [[NORTH, '64010400001310000002', CAMERA, '2026-09-01', null, '签字清单', null]],
    ['2 签字人'],
  ],
  ['a number of 19 digits', 'policeCatalog', [[NORTH, '6401040000131000002', CAMERA, '2026-09-01', null, '28181 目录', null]], ['2 B']],
  ['a guard of two schools', 'guard', [['g-9', SOUTH, '示例·甲', null, 'NX10001', null, null, null, null, null]], ['2 保安员证号']],
  [
    'twenty digits that are no camera',
    'policeCatalog',
    [[NORTH, '64010400001180000002', CAMERA, '2026-09-01', null, '28181 目录', null]],
    ['2 B'],
  ],
  ['a shift of three days', 'gateRoomShift', [[NORTH, '2026-11-01 07:30', '2026-11-04 07:30', '示例·甲']], ['2 结束']],
  [
    'a post kept for two days',
    'dutyCheckIn',
    [[NORTH, '护学岗', '南门', '2026-11-02 07:18', '2026-11-04 07:18', '乙', '到岗', null]],
    ['2 离岗'],
  ],
  ['a school merged into itself', 'schoolLife', [[NORTH, null, '2026-08-01', NORTH]], ['2 并入学校']],
  ['a campus merged into none that there is', 'campusLife', [[NORTH, `${NORTH}-c`, null, '2026-08-01', 'nowhere']], ['2 并入校区']],
  ['a campus of another school', 'campusLife', [[NORTH, `${SOUTH}-c`, null, '2026-08-01', null]], ['2 校区代码']],
  ['a check of another school’s guard', 'guardCheck', [[SOUTH, 'g-1', '2026-08-21', '不得录用', '示例派出所']], ['2 保安编号']],
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

it('takes nothing of another school’s over by its number, in a file of the own school, and does not say whose it is', async () => {
  const guard = (schoolId: string): Cells => ['g-7', schoolId, '示例·丁', null, 'NX70007', null, '2026-09-01', null, null]
  const own = await check('guard', sheet('guard', guard(NORTH)), 'schoolOfficer')
  expect(await apply(own.id, 'schoolOfficer')).toMatchObject({ state: 'applied' })
  const taken = await check('guard', sheet('guard', guard(SOUTH)), 'officer2')
  expect(taken).toMatchObject({ state: 'refused', errors: [{ row: 2, column: '保安编号', message: "is another school's" }] })
  const licence = await check('guard', sheet('guard', ['g-8', SOUTH, '示例·丁', null, 'NX70007', null, null, null, null]), 'officer2')
  expect(licence.errors).toEqual([
    { row: 2, column: '保安员证号', message: "is on another school's list already: it must be ended there first" },
  ])
  const { rows } = await world.owner.query(`select school_id from guard where id = 'g-7'`)
  expect(rows).toEqual([{ school_id: NORTH }])
})

it('holds a township’s clerk to the township, when a file is checked and again when it is put in force', async () => {
  await world.owner.query(
    `insert into guard (id, school_id, name) values ('g-south', $1, '示例·戊') on conflict (id) do update set school_id = $1`,
    [SOUTH],
  )
  const guard = (id: string): Cells => [id, NORTH, '示例·戊', null, null, null, null, null, null]
  expect((await check('guard', sheet('guard', guard('g-south')), 'northClerk')).errors.map(({ message }) => message)).toEqual([
    "is another school's",
  ])
  expect(
    (await check('calendarDay', sheet('calendarDay', ['2026-10-02', '放假', null]), 'northClerk')).errors.map(({ message }) => message),
  ).toEqual(["is the whole district's: you act for some of its schools"])
  const moved = await check('guard', sheet('guard', guard('g-north')), 'northClerk')
  expect(moved.state).toBe('checked')
  const scopedTo = (id: string) =>
    world.owner.query(`update account_role set scope = $1 where account_id = (select id from account where username = 'northClerk')`, [
      JSON.stringify({ kind: 'township', ids: [id] }),
    ])
  await scopedTo('south')
  expect(await apply(moved.id, 'northClerk')).toMatchObject({ state: 'failed', message: expect.stringContaining("another school's") })
  await scopedTo('north')
  expect((await world.owner.query(`select from guard where id = 'g-north'`)).rows).toEqual([])
})

it('leaves alone what a file has no column for, and takes an empty cell of a column for nothing', async () => {
  const bring = async (titles: string[], row: Cells, kind: TableKind = 'guard', who = 'bureau') => {
    const columns = titles.map((title) => ({ title, width: 10, choices: null }))
    const checked = await check(kind, writeWorkbook('表', columns, [row]), who)
    expect(checked.errors).toEqual([])
    return checked.summary?.same === 1 ? checked : apply(checked.id, kind === 'guard' ? who : 'systemAdmin')
  }
  await bring(['保安编号', '学校代码', '姓名', '电话', '保安员证号', '专职'], ['g-6', NORTH, '示例·己', '13800000006', 'NX60006', '否'])
  await bring(['保安编号', '学校代码', '姓名', '电话'], ['g-6', NORTH, '示例·己', null])
  const guard = await world.owner.query(`select phone, licence, full_time from guard where id = 'g-6'`)
  expect(guard.rows).toEqual([{ phone: null, licence: 'NX60006', full_time: false }])

  await world.owner.query('update school set pupils = 640, boarding = true where id = $1', [NORTH])
  await bring(['学校代码', '学校名称', '学段', '乡镇街道'], [NORTH, '示例新名', '小学', 'north'], 'school', 'systemAdmin')
  const school = await world.owner.query('select name, pupils, boarding from school where id = $1', [NORTH])
  expect(school.rows).toEqual([{ name: '示例新名', pupils: 640, boarding: true }])
})

it('lets no row through that its table would refuse', async () => {
  const far = (value: string, days: number) => {
    const moved = new Date(Date.parse(value.length === 10 ? `${value}T00:00:00Z` : value) + days * 86_400_000).toISOString()
    return value.length === 10 ? moved.slice(0, 10) : `${moved.slice(0, 19)}Z`
  }
  for (const [kind, cells] of Object.entries(GOOD) as [TableKind, Cells][]) {
    const { columns, plain } = REGISTERS[kind]
    const rows = [columns.map(({ zh }) => zh), cells].map(
      (row) => new Map(row.flatMap((cell, n) => (cell === null ? [] : [[n, { is: 'text' as const, text: String(cell) }] as const]))),
    )
    const good = readTable(kind, { name: '', rows: new Map(rows.entries()), merges: [] }, 'wgs84').rows[0]?.values
    const changes = columns.flatMap(({ key, required, type }): TableRow[] => {
      const value = good?.[key]
      if (type === 'date' || type === 'timestamptz')
        return [-400, -1, 0, 1, 3, 400].map((days) => ({ [key]: far(String(value ?? '2026-09-01'), days) }))
      return required ? [] : [{ [key]: null }]
    })
    for (const change of changes) {
      const row: Record<string, Value> = { ...good, ...change }
      for (const [key, value] of Object.entries(plain?.defaults ?? {})) row[key] ??= value
      if (!plain?.check || plain.check(row)) continue
      const id = plain.id ? plain.key.map((key) => row[key]).join('/') : 'row-of-the-test'
      const written = await writeBodies(world.owner, kind, [{ ...row, id }]).then(
        () => 'written',
        (error: Error & { code?: string }) => (error.code === '23514' ? error.message : 'written'),
      )
      expect([kind, change, written]).toEqual([kind, change, 'written'])
    }
  }
})

it('tells which rows of a refused file stay, because somebody has changed them since', () => {
  const row = (key: string, before: object | null) =>
    ({ n: 0, op: before ? 'change' : 'add', key, body: { id: key, name: '新' }, before }) as never
  const batch = [row('as-written', null), row('taken-back', { name: '旧' }), row('never-added', null), row('edited', null)]
  const current = new Map<string, Record<string, unknown>>([
    ['as-written', { id: 'as-written', name: '新' }],
    ['taken-back', { name: '旧' }],
    ['edited', { id: 'edited', name: '别人改的' }],
  ])
  expect(stayedOf(batch, current)).toEqual(['edited'])
  // What was staged before its register had another column is untouched as long as that column is empty.
  const since = (licenceFrom: string | null) => new Map([['as-written', { id: 'as-written', name: '新', licenceFrom }]])
  expect(stayedOf(batch.slice(0, 1), since(null))).toEqual([])
  expect(stayedOf(batch.slice(0, 1), since('2024-01-01'))).toEqual(['as-written'])
})
