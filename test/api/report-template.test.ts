import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReportTemplate } from '#contracts/report-template.ts'
import { recomputeMeasures } from '../../server/commands/recompute-measures.ts'
import { fillCell } from '../../server/excel/fill-workbook.ts'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { writeZip, Zip } from '../../server/excel/zip.ts'
import { documentFields, fillDocument } from '../../server/word/fill-document.ts'
import { aWorld, type World } from './world.ts'

const TYPES = (main: string, more = '') =>
  `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${main}" ContentType="application/vnd.openxmlformats-officedocument.main+xml"/>${more}</Types>`
const names = (...pairs: [string, string][]) => pairs.map(([name, at]) => `<definedName name="${name}">${at}</definedName>`).join('')
/** A form as an upper authority sends it: a heading, a style, a formula, names for cells. */
const form = (types = TYPES('xl/workbook.xml')) =>
  writeZip([
    { name: '[Content_Types].xml', text: types },
    {
      name: 'xl/workbook.xml',
      text: `<workbook xmlns:r="x"><sheets><sheet name="上报 表" sheetId="1" r:id="rId1"/></sheets><definedNames>${names(
        ['单位', "'上报 表'!$B$1"],
        ['buttons.met', "'上报 表'!$B$3"],
        ['专职保安配备_比率', "'上报 表'!$C$3:$D$3"],
        ['合计', "'上报 表'!$E$3"],
        ['不存在', "'上报 表'!$F$3"],
        ['_xlnm.Print_Area', "'上报 表'!$A$1:$F$9"],
      )}</definedNames></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: '<Relationships><Relationship Id="rId1" Type="t" Target="worksheets/sheet1.xml"/></Relationships>',
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      text: '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>填报单位</t></is></c></row><row r="3"><c r="B3" s="7"/><c r="E3"><f>B3+1</f><v>1</v></c></row></sheetData></worksheet>',
    },
  ])

describe('cells of a form', () => {
  it('are filled in their style, in their place, whether they are there or not', () => {
    const sheet = '<sheetData><row r="2"><c r="A2"><v>1</v></c><c r="C2" s="4" t="s"><v>9</v></c></row></sheetData>'
    expect(fillCell(sheet, { column: 'C', row: 2 }, 5)).toContain('<c r="A2"><v>1</v></c><c r="C2" s="4"><v>5</v></c></row>')
    expect(fillCell(sheet, { column: 'B', row: 2 }, 'a<b')).toMatch(
      /<\/c><c r="B2" t="inlineStr"><is><t xml:space="preserve">a&lt;b<\/t><\/is><\/c><c r="C2"/,
    )
    expect(fillCell(sheet, { column: 'AA', row: 1 }, 5)).toContain('<sheetData><row r="1"><c r="AA1"><v>5</v></c></row><row r="2">')
  })
})

describe('fields of a letter', () => {
  it('are found and filled though Word tears them into runs, and stay where nothing is known', () => {
    const xml =
      '<w:p><w:r><w:t>共{{buttons</w:t></w:r><w:r><w:rPr/><w:t xml:space="preserve">.met}} 所，{{什么}}</w:t></w:r></w:p><w:p><w:r><w:t>}}</w:t></w:r></w:p>'
    expect(documentFields(xml)).toEqual(['buttons.met', '什么'])
    expect(fillDocument(xml, (name) => (name === 'buttons.met' ? '3' : null)).replace(/<[^>]+>/g, '')).toBe('共3 所，{{什么}}}}')
  })
})

describe('an upper authority’s form', () => {
  let world: World
  beforeAll(async () => {
    world = await aWorld()
    await world.owner.query(
      `insert into period (id, kind, name, from_day, to_day, cutoff_at) values ('spring', 'custom', '示例期', '2026-02-03', '2026-03-04', '2100-01-01')`,
    )
  })
  afterAll(() => world.stop())
  const send = (bytes: Buffer, name: string, who = 'bureau') =>
    world.as(who, {
      method: 'POST',
      url: `/api/v1/files?ownerKind=template&ownerId=district&name=${encodeURIComponent(name)}`,
      payload: bytes,
      headers: { 'content-type': 'application/octet-stream' },
    })

  it('says which of its fields are known, fills those, and leaves its formulas alone', async () => {
    const { id } = (await send(form(), '上级表.xlsx')).json() as { id: string }
    const [template] = (await world.as('bureau', { url: '/api/v1/report-templates' })).json().items as ReportTemplate[]
    expect(template?.fields.map(({ name, means }) => [name, means])).toEqual([
      ['单位', 'paper'],
      ['buttons.met', 'figure'],
      ['专职保安配备_比率', 'figure'],
      ['合计', null],
      ['不存在', null],
    ])
    const fill = async () => {
      const filled = await world.as('bureau', { url: `/api/v1/report-templates/${id}/filled?period=spring` })
      expect(filled.statusCode).toBe(200)
      const { rows } = await readWorkbook(filled.rawPayload)
      return { filled, cells: [rows.get(0)?.get(1)?.text, rows.get(2)?.get(1)?.text, rows.get(2)?.get(2)?.text] }
    }
    expect((await fill()).cells).toEqual(['示例区教育局', '计算中', '计算中'])
    await recomputeMeasures(world.pool)
    const { filled, cells } = await fill()
    expect(cells).toEqual(['示例区教育局', '0', '0'])
    const zip = new Zip(filled.rawPayload)
    expect(await zip.text('xl/worksheets/sheet1.xml', 10_000)).toContain('<c r="E3"><f>B3+1</f>')
    expect(await zip.text('xl/workbook.xml', 10_000)).toContain('fullCalcOnLoad="1"')
  })

  it('refuses macros, other people’s forms, and periods that there are not', async () => {
    const macro = form(TYPES('xl/workbook.xml', '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'))
    expect((await send(macro, '宏.xlsx')).json().detail).toContain('macro')
    expect((await send(form(), '上级表.xlsx', 'dutyLeader')).statusCode).toBe(404)
    const [template] = (await world.as('bureau', { url: '/api/v1/report-templates' })).json().items as ReportTemplate[]
    expect((await world.as('bureau', { url: `/api/v1/report-templates/${template?.id}/filled?period=nope` })).statusCode).toBe(404)
  })
})
