// An upper authority's own form, read and filled: named cells of an .xlsx, {{fields}} of a .docx. Its pictures and styles stay as they are.
import type { ReportTemplate } from '#contracts/report-template.ts'
import { MEASURES } from '#domain/measures/registry.ts'
import { templateField } from '#domain/template-fields.ts'
import { fillCell, holdsFormula, namedCells, recalculated, sheetParts } from '../excel/fill-workbook.ts'
import { writeZip, Zip } from '../excel/zip.ts'
import { documentFields, fillDocument, isTextPart } from '../word/fill-document.ts'

const MAX_PART_BYTES = 32 * 1_048_576
const WORKBOOK = 'xl/workbook.xml'

interface Parts {
  readonly zip: Zip
  readonly text: ReadonlyMap<string, string>
  readonly isWorkbook: boolean
}

/** @throws WorkbookError when the file is no form that can be read */
async function readParts(bytes: Buffer): Promise<Parts> {
  const zip = new Zip(bytes)
  const isWorkbook = zip.has(WORKBOOK)
  const wanted = zip
    .names()
    .filter((name) =>
      isWorkbook ? /^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|worksheets\/[^/]+\.xml)$/.test(name) : isTextPart(name),
    )
  const text = new Map<string, string>()
  for (const name of wanted) text.set(name, await zip.text(name, MAX_PART_BYTES))
  return { zip, text, isWorkbook }
}

const cellsOf = ({ text }: Parts) => {
  const workbook = text.get(WORKBOOK) ?? ''
  const parts = sheetParts(workbook, text.get('xl/_rels/workbook.xml.rels') ?? '')
  return namedCells(workbook).map((cell) => ({ cell, part: parts.get(cell.sheet) ?? '' }))
}

/** The fields of a form, each once, with what it means. @throws WorkbookError */
export async function templateFields(bytes: Buffer): Promise<ReportTemplate['fields']> {
  const parts = await readParts(bytes)
  const found = parts.isWorkbook
    ? cellsOf(parts).map(({ cell, part }) => ({
        name: cell.name,
        formula: holdsFormula(parts.text.get(part) ?? '', cell),
      }))
    : [...parts.text.values()].flatMap((xml) => documentFields(xml).map((name) => ({ name, formula: false })))
  const once = new Map(found.map((field) => [field.name, field]))
  return [...once.values()].map(({ name, formula }) => {
    const field = templateField(name, MEASURES)
    const why = formula ? 'its cell holds a formula, which is not written over' : field ? null : 'no such field'
    return { name, means: why === null ? (field?.is ?? null) : null, why }
  })
}

/** The form with its known fields filled. @throws WorkbookError */
export async function filledTemplate(bytes: Buffer, fillOf: (name: string) => string | number | null): Promise<Buffer> {
  const parts = await readParts(bytes)
  const changed = new Map(parts.text)
  if (parts.isWorkbook) {
    for (const { cell, part } of cellsOf(parts)) {
      const sheet = changed.get(part)
      const value = fillOf(cell.name)
      if (sheet !== undefined && value !== null && !holdsFormula(sheet, cell)) changed.set(part, fillCell(sheet, cell, value))
    }
    changed.set(WORKBOOK, recalculated(changed.get(WORKBOOK) ?? ''))
  } else
    for (const [name, xml] of changed)
      changed.set(
        name,
        fillDocument(xml, (field) => {
          const value = fillOf(field)
          return value === null ? null : String(value)
        }),
      )
  const written: { name: string; text: string | Buffer }[] = []
  for (const name of parts.zip.names())
    if (!name.endsWith('/')) written.push({ name, text: changed.get(name) ?? (await parts.zip.bytes(name, MAX_PART_BYTES)) })
  return writeZip(written)
}
