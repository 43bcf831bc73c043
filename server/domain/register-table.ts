// Tables that people import and export: their columns, and how a cell is read. Pure; what the database knows is checked beside it.
import type { DeviceKind } from '#contracts/device.ts'
import type { TableKind } from '#contracts/import.ts'
import type { AreaGeometry, SchoolLevel } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import { type Datum, readBoundary, toWgs84 } from './geometry-text.ts'
import { type Cell, columnName, type Sheet } from './sheet.ts'

/** What is wrong in one cell, as a person finds it in Excel. */
export interface CellError {
  readonly row: number
  readonly column: string
  readonly message: string
}

type Value = string | number | boolean | null | AreaGeometry | LngLat
export type TableRow = Readonly<Record<string, Value>>

type Read = (text: string, datum: Datum) => { value: Value } | { wrong: string }

export interface Column {
  readonly key: string
  readonly zh: string
  readonly en: string
  readonly required: boolean
  /** characters */
  readonly width: number
  readonly choices: Readonly<Record<string, string>> | null
  readonly read: Read
}

/** Half-width digits and letters, without what no screen shows; for codes and numbers, not for names. */
const narrow = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
    .trim()
const trimmed = (text: string): string => text.replace(/[\u200b-\u200f\u2060\ufeff]/g, '').replace(/^[\s\u3000]+|[\s\u3000]+$/g, '')

const code =
  (pattern: RegExp, expected: string): Read =>
  (text) => {
    const value = narrow(text)
    return pattern.test(value) ? { value } : { wrong: `expected ${expected}, found "${value.slice(0, 40)}"` }
  }
const words =
  (max: number): Read =>
  (text) => {
    const value = trimmed(text)
    if (value.length > max) return { wrong: `expected at most ${max} characters, found ${value.length}` }
    // Excel would run it when the table is exported and opened by somebody else's program.
    if (/^[=+\-@\t\r]/.test(value)) return { wrong: `begins with ${JSON.stringify(value[0])}: a spreadsheet would take it for a formula` }
    return /[\n\r\t\0]/.test(value) ? { wrong: 'holds a line break or a tab' } : { value }
  }
const number =
  (min: number, max: number, unit: string): Read =>
  (text) => {
    const value = narrow(text).replace(/,(?=\d{3}\b)/g, '')
    const read = Number(value)
    if (value === '' || !Number.isFinite(read)) return { wrong: `expected a number, found "${text.slice(0, 40)}"` }
    return read < min || read > max ? { wrong: `expected ${min}–${max}${unit}, found ${read}` } : { value: read }
  }
const whole =
  (min: number, max: number): Read =>
  (text, datum) => {
    const read = number(min, max, '')(text, datum)
    return 'value' in read && !Number.isInteger(read.value) ? { wrong: `expected a whole number, found ${String(read.value)}` } : read
  }
const choice =
  (choices: Readonly<Record<string, string>>): Read =>
  (text) => {
    const value = narrow(text)
    const found = Object.entries(choices).find(([key, word]) => key.toLowerCase() === value.toLowerCase() || narrow(word) === value)
    return found ? { value: found[0] } : { wrong: `expected one of ${Object.values(choices).join('、')}, found "${value.slice(0, 40)}"` }
  }
const YES_NO = { true: '是', false: '否' }
const yesNo: Read = (text) => {
  const value = narrow(text).toLowerCase()
  if (/^(是|有|true|yes|y|1|√|✓)$/.test(value)) return { value: true }
  return /^(否|无|false|no|n|0|×|x)$/.test(value) ? { value: false } : { wrong: `expected 是 or 否, found "${value.slice(0, 40)}"` }
}
/** A day as people write one: 2026-03-01, 2026/3/1, 2026.3.1, 20260301, 2026年3月1日. */
const day: Read = (text) => {
  const match = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T].*)?$/.exec(narrow(text))
  const [, y = '', m = '', d = ''] = match ?? []
  const date = new Date(Date.UTC(Number(y), Number(m) - 1, Number(d)))
  const isDay = match && date.getUTCMonth() === Number(m) - 1 && date.getUTCDate() === Number(d) && Number(y) > 1900 && Number(y) < 2200
  return isDay ? { value: date.toISOString().slice(0, 10) } : { wrong: `expected a day such as 2026-03-01, found "${text.slice(0, 40)}"` }
}
const boundary: Read = (text, datum) => {
  const read = readBoundary(text, datum)
  return read.ok ? { value: read.area } : { wrong: read.reason }
}

