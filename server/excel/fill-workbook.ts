// Defined names of an .xlsx that stand for one cell each (ECMA-376 part 1, §18.2.5): read, and their cells filled. Everything else stays as it is.
import { xmlText } from '#domain/xml-text.ts'

export interface NamedCell {
  readonly name: string
  readonly sheet: string
  readonly column: string
  readonly row: number
}

const NAME = /<definedName ([^>]*)>([^<]*)<\/definedName>/g
const CELL = /^(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?[A-Z]{1,3}\$?\d{1,7})?$/
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const plain = (text: string): string => text.replace(/&(lt|gt|amp|quot|apos);/g, (_, word: string) => ENTITIES[word] ?? '')
const attribute = (attributes: string, name: string): string => plain(new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? '')

/** Names that people gave to a cell; of a merged range its first cell counts. Excel's own names are none. */
export const namedCells = (workbook: string): NamedCell[] =>
  [...workbook.matchAll(NAME)].flatMap(([, attributes = '', at = '']) => {
    const name = attribute(attributes, 'name')
    const [, quoted, bare, column, row] = CELL.exec(plain(at)) ?? []
    const sheet = quoted?.replaceAll("''", "'") ?? bare
    return name === '' || name.startsWith('_xlnm.') || !sheet || !column || !row ? [] : [{ name, sheet, column, row: Number(row) }]
  })

/** Part of each sheet by its name. @param relations xl/_rels/workbook.xml.rels */
export function sheetParts(workbook: string, relations: string): Map<string, string> {
  const targets = new Map(
    [...relations.matchAll(/<Relationship ([^>]*?)\/?>/g)].map(([, of = '']) => [attribute(of, 'Id'), attribute(of, 'Target')]),
  )
  return new Map(
    [...workbook.matchAll(/<sheet ([^>]*?)\/?>/g)].map(([, of = '']) => {
      const target = targets.get(attribute(of, 'r:id')) ?? ''
      return [attribute(of, 'name'), target.startsWith('/') ? target.slice(1) : `xl/${target}`]
    }),
  )
}

const columnNumber = (column: string): number => [...column].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0)

function cellXml(place: string, style: string, value: string | number): string {
  const of = `r="${place}"${style ? ` s="${style}"` : ''}`
  return typeof value === 'number'
    ? `<c ${of}><v>${value}</v></c>`
    : `<c ${of} t="inlineStr"><is><t xml:space="preserve">${xmlText(value)}</t></is></c>`
}

const CELLS = /<c ([^>]*?)(?:\/>|>[\s\S]*?<\/c>)/g

/** Whether a cell holds a formula: it is the form's own, and is not written over. */
export function holdsFormula(sheet: string, { column, row }: Pick<NamedCell, 'column' | 'row'>): boolean {
  const cell = new RegExp(`<c [^>]*?r="${column}${row}"[^>]*?(?:/>|>([\\s\\S]*?)</c>)`).exec(sheet)
  return cell?.[1]?.includes('<f') ?? false
}

/** The sheet with one cell filled, in the style that the cell has. */
export function fillCell(sheet: string, { column, row }: Pick<NamedCell, 'column' | 'row'>, value: string | number): string {
  const place = `${column}${row}`
  const rowPattern = new RegExp(`<row ([^>]*?)r="${row}"([^>]*?)(/>|>([\\s\\S]*?)</row>)`)
  const found = rowPattern.exec(sheet)
  if (!found) return addRow(sheet, row, cellXml(place, '', value))
  const cells = found[4] ?? ''
  const before = [...cells.matchAll(CELLS)]
  const own = before.find(([, of = '']) => attribute(of, 'r') === place)
  const next = before.find(([, of = '']) => columnNumber(/^[A-Z]+/.exec(attribute(of, 'r'))?.[0] ?? '') > columnNumber(column))
  const style = own ? attribute(own[1] ?? '', 's') : ''
  const at = own?.index ?? next?.index ?? cells.length
  const rest = cells.slice(at + (own?.[0].length ?? 0))
  const filled = `<row ${found[1]}r="${row}"${found[2]}>${cells.slice(0, at)}${cellXml(place, style, value)}${rest}</row>`
  return sheet.slice(0, found.index) + filled + sheet.slice(found.index + found[0].length)
}

function addRow(sheet: string, row: number, cell: string): string {
  const xml = `<row r="${row}">${cell}</row>`
  const later = [...sheet.matchAll(/<row [^>]*?r="(\d+)"/g)].find(([, n]) => Number(n) > row)
  if (later) return sheet.slice(0, later.index) + xml + sheet.slice(later.index)
  return sheet.includes('<sheetData/>')
    ? sheet.replace('<sheetData/>', () => `<sheetData>${xml}</sheetData>`)
    : sheet.replace('</sheetData>', () => `${xml}</sheetData>`)
}

/** Asks the program that opens it to work its formulas out anew. */
export const recalculated = (workbook: string): string => {
  const bare = workbook.replace(/ fullCalcOnLoad="[^"]*"/, '')
  return /<calcPr\b/.test(bare)
    ? bare.replace(/<calcPr\b/, '<calcPr fullCalcOnLoad="1"')
    : bare.replace('</definedNames>', '</definedNames><calcPr fullCalcOnLoad="1"/>')
}
