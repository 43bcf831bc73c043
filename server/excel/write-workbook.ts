// Workbooks (ECMA-376 part 1, §18): text stays text, whatever it begins with, so that nothing in it is ever run.

import { columnName } from '#domain/sheet.ts'
import { xmlText } from '#domain/xml-text.ts'
import { writeZip } from './zip.ts'
import { type ZipPart, zipStream } from './zip-stream.ts'

/** How a column's values are written: `percent` is given in %, `day` as 2026-03-01, `instant` as ISO 8601 with offset. */
export type CellKind = 'text' | 'number' | 'percent' | 'day' | 'instant'
export type CellValue = string | number | null

export interface SheetColumn {
  readonly title: string
  /** characters */
  readonly width: number
  /** What may be chosen; null = anything. */
  readonly choices: readonly string[] | null
  /** default: text, and numbers as they come */
  readonly is?: CellKind
  /** Stands beside the print area: what paper has no room for. All columns behind it are so too. */
  readonly beyondPaper?: true
}

/** A sheet for people: lines above the header say what it is, whose, of when and of what. */
export interface Paper {
  /** of the sheet's tab */
  readonly name: string
  readonly title: string
  readonly lines: readonly string[]
  readonly columns: readonly SheetColumn[]
  readonly rows: AsyncIterable<readonly (readonly CellValue[])[]>
}

/** Rows that are all there already, as a paper takes them. */
export async function* onePage(rows: readonly (readonly CellValue[])[]): AsyncGenerator<readonly (readonly CellValue[])[]> {
  yield rows
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
/** Numbers of the cell styles below. */
const STYLE = { text: 1, header: 2, title: 3, line: 4, number: 5, percent: 6, day: 7, instant: 8 } as const
const LAST_ROW = 50_000
/** Rows that one sheet can hold (Excel's limit, 2^20). */
const MOST_ROWS = 1_048_576
const MOST_TEXT = 32_767
const DAY_MS = 86_400_000
/** 1970-01-01 and 1900-03-01 as serial numbers; before the latter Excel counts a day that never was. */
const EPOCH = 25_569
const FIRST_SURE_DAY = 61

const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="166" formatCode="0.0%"/></numFmts>
<fonts count="3"><font><sz val="11"/><name val="等线"/></font><font><b/><sz val="11"/><name val="等线"/></font><font><b/><sz val="16"/><name val="等线"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE3E8ED"/></patternFill></fill></fills>
<borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="9"><xf/><xf numFmtId="49" borderId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="49" fontId="1" fillId="2" borderId="1" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>
<xf numFmtId="49" fontId="2" applyNumberFormat="1" applyFont="1" applyAlignment="1"><alignment horizontal="center" vertical="center"/></xf><xf numFmtId="49" applyNumberFormat="1"/>
<xf applyAlignment="1"><alignment vertical="top"/></xf><xf numFmtId="166" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf>${[164, 165].map((id) => `<xf numFmtId="${id}" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="left" vertical="top"/></xf>`).join('')}</cellXfs></styleSheet>`

const textCell = (ref: string, value: string, style: number): string =>
  `<c r="${ref}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(value.slice(0, MOST_TEXT))}</t></is></c>`
const numberCell = (ref: string, value: number, style: number): string => `<c r="${ref}" s="${style}"><v>${value}</v></c>`

/** A day or instant as Excel counts it, by the clock of the district; null where Excel's calendar would show another day. */
function serialOf(value: string, kind: 'day' | 'instant'): number | null {
  const ms = kind === 'day' ? Date.parse(`${value}T00:00:00Z`) : Date.parse(value) + 8 * 3_600_000
  const serial = kind === 'day' ? Math.round(ms / DAY_MS) + EPOCH : Math.round(ms / 1000) / 86_400 + EPOCH
  return serial >= FIRST_SURE_DAY ? serial : null
}

/** One cell as its column wants it; what it cannot hold stays text. */
function cell(ref: string, value: CellValue, kind: CellKind): string {
  if (value === null || value === '') return ''
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return ''
    return kind === 'percent' ? numberCell(ref, Number((value / 100).toPrecision(15)), STYLE.percent) : numberCell(ref, value, STYLE.number)
  }
  const serial = kind === 'day' || kind === 'instant' ? serialOf(value, kind) : null
  return serial === null ? textCell(ref, value, STYLE.text) : numberCell(ref, serial, STYLE[kind as 'day' | 'instant'])
}

