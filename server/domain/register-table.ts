// A sheet read as rows of a register. Pure; what the database knows is checked beside it.
import type { TableKind } from '#contracts/import.ts'
import { type Datum, toWgs84 } from './geometry-text.ts'
import { REGISTERS } from './register.ts'
import { type Column, narrow, type TableRow, trimmed, type Value } from './register-column.ts'
import { type Cell, columnName, type Sheet } from './sheet.ts'

/** What is wrong in one cell, as a person finds it in Excel. */
export interface CellError {
  readonly row: number
  readonly column: string
  readonly message: string
}

export interface ReadTable {
  readonly rows: readonly { readonly row: number; readonly values: TableRow }[]
  /** Fields of which the file has no column at all: it says nothing of them, while an empty cell says that there is nothing. */
  readonly absent: readonly string[]
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
  const { columns } = REGISTERS[kind]
  const errors: CellError[] = []
  const header = findHeader(sheet, columns)
  if (!header) {
    const expected = columns.map(({ zh }) => zh).join('、')
    return {
      rows: [],
      absent: [],
      errors: [{ row: 1, column: 'A', message: `no header within the first ${HEADER_WITHIN} rows: expected ${expected}` }],
    }
  }
  const missing = columns.filter((one) => one.required && ![...header.places.values()].includes(one))
  for (const { zh } of missing) errors.push({ row: header.row + 1, column: 'A', message: `the column ${zh} is missing` })
  for (const [at, text] of header.unknown)
    errors.push({ row: header.row + 1, column: columnName(at), message: `unknown column "${text.slice(0, 40)}"` })
  const filled = fillMerged(sheet, header, errors)
  const rows: { row: number; values: TableRow }[] = []
  for (const at of [...filled.keys()].filter((n) => n > header.row).sort((a, b) => a - b)) {
    const cells = filled.get(at) ?? new Map<number, Cell>()
    if (![...cells.values()].some(({ text }) => trimmed(text) !== '')) continue
    const values = readRow(cells, at, header.places, columns, datum, errors)
    if (values) rows.push({ row: at + 1, values })
  }
  return { rows, absent: absentFields(columns, [...header.places.values()]), errors }
}

/** A position is one thing: of half of it the other half is not absent. */
function absentFields(columns: readonly Column[], present: readonly Column[]): string[] {
  const has = (key: string) => present.some((column) => column.key === key)
  return columns.map(({ key }) => key).filter((key) => !has(key) && !((key === 'lng' && has('lat')) || (key === 'lat' && has('lng'))))
}

/** A row with what the register holds of it already, where the file has no such column. */
export function withHeld(values: TableRow, absent: readonly string[], held: Readonly<Record<string, unknown>> | null): TableRow {
  if (held === null || absent.length === 0) return values
  return { ...values, ...Object.fromEntries(absent.flatMap((key) => (held[key] === undefined ? [] : [[key, held[key] as Value]]))) }
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
function fillMerged(sheet: Sheet, header: { row: number; places: ReadonlyMap<number, Column> }, errors: CellError[]): Sheet['rows'] {
  for (const { from, to } of sheet.merges) {
    const isRead = [...header.places.keys()].some((at) => at >= from.column && at <= to.column)
    if (to.row <= header.row || !isRead) continue
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
