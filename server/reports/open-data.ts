// Lists for other programs, streamed: the columns of the exports without those that name a person (R57).
import type { CellValue } from '../excel/write-workbook.ts'
import type { ListTable } from './list-table.ts'

type RowPages = AsyncIterable<readonly (readonly CellValue[])[]>

/** In either width: a spreadsheet takes the wide ones for the others. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

/** One field of a CSV (RFC 4180). A text that a spreadsheet would run gets an apostrophe before it. */
function csvField(value: CellValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
export const csvLine = (values: readonly CellValue[]): string => `${values.map(csvField).join(',')}\r\n`

const openColumns = ({ columns }: ListTable) => columns.map((column, place) => ({ ...column, place })).filter(({ personal }) => !personal)

/** A header of keys, then a line a row; begins with a byte order mark, as Excel wants UTF-8. */
export async function* csvOf(table: ListTable, pages: RowPages): AsyncGenerator<string> {
  const columns = openColumns(table)
  yield `\ufeff${csvLine(columns.map(({ key }) => key))}`
  for await (const page of pages) yield page.map((row) => csvLine(columns.map(({ place }) => row[place] ?? null))).join('')
}

/** `{list, title, at, filter, columns, items}`. */
export async function* jsonOf(table: ListTable, pages: RowPages, { at, filter }: { at: Date; filter: string }): AsyncGenerator<string> {
  const columns = openColumns(table)
  const head = {
    list: table.list,
    title: table.title,
    at: at.toISOString(),
    filter,
    columns: columns.map(({ key, title, is }) => ({ key, title, is })),
  }
  yield `${JSON.stringify(head).slice(0, -1)},"items":[`
  let first = true
  for await (const page of pages) {
    const items = page.map((row) => JSON.stringify(Object.fromEntries(columns.map(({ key, place }) => [key, row[place] ?? null]))))
    if (items.length > 0) yield `${first ? '' : ','}${items.join(',')}`
    first = first && items.length === 0
  }
  yield ']}'
}