interface Layout {
  readonly columns: readonly SheetColumn[]
  /** 1-based row of the header */
  readonly headerRow: number
}

/** Of the columns that a sheet of ours can have; computed once, as a million rows ask for them. */
const LETTERS = Array.from({ length: 200 }, (_, n) => columnName(n))
/** Points of one line of 11-point type: Chinese glyphs are taller than Latin ones, and less cuts their feet off on paper. */
const LINE_HEIGHT = 17
/** As many lines of a cell are shown at most: what is longer is read in the cell itself. */
const MOST_LINES = 12

/** Lines that a text takes in a column: a Chinese character is as wide as two others. */
function linesOf(text: string, width: number): number {
  if (text.length * 2 <= width) return 1
  return text.split('\n').reduce((lines, line) => {
    let wide = 0
    for (const sign of line) wide += sign > '\u2e7f' ? 2 : 1
    return lines + Math.max(1, Math.ceil(wide / Math.max(1, width - 1)))
  }, 0)
}

/**
 * Excel makes a row as high as its wrapped text when it opens a file, LibreOffice does not: so the height is written. What stands beside the
 * print area makes no row of it higher.
 */
function heightXml(columns: readonly SheetColumn[], values: readonly CellValue[]): string {
  let lines = 1
  for (const [n, value] of values.entries())
    if (typeof value === 'string' && !columns[n]?.beyondPaper) lines = Math.max(lines, linesOf(value, columns[n]?.width ?? 10))
  return lines === 1 ? '' : ` ht="${Math.min(lines, MOST_LINES) * LINE_HEIGHT}" customHeight="1"`
}

const rowXml = (row: number, columns: readonly SheetColumn[], values: readonly CellValue[]): string =>
  `<row r="${row}"${heightXml(columns, values)}>${values.map((value, n) => cell(`${LETTERS[n]}${row}`, value, columns[n]?.is ?? 'text')).join('')}</row>`
const headerXml = ({ columns, headerRow }: Layout): string =>
  `<row r="${headerRow}"${heightXml(
    columns,
    columns.map(({ title }) => title),
  )}>${columns.map(({ title }, n) => textCell(`${LETTERS[n]}${headerRow}`, title, STYLE.header)).join('')}</row>`

/** Everything of a sheet before its rows: the header is frozen, columns are text (a 20-digit code stays whole). */
function sheetStart({ columns, headerRow }: Layout, fitToPage: boolean): string {
  const widths = columns.map(
    ({ width }, n) => `<col min="${n + 1}" max="${n + 1}" width="${width}" style="${STYLE.text}" customWidth="1"/>`,
  )
  return `${HEAD}<worksheet xmlns="${MAIN}">${fitToPage ? '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' : ''}<sheetViews><sheetView workbookViewId="0"><pane ySplit="${headerRow}" topLeftCell="A${headerRow + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="${LINE_HEIGHT}" customHeight="1"/>
<cols>${widths.join('')}</cols><sheetData>`
}

interface Sheet {
  readonly name: string
  /** the columns and rows that repeat on every printed page */
  readonly titles: readonly string[]
  /** what is printed, where that is not all of it */
  readonly area: string | null
}

