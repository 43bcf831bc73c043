// 因病缺课 as the health system exports it: one number a school and day. A file that could name a child is refused as a whole.
import { day, narrow } from './register-column.ts'
import { type Cell, columnName, type Sheet } from './sheet.ts'

export interface AbsenceRow {
  /** as Excel counts, from 1 */
  readonly row: number
  /** code or name, as written */
  readonly school: string
  readonly day: string
  readonly absent: number
}
interface CellFault {
  readonly path: string
  readonly message: string
}
export type ReadAbsences = { readonly rows: readonly AbsenceRow[]; readonly faults: readonly CellFault[] }

const HEADS = {
  school: /^(学校|学校代码|学校编码|学校名称|school)$/i,
  day: /^(日期|day|date)$/i,
  absent: /^(因病缺课|因病缺课人数|缺课人数|absent)(\(人\))?$/i,
} as const
type Key = keyof typeof HEADS
/** Columns by which a person could be known. */
const NAMING = /姓名|名字|学生$|学号|学籍|身份证|证件|电话|手机|家长|监护人|住址|地址|症状|诊断|name|phone|id.?card/i

const HEADER_WITHIN = 10
const MAX_FAULTS = 200

function findHeader(sheet: Sheet): { row: number; columns: Map<Key, number>; others: [number, string][] } | null {
  for (let row = 0; row < HEADER_WITHIN; row++) {
    const columns = new Map<Key, number>()
    const others: [number, string][] = []
    for (const [at, { text }] of sheet.rows.get(row) ?? []) {
      const head = narrow(text).replace(/\*$/, '')
      const key = (Object.keys(HEADS) as Key[]).find((one) => HEADS[one].test(head) && !columns.has(one))
      if (key) columns.set(key, at)
      else if (head !== '') others.push([at, head])
    }
    if (columns.size >= 2) return { row, columns, others }
  }
  return null
}

/** A day as people and Excel write it, not before 2000 and not after today; else what is wrong. */
function readDay(cell: Cell, today: string): { value: string } | { wrong: string } {
  const read = day(cell.text, 'wgs84')
  if ('wrong' in read) return read
  const value = String(read.value)
  if (value < '2000-01-01') return { wrong: `${value} lies before the year 2000: an empty cell of Excel?` }
  return value > today ? { wrong: `${value} lies in the future` } : { value }
}

function readCount(cell: Cell): { value: number } | { wrong: string } {
  const text = narrow(cell.text).replace(/,(?=\d{3}\b)/g, '')
  return /^\d{1,5}(\.0+)?$/.test(text) ? { value: Number(text) } : { wrong: 'expected a whole number of pupils, 0–99999' }
}

const UNREADABLE: Partial<Record<Cell['is'], string>> = {
  formula: 'holds a formula: paste it as a value',
  error: 'holds an error of Excel',
}

/** Reads the whole sheet, or says cell by cell what keeps it from being taken. @param today in Shanghai, YYYY-MM-DD */
export function readAbsences(sheet: Sheet, today: string): ReadAbsences {
  const header = findHeader(sheet)
  if (!header) return { rows: [], faults: [{ path: 'A1', message: 'no header found: expected the columns 学校代码、日期、因病缺课人数' }] }
  const { columns, others } = header
  const faults: CellFault[] = others.map(([at, head]) => ({
    path: `${columnName(at)}${header.row + 1}`,
    message: NAMING.test(head)
      ? `the column "${head.slice(0, 20)}" may name a person: the file is refused, counts only`
      : `unknown column "${head.slice(0, 20)}": expected 学校代码、日期、因病缺课人数 and nothing else`,
  }))
  for (const [key, word] of [
    ['school', '学校代码'],
    ['day', '日期'],
    ['absent', '因病缺课人数'],
  ] as const)
    if (!columns.has(key)) faults.push({ path: `A${header.row + 1}`, message: `the column ${word} is missing` })
  if (faults.length > 0) return { rows: [], faults }
  const rows: AbsenceRow[] = []
  const seen = new Map<string, number>()
  for (const [at, cells] of sheet.rows) {
    if (at <= header.row || ![...cells.values()].some(({ text }) => narrow(text) !== '')) continue
    const stray = [...cells].find(([column, { text }]) => ![...columns.values()].includes(column) && narrow(text) !== '')
    if (stray) faults.push({ path: `${columnName(stray[0])}${at + 1}`, message: 'stands outside the three columns: the file is refused' })
    const read = readRow(cells, at, columns, today, faults)
    if (!read) continue
    const key = `${read.school}\n${read.day}`
    const before = seen.get(key)
    if (before !== undefined) faults.push({ path: `A${at + 1}`, message: `row ${before} has the same school and day already` })
    seen.set(key, at + 1)
    rows.push(read)
  }
  return { rows, faults: faults.slice(0, MAX_FAULTS) }
}

function readRow(
  cells: ReadonlyMap<number, Cell>,
  at: number,
  columns: ReadonlyMap<Key, number>,
  today: string,
  faults: CellFault[],
): AbsenceRow | null {
  const take = <T>(key: Key, read: (cell: Cell) => { value: T } | { wrong: string }): T | null => {
    const column = columns.get(key) ?? 0
    const cell = cells.get(column)
    const unreadable = cell && UNREADABLE[cell.is]
    const result = !cell || narrow(cell.text) === '' ? { wrong: 'is empty' } : unreadable ? { wrong: unreadable } : read(cell)
    if ('value' in result) return result.value
    faults.push({ path: `${columnName(column)}${at + 1}`, message: result.wrong })
    return null
  }
  const school = take('school', (cell) => ({ value: narrow(cell.text).slice(0, 100) }))
  const onDay = take('day', (cell) => readDay(cell, today))
  const absent = take('absent', readCount)
  return school === null || onDay === null || absent === null ? null : { row: at + 1, school, day: onDay, absent }
}

/** Comma-separated text (RFC 4180) as a sheet; quoted fields may hold commas, quotes and line breaks. */
export function sheetOfCsv(text: string, maxRows: number): Sheet | null {
  const rows = new Map<number, Map<number, Cell>>()
  let [row, column, field, quoted] = [0, 0, '', false]
  const put = () => {
    if (field !== '') {
      const cells = rows.get(row) ?? new Map<number, Cell>()
      cells.set(column, { is: field.startsWith('=') ? 'formula' : 'text', text: field })
      rows.set(row, cells)
    }
    field = ''
  }
  for (let i = 0; i < text.length; i++) {
    const letter = text[i] as string
    if (quoted) {
      if (letter !== '"') field += letter
      else if (text[i + 1] === '"') {
        field += '"'
        i++
      } else quoted = false
    } else if (letter === '"' && field === '') quoted = true
    else if (letter === ',') {
      put()
      column++
    } else if (letter === '\n') {
      put()
      row++
      column = 0
      if (rows.size > maxRows) return null
    } else if (letter !== '\r') field += letter
  }
  put()
  return { name: 'csv', rows, merges: [] }
}

/** Which threshold a count reaches; the share is said only where the number of pupils is known. */
export function reaches(
  { absent, pupils }: { absent: number; pupils: number | null },
  limits: { pupils: number; percent: number },
): 'absencePupils' | 'absencePercent' | null {
  if (absent >= limits.pupils) return 'absencePupils'
  return pupils !== null && pupils > 0 && absent * 100 >= limits.percent * pupils && absent > 0 ? 'absencePercent' : null
}
