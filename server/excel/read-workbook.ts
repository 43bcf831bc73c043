// The first sheet of an .xlsx workbook (ECMA-376 part 1, §18), read in one pass whose time grows with the file's length alone.
import { setImmediate as breathe } from 'node:timers/promises'
import type { Cell, Sheet } from '#domain/sheet.ts'
import { WorkbookError, Zip } from './zip.ts'

const MAX_SHEET_BYTES = 96 * 1_048_576
const MAX_STRINGS_BYTES = 64 * 1_048_576
const MAX_SMALL_BYTES = 4 * 1_048_576
const MAX_ROWS = 50_000
const MAX_COLUMNS = 200
const MAX_MERGES = 20_000
/** Tags between two breaths: other work of the process waits a few ms at most. */
const BREATH = 20_000

interface Tag {
  /** local name, without prefix; `/` before it when it closes */
  readonly name: string
  readonly attributes: string
  readonly empty: boolean
  /** the text before it */
  readonly text: string
}

/** Tags one after the other; each call goes on where the last ended. */
function* tagsOf(xml: string): Generator<Tag> {
  let from = 0
  for (let open = xml.indexOf('<'); open >= 0; open = xml.indexOf('<', from)) {
    if (xml.startsWith('<!DOCTYPE', open) || xml.startsWith('<!ENTITY', open))
      throw new WorkbookError('the workbook declares entities, as Excel never does')
    const close = xml.indexOf('>', open)
    if (close < 0) return
    const empty = xml[close - 1] === '/'
    const inner = xml.slice(open + 1, empty ? close - 1 : close)
    const space = inner.search(/\s/)
    const full = space < 0 ? inner : inner.slice(0, space)
    const closing = full.startsWith('/')
    const name = full.slice(Math.max(full.indexOf(':') + 1, closing ? 1 : 0))
    yield { name: closing ? `/${name}` : name, attributes: space < 0 ? '' : inner.slice(space), empty, text: xml.slice(from, open) }
    from = close + 1
  }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const unescaped = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (whole, hex, decimal, word) => {
        if (word) return ENTITIES[word] ?? whole
        const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
      })
    : text
/** `_x000D_` is how Excel writes a control character. */
const plain = (text: string): string =>
  unescaped(text).replace(/_x([\dA-F]{4})_/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))