/** Package parts besides the sheets. */
function bookParts(written: readonly Sheet[]): { name: string; text: string }[] {
  const sheets = written.map((sheet, n) => ({ ...sheet, path: `worksheets/sheet${n + 1}`, id: n + 1 }))
  const quoted = (name: string) => xmlText(`'${name.replaceAll("'", "''")}'`)
  const names = sheets.flatMap(({ name, titles, area }, n) => [
    ...(area ? [`<definedName name="_xlnm.Print_Area" localSheetId="${n}">${quoted(name)}!${area}</definedName>`] : []),
    ...(titles.length > 0
      ? [
          `<definedName name="_xlnm.Print_Titles" localSheetId="${n}">${titles.map((title) => `${quoted(name)}!${title}`).join(',')}</definedName>`,
        ]
      : []),
  ])
  const defined = names.length > 0 ? `<definedNames>${names.join('')}</definedNames>` : ''
  const type = (part: string, kind: string) =>
    `<Override PartName="/xl/${part}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`
  return [
    {
      name: '[Content_Types].xml',
      text: `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${type('workbook', 'sheet.main')}${sheets.map(({ path }) => type(path, 'worksheet')).join('')}${type('styles', 'styles')}</Types>`,
    },
    {
      name: '_rels/.rels',
      text: `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      text: `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><workbookPr date1904="0"/><sheets>${sheets.map(({ name, id }) => `<sheet name="${xmlText(name)}" sheetId="${id}" r:id="rId${id}"/>`).join('')}</sheets>${defined}</workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${sheets.map(({ path, id }) => `<Relationship Id="rId${id}" Type="${OFFICE}/worksheet" Target="${path}.xml"/>`).join('')}<Relationship Id="rId${sheets.length + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    },
    { name: 'xl/styles.xml', text: STYLES },
  ]
}

/** A table to be filled in: header in the first row, choices as lists to pick from. */
export function writeWorkbook(name: string, columns: readonly SheetColumn[], rows: readonly (readonly CellValue[])[]): Buffer {
  const layout: Layout = { columns, headerRow: 1 }
  const lists = columns.flatMap(({ choices }, n) =>
    choices
      ? [
          `<dataValidation type="list" allowBlank="1" sqref="${columnName(n)}2:${columnName(n)}${LAST_ROW}"><formula1>"${xmlText(choices.join(','))}"</formula1></dataValidation>`,
        ]
      : [],
  )
  const body = rows.map((values, n) => rowXml(n + 2, columns, values)).join('')
  const validations = lists.length > 0 ? `<dataValidations count="${lists.length}">${lists.join('')}</dataValidations>` : ''
  const sheet = `${sheetStart(layout, false)}${headerXml(layout)}${body}</sheetData>${validations}</worksheet>`
  return writeZip([...bookParts([{ name, titles: [], area: null }]), { name: 'xl/worksheets/sheet1.xml', text: sheet }])
}

/** A tab's name holds at most 31 characters and none of []:*?/\ @param n of the sheets of one paper */
const tabName = (name: string, n: number): string => {
  const suffix = n === 0 ? '' : ` ${n + 1}`
  return `${name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31 - suffix.length)}${suffix}`
}

/**
 * A paper as a workbook, written while its rows are read: header frozen and repeated on every page, autofilter, A4 landscape in the width of
 * one page, page n/m, space for seal and signature. Rows beyond a sheet's limit go on in the next sheet.
 * @param mostRows rows of one sheet
 */
export function streamWorkbook(paper: Paper, mostRows = MOST_ROWS): AsyncGenerator<Buffer> {
  return streamWorkbooks([paper], mostRows)
}

/** Several papers in one workbook, each with a tab of its own. */
export function streamWorkbooks(papers: readonly Paper[], mostRows = MOST_ROWS): AsyncGenerator<Buffer> {
  return zipStream(partsOf(papers, mostRows))
}

async function* partsOf(papers: readonly Paper[], mostRows: number): AsyncGenerator<ZipPart> {
  const sheets: Sheet[] = []
  for (const paper of papers) {
    const rows = new RowSource(paper.rows)
    const printed = printedOf(paper.columns)
    const titleRow = paper.lines.length + 2
    const across = pagesAcross(printed).pages > 1 ? [`$A:$${columnName(REPEATED - 1)}`] : []
    let n = 0
    do {
      const end = { row: titleRow }
      const name = tabName(paper.name, n++)
      yield { name: `xl/worksheets/sheet${sheets.length + 1}.xml`, data: sheetOf(paper, rows, mostRows, end) }
      const area = printed.length < paper.columns.length ? `$A$1:$${columnName(printed.length - 1)}$${end.row}` : null
      sheets.push({ name, titles: [...across, `$${titleRow}:$${titleRow}`], area })
    } while (await rows.hasMore())
  }
  for (const { name, text } of bookParts(sheets)) yield { name, data: text }
}

/** Rows read in pages and taken in pieces: what a full sheet leaves over begins the next one. */
class RowSource {
  readonly #pages: AsyncIterator<readonly (readonly CellValue[])[]>
  #rest: readonly (readonly CellValue[])[] = []
  constructor(pages: AsyncIterable<readonly (readonly CellValue[])[]>) {
    this.#pages = pages[Symbol.asyncIterator]()
  }
  async hasMore(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#pages.next()
      if (next.done) return false
      this.#rest = next.value
    }
    return true
  }
  /** The next rows, at most so many; none at the end. */
  async take(most: number): Promise<readonly (readonly CellValue[])[]> {
    if (!(await this.hasMore())) return []
    const taken = this.#rest.slice(0, most)
    this.#rest = this.#rest.slice(most)
    return taken
  }
}