const LEVELS: Record<SchoolLevel, string> = {
  kindergarten: '幼儿园',
  primary: '小学',
  middle: '中学',
  nineYear: '九年一贯制',
  special: '特殊教育学校',
}
const KINDS: Record<DeviceKind, string> = {
  panicButton: '一键式报警器',
  camera: '摄像机',
  recorder: '录像机',
  alarmPanel: '报警主机',
  gateway: '网关',
  sensor: '传感器',
}

const column = (
  key: string,
  zh: string,
  en: string,
  read: Read,
  { required = false, width = 16, choices = null as Readonly<Record<string, string>> | null } = {},
): Column => ({ key, zh, en, read, required, width, choices })

const SCHOOL_CODE = code(/^[a-z0-9-]{1,32}$/, '1–32 of a–z, 0–9 and -')
const ID = code(/^[A-Za-z0-9._:-]{1,64}$/, '1–64 of letters, digits and . _ : -')
const must = { required: true }
const longitude = column('lng', '经度', 'Longitude', number(-180, 180, '°'), { width: 14 })
const latitude = column('lat', '纬度', 'Latitude', number(-90, 90, '°'), { width: 14 })

export const COLUMNS: Record<TableKind, readonly Column[]> = {
  school: [
    column('id', '学校代码', 'School code', SCHOOL_CODE, must),
    column('name', '学校名称', 'School', words(100), { ...must, width: 28 }),
    column('level', '学段', 'Level', choice(LEVELS), { ...must, choices: LEVELS }),
    column('township', '乡镇街道', 'Township', words(100), must),
    column('pupils', '学生数', 'Pupils', whole(0, 100_000)),
    column('boarding', '寄宿', 'Boarding', yesNo, { choices: YES_NO, width: 8 }),
  ],
  campus: [
    column('id', '校区代码', 'Campus code', ID, must),
    column('schoolId', '学校代码', 'School code', SCHOOL_CODE, must),
    column('name', '校区名称', 'Campus', words(100), { ...must, width: 24 }),
    column('boundary', '边界', 'Boundary', boundary, { width: 48 }),
    longitude,
    latitude,
  ],
  device: [
    column('id', '设备编号', 'Device id', ID),
    column('schoolId', '学校代码', 'School code', SCHOOL_CODE, must),
    column('campusId', '校区代码', 'Campus code', ID),
    column('kind', '类型', 'Kind', choice(KINDS), { ...must, choices: KINDS }),
    column('source', '来源', 'Source', code(/^\S{1,200}$/, 'the name of a source'), { ...must, width: 24 }),
    column('externalId', '设备身份', 'Identity', code(/^.{1,200}$/, '1–200 characters'), { ...must, width: 26 }),
    column('point', '分区', 'Point', code(/^.{1,64}$/, '1–64 characters'), { width: 8 }),
    column('name', '名称', 'Name', words(100), { width: 24 }),
    longitude,
    latitude,
    column('silent', '无声', 'Silent', yesNo, { choices: YES_NO, width: 8 }),
  ],
  guard: [
    column('id', '保安编号', 'Guard id', ID, must),
    column('schoolId', '学校代码', 'School code', SCHOOL_CODE, must),
    column('name', '姓名', 'Name', words(50), must),
    column('phone', '电话', 'Telephone', code(/^\+?[\d -]{3,20}$/, 'a telephone number')),
    column('licence', '保安员证号', 'Guard licence', code(/^[\dA-Za-z-]{4,40}$/, '4–40 digits and letters'), { width: 24 }),
    column('licenceTo', '证件有效期至', 'Licence valid to', day),
  ],
}

export interface ReadTable {
  readonly rows: readonly { readonly row: number; readonly values: TableRow }[]
  readonly errors: readonly CellError[]
}

/** Errors beyond these are only counted: nobody mends ten thousand one by one. */
export const MAX_ERRORS = 500
const HEADER_WITHIN = 10

const label = (text: string): string =>
  narrow(text)
    .replace(/[*＊\s]|\(.*?\)|（.*?）/g, '')
    .toLowerCase()