const patterns = new Map<string, RegExp>()
const attribute = (attributes: string, name: string): string | undefined => {
  if (attributes === '') return undefined
  let pattern = patterns.get(name)
  if (!pattern) {
    pattern = new RegExp(`(?:^|\\s)(?:\\w+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
    patterns.set(name, pattern)
  }
  const match = pattern.exec(attributes)
  return match ? unescaped(match[1] ?? match[2] ?? '') : undefined
}

async function readStrings(zip: Zip): Promise<string[]> {
  if (!zip.has('xl/sharedStrings.xml')) return []
  const strings: string[] = []
  let now = ''
  let phonetic = false
  let count = 0
  for (const { name, text, empty } of tagsOf(await zip.text('xl/sharedStrings.xml', MAX_STRINGS_BYTES))) {
    if (name === 'si') now = ''
    else if (name === 'rPh') phonetic = !empty
    else if (name === '/rPh') phonetic = false
    else if (name === '/t' && !phonetic) now += plain(text)
    if (name === '/si' || (name === 'si' && empty)) strings.push(now)
    if (++count % BREATH === 0) await breathe()
  }
  return strings
}

/** Built-in formats of dates, those of the East Asian locales among them (§18.8.30). */
const isDateFormat = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

/** Of each cell style whether it shows a date. */
async function readDateStyles(zip: Zip): Promise<boolean[]> {
  if (!zip.has('xl/styles.xml')) return []
  const custom = new Map<number, boolean>()
  const dates: boolean[] = []
  let inStyles = false
  for (const { name, attributes } of tagsOf(await zip.text('xl/styles.xml', MAX_SMALL_BYTES))) {
    if (name === 'numFmt') {
      const code = (attribute(attributes, 'formatCode') ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, '')
      custom.set(Number(attribute(attributes, 'numFmtId')), /[ymd年月日]/i.test(code) && !/^[#0.,\s%]+$/.test(code))
    }
    if (name === 'cellXfs') inStyles = true
    else if (name === '/cellXfs') inStyles = false
    else if (inStyles && name === 'xf') {
      const id = Number(attribute(attributes, 'numFmtId') ?? 0)
      dates.push(custom.get(id) ?? isDateFormat(id))
    }
  }
  return dates
}

/** Path of the first visible sheet, and whether days are counted from 1904. */
async function findSheet(zip: Zip): Promise<{ path: string; name: string; from1904: boolean }> {
  const workbook = await zip.text('xl/workbook.xml', MAX_SMALL_BYTES)
  const relations = await zip.text('xl/_rels/workbook.xml.rels', MAX_SMALL_BYTES)
  const targets = new Map<string, string>()
  for (const { name, attributes } of tagsOf(relations))
    if (name === 'Relationship') targets.set(attribute(attributes, 'Id') ?? '', attribute(attributes, 'Target') ?? '')
  let from1904 = false
  let found: { path: string; name: string } | null = null
  for (const { name, attributes } of tagsOf(workbook)) {
    if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attribute(attributes, 'date1904') ?? '')
    if (name !== 'sheet' || found || /hidden/i.test(attribute(attributes, 'state') ?? '')) continue
    const target = targets.get(attribute(attributes, 'id') ?? '') ?? ''
    found = { path: target.startsWith('/') ? target.slice(1) : `xl/${target}`, name: attribute(attributes, 'name') ?? '' }
  }
  if (!found) throw new WorkbookError('the workbook has no visible sheet')
  return { ...found, from1904 }
}

const DAY_S = 86_400
/** A serial number as the day it shows, and minute and second where it has them, without zone: Excel has none. */
function dayOf(serial: number, from1904: boolean): string | null {
  const start = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30) // 1900 had no 29 February, except in Excel
  const date = new Date(start + Math.round(serial * DAY_S) * 1000)
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999) return null
  const text = date.toISOString()
  return Math.abs(serial % 1) < 1e-9 ? text.slice(0, 10) : text.slice(0, text.slice(16, 19) === ':00' ? 16 : 19).replace('T', ' ')
}

/** `AB12` as column and row, both from 0; null where it is none. */
function placeOf(ref: string): { row: number; column: number } | null {
  const match = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(ref)
  if (!match) return null
  const column = [...(match[1] ?? '')].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
  return { row: Number(match[2]) - 1, column }
}

/**
 * The first visible sheet: its cells as they are, with what a person must mend told apart (formulas, errors, merged cells).
 * @throws WorkbookError when the file is none, is made to harm, or holds more than 50,000 rows
 */
export async function readWorkbook(bytes: Buffer): Promise<Sheet> {
  const zip = new Zip(bytes)
  const { path, name, from1904 } = await findSheet(zip)
  const [strings, dates] = [await readStrings(zip), await readDateStyles(zip)]
  const sheet: Sheet = { name, rows: new Map(), merges: [] }
  let row = -1
  let column = -1
  let attributes = ''
  let value = ''
  let formula = false
  let count = 0
  const put = () => {
    const type = attribute(attributes, 't') ?? 'n'
    const isDate = dates[Number(attribute(attributes, 's') ?? -1)] === true
    const cell = cellOf(type, value, { formula, isDate, from1904, strings })
    if (!cell) return
    if (column >= MAX_COLUMNS) throw new WorkbookError(`row ${row + 1} has more than ${MAX_COLUMNS} columns`)
    const cells = sheet.rows.get(row) ?? new Map<number, Cell>()
    cells.set(column, cell)
    if (!sheet.rows.has(row)) {
      if (sheet.rows.size >= MAX_ROWS) throw new WorkbookError(`the sheet has more than ${MAX_ROWS} rows: split the file`)
      sheet.rows.set(row, cells)
    }
  }
  for (const tag of tagsOf(await zip.text(path, MAX_SHEET_BYTES))) {
    if (++count % BREATH === 0) await breathe()
    if (tag.name === 'row') {
      row = Number(attribute(tag.attributes, 'r') ?? row + 2) - 1
      column = -1
    } else if (tag.name === 'c') {
      const place = placeOf(attribute(tag.attributes, 'r') ?? '')
      column = place?.column ?? column + 1
      if (place) row = place.row
      ;({ attributes } = tag)
      value = ''
      formula = false
    } else if (tag.name === 'f') formula = true
    else if (tag.name === '/v' || tag.name === '/t') value += tag.text
    else if (tag.name === '/c') put()
    else if (tag.name === 'mergeCell') {
      if (sheet.merges.length >= MAX_MERGES) throw new WorkbookError(`the sheet has more than ${MAX_MERGES} merged areas`)
      const [from, to] = (attribute(tag.attributes, 'ref') ?? '').split(':').map(placeOf)
      if (from && to) sheet.merges.push({ from, to })
    }
  }
  return sheet
}

interface CellContext {
  formula: boolean
  isDate: boolean
  from1904: boolean
  strings: readonly string[]
}

function cellOf(type: string, value: string, { formula, isDate, from1904, strings }: CellContext): Cell | null {
  if (formula) return { is: 'formula', text: plain(value) }
  if (type === 's') return textCell(strings[Number(value)] ?? '')
  if (type === 'inlineStr' || type === 'str') return textCell(plain(value))
  if (value === '') return null
  if (type === 'e') return { is: 'error', text: plain(value) }
  if (type === 'b') return { is: 'boolean', text: value === '1' ? 'true' : 'false' }
  if (type === 'd')
    return {
      is: 'date',
      text: value
        .slice(0, 16)
        .replace('T', ' ')
        .replace(/ 00:00$/, ''),
    }
  const number = Number(value)
  if (!Number.isFinite(number)) return { is: 'error', text: value.slice(0, 40) }
  const day = isDate ? dayOf(number, from1904) : null
  if (day !== null) return { is: 'date', text: day }
  // Excel keeps 15 digits: of a longer number the rest is lost before we see it.
  return {
    is: Math.abs(number) >= 1e15 ? 'long-number' : 'number',
    text: Math.abs(number) < 1e21 && Number.isInteger(number) ? String(BigInt(number)) : String(number),
  }
}

const textCell = (text: string): Cell | null => (text === '' ? null : { is: 'text', text })