/** What an A4 page holds across, in characters of the body's size, while it can still be read (two thirds of full size). */
const PAGE_WIDTH = 200
/** Columns that say what a row is about: they stand on every page across. */
const REPEATED = 3
const widthOf = (columns: readonly SheetColumn[]): number => columns.reduce((sum, { width }) => sum + width, 0)

/** The columns of the print area: all of them, or those before the first that paper has no room for. */
function printedOf(columns: readonly SheetColumn[]): readonly SheetColumn[] {
  const beyond = columns.findIndex(({ beyondPaper }) => beyondPaper)
  return beyond < 1 ? columns : columns.slice(0, beyond)
}

/** How many pages a sheet is wide when it is printed, and how many of its columns stand on the first. */
function pagesAcross(columns: readonly SheetColumn[]): { pages: number; onFirst: number } {
  const [all, repeated] = [widthOf(columns), widthOf(columns.slice(0, REPEATED))]
  if (all <= PAGE_WIDTH) return { pages: 1, onFirst: columns.length }
  const beyond = columns.findIndex((_, n) => widthOf(columns.slice(0, n + 1)) > PAGE_WIDTH)
  return { pages: Math.ceil((all - repeated) / Math.max(PAGE_WIDTH / 4, PAGE_WIDTH - repeated)), onFirst: Math.max(1, beyond) }
}

/** @param end told the last row that was written */
async function* sheetOf(paper: Paper, rows: RowSource, mostRows: number, end: { row: number }): AsyncGenerator<string> {
  const { columns, title, lines } = paper
  const headerRow = lines.length + 2
  const layout: Layout = { columns, headerRow }
  const lastColumn = columnName(columns.length - 1)
  const above = lines.map((line, n) => `<row r="${n + 2}">${textCell(`A${n + 2}`, line, STYLE.line)}</row>`)
  yield `${sheetStart(layout, true)}<row r="1" ht="30" customHeight="1">${textCell('A1', title, STYLE.title)}</row>${above.join('')}${headerXml(layout)}`
  let row = headerRow
  while (row < mostRows) {
    const page = await rows.take(mostRows - row)
    if (page.length === 0) break
    yield page.map((values) => rowXml(++row, columns, values)).join('')
  }
  end.row = row
  const { pages, onFirst } = pagesAcross(printedOf(columns))
  const merges = onFirst > 1 ? `<mergeCells count="1"><mergeCell ref="A1:${columnName(onFirst - 1)}1"/></mergeCells>` : ''
  yield `</sheetData><autoFilter ref="A${headerRow}:${lastColumn}${row}"/>${merges}<printOptions gridLines="1"/>
<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.7" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="${pages}" fitToHeight="0"/>
<headerFooter><oddFooter>&amp;L${xmlText(title.replaceAll('&', '&&').slice(0, 80))}&amp;C单位（盖章）：　　　　　　　审核人（签字）：　　　　　　　&amp;R第 &amp;P 页 / 共 &amp;N 页</oddFooter></headerFooter></worksheet>`
}