/** Finds the header and reads every row below it. @param datum of positions and boundaries in this file */
export function readTable(kind: TableKind, sheet: Sheet, datum: Datum): ReadTable {
  const columns = COLUMNS[kind]
  const errors: CellError[] = []
  const header = findHeader(sheet, columns)
  if (!header) {
    const expected = columns.map(({ zh }) => zh).join('、')
    return {
      rows: [],
      errors: [{ row: 1, column: 'A', message: `no header within the first ${HEADER_WITHIN} rows: expected ${expected}` }],
    }
  }
  const missing = columns.filter((one) => one.required && ![...header.places.values()].includes(one))
  for (const { zh } of missing) errors.push({ row: header.row + 1, column: 'A', message: `the column ${zh} is missing` })
  for (const [at, text] of header.unknown)
    errors.push({ row: header.row + 1, column: columnName(at), message: `unknown column "${text.slice(0, 40)}"` })
  const filled = fillMerged(sheet, header.row, errors)
  const rows: { row: number; values: TableRow }[] = []
  for (const at of [...filled.keys()].filter((n) => n > header.row).sort((a, b) => a - b)) {
    const cells = filled.get(at) ?? new Map<number, Cell>()
    if (![...cells.values()].some(({ text }) => trimmed(text) !== '')) continue
    const values = readRow(cells, at, header.places, columns, datum, errors)
    if (values) rows.push({ row: at + 1, values })
  }
  return { rows, errors }
}

function findHeader(sheet: Sheet, columns: readonly Column[]) {
  let best: { row: number; places: Map<number, Column>; unknown: [number, string][] } | null = null
  for (let row = 0; row < HEADER_WITHIN; row++) {
    const places = new Map<number, Column>()
    const unknown: [number, string][] = []
    for (const [at, { text }] of sheet.rows.get(row) ?? []) {
      const found = columns.find(({ key, zh, en }) => [key, zh, en].some((name) => label(name) === label(text)))
      if (found && ![...places.values()].includes(found)) places.set(at, found)
      else if (label(text) !== '') unknown.push([at, text])
    }
    if (places.size >= 2 && (best === null || places.size > best.places.size)) best = { row, places, unknown }
  }
  return best
}

/** A cell merged downwards says the same of every row; one merged sideways says nothing that can be told apart. */
function fillMerged(sheet: Sheet, header: number, errors: CellError[]): Sheet['rows'] {
  for (const { from, to } of sheet.merges) {
    if (to.row <= header) continue
    const cell = sheet.rows.get(from.row)?.get(from.column)
    if (from.column !== to.column) {
      errors.push({
        row: from.row + 1,
        column: columnName(from.column),
        message: 'is merged with the cell beside it: take the merging back',
      })
      continue
    }
    if (!cell) continue
    for (let row = from.row + 1; row <= Math.min(to.row, from.row + 50_000); row++) {
      const cells = sheet.rows.get(row)
      if (cells) cells.set(from.column, cell)
    }
  }
  return sheet.rows
}

const UNREADABLE: Partial<Record<Cell['is'], string>> = {
  formula: 'holds a formula: paste it as a value',
  error: 'holds an error of Excel',
  'long-number': 'is a number of more than 15 digits, of which Excel has lost the last: make the column text and type it again',
}

function readRow(
  cells: ReadonlyMap<number, Cell>,
  at: number,
  places: ReadonlyMap<number, Column>,
  columns: readonly Column[],
  datum: Datum,
  errors: CellError[],
): TableRow | null {
  const values: Record<string, Value> = {}
  const before = errors.length
  for (const [place, { key, required, zh, read }] of places) {
    const cell = cells.get(place)
    const wrongIn = (message: string) => errors.push({ row: at + 1, column: columnName(place), message: `${zh}: ${message}` })
    if (!cell || trimmed(cell.text) === '') {
      values[key] = null
      if (required) wrongIn('is empty')
      continue
    }
    const unreadable = UNREADABLE[cell.is]
    const result = unreadable ? { wrong: unreadable } : read(cell.text, datum)
    if ('wrong' in result) wrongIn(result.wrong)
    else values[key] = result.value
  }
  for (const { key } of columns) values[key] ??= null
  return errors.length > before ? null : placed(values, at, places, datum, errors)
}

/** Longitude and latitude as one position in WGS-84. */
function placed(
  values: Record<string, Value>,
  at: number,
  places: ReadonlyMap<number, Column>,
  datum: Datum,
  errors: CellError[],
): TableRow | null {
  const { lng, lat } = values
  if (lng === undefined || lat === undefined) return values
  const column = columnName([...places].find(([, { key }]) => key === (lng === null ? 'lng' : 'lat'))?.[0] ?? 0)
  if ((lng === null) !== (lat === null)) {
    errors.push({ row: at + 1, column, message: 'expected longitude and latitude, or neither' })
    return null
  }
  if (typeof lng !== 'number' || typeof lat !== 'number') return values
  const [east, north] = toWgs84([lng, lat], datum)
  return { ...values, lng: east, lat: north }
}
