// A workbook of one sheet (ECMA-376 part 1, §18): text stays text, whatever it begins with, so that nothing in it is ever run.
import { columnName } from '#domain/sheet.ts'
import { writeZip } from './zip.ts'

export interface SheetColumn {
  readonly title: string
  /** characters */
  readonly width: number
  /** What may be chosen; null = anything. */
  readonly choices: readonly string[] | null
}

const escaped = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML 1.0 cannot hold
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TEXT_STYLE = 1
const TITLE_STYLE = 2
const LAST_ROW = 50_000

const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="等线"/></font><font><b/><sz val="11"/><name val="等线"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE3E8ED"/></patternFill></fill></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="3"><xf/><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="2" applyNumberFormat="1" applyFont="1" applyFill="1"/></cellXfs></styleSheet>`

/** The header is frozen, columns are text (a 20-digit code stays whole) unless a cell is a number, choices are lists to pick from. */
export function writeWorkbook(
  name: string,
  columns: readonly SheetColumn[],
  rows: readonly (readonly (string | number | null)[])[],
): Buffer {
  const cell = (value: string | number | null, row: number, column: number, style: number): string => {
    if (value === null || value === '') return ''
    const ref = `${columnName(column)}${row}`
    if (typeof value === 'number') return `<c r="${ref}"><v>${value}</v></c>`
    return `<c r="${ref}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`
  }
  const line = (values: readonly (string | number | null)[], row: number, style: number): string =>
    `<row r="${row}">${values.map((value, column) => cell(value, row, column, style)).join('')}</row>`
  const widths = columns.map(
    ({ width }, n) => `<col min="${n + 1}" max="${n + 1}" width="${width}" style="${TEXT_STYLE}" customWidth="1"/>`,
  )
  const lists = columns.flatMap(({ choices }, n) =>
    choices
      ? [
          `<dataValidation type="list" allowBlank="1" sqref="${columnName(n)}2:${columnName(n)}${LAST_ROW}"><formula1>"${escaped(choices.join(','))}"</formula1></dataValidation>`,
        ]
      : [],
  )
  const body = [
    line(
      columns.map(({ title }) => title),
      1,
      TITLE_STYLE,
    ),
    ...rows.map((values, n) => line(values, n + 2, TEXT_STYLE)),
  ]
  const sheet = `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>
<cols>${widths.join('')}</cols><sheetData>${body.join('')}</sheetData>${lists.length > 0 ? `<dataValidations count="${lists.length}">${lists.join('')}</dataValidations>` : ''}</worksheet>`
  const types = ['workbook', 'worksheets/sheet1', 'styles'].map((part) => {
    const type = part === 'workbook' ? 'sheet.main' : part === 'styles' ? 'styles' : 'worksheet'
    return `<Override PartName="/xl/${part}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`
  })
  return writeZip([
    {
      name: '[Content_Types].xml',
      text: `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${types.join('')}</Types>`,
    },
    {
      name: '_rels/.rels',
      text: `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      text: `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escaped(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    },
    { name: 'xl/worksheets/sheet1.xml', text: sheet },
    { name: 'xl/styles.xml', text: STYLES },
  ])
}
