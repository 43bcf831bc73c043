import zlib from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cell } from '#domain/sheet.ts'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { writeWorkbook } from '../../server/excel/write-workbook.ts'
import { WorkbookError, writeZip } from '../../server/excel/zip.ts'

const COLUMNS = [
  { title: '名称*', width: 10, choices: null },
  { title: '数', width: 10, choices: ['一', '二'] },
]
const RELATIONS = '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
const aWorkbook = (
  sheet: string,
  more: { name: string; text: string }[] = [],
  book = '<workbook><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>',
) =>
  writeZip([
    { name: 'xl/workbook.xml', text: book },
    { name: 'xl/_rels/workbook.xml.rels', text: RELATIONS },
    { name: 'xl/worksheets/sheet1.xml', text: sheet },
    ...more,
  ])
const cells = async (bytes: Buffer): Promise<Record<string, Cell>> => {
  const { rows } = await readWorkbook(bytes)
  return Object.fromEntries(
    [...rows].flatMap(([row, line]) => [...line].map(([column, cell]) => [`${'ABCDEFGH'[column]}${row + 1}`, cell])),
  )
}

it('reads back what it wrote, text that looks like a formula included', async () => {
  const rows = [
    ['=cmd|x', 7],
    ['64010400001310000001', -0.5],
    ['<b>&"', null],
  ]
  const read = await cells(writeWorkbook('表', COLUMNS, rows))
  expect(read).toMatchObject({
    A1: { is: 'text', text: '名称*' },
    A2: { is: 'text', text: '=cmd|x' },
    B2: { is: 'number', text: '7' },
    A3: { is: 'text', text: '64010400001310000001' },
    B3: { is: 'number', text: '-0.5' },
    A4: { is: 'text', text: '<b>&"' },
  })
})

it('tells dates, formulas, errors, long numbers and shared strings apart, whatever the prefix', async () => {
  const sheet = `<x:worksheet><x:sheetData><x:row r="2"><x:c r="A2" t="s"><x:v>0</x:v></x:c><x:c r="B2" s="1"><x:v>46082</x:v></x:c>
    <x:c r="C2"><x:f>1+1</x:f><x:v>2</x:v></x:c><x:c r="D2" t="e"><x:v>#REF!</x:v></x:c><x:c r="E2"><x:v>6.4010400001310001E19</x:v></x:c>
    <x:c r="F2" t="b"><x:v>1</x:v></x:c><x:c r="G2"/></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A2:A4"/></x:mergeCells></x:worksheet>`
  const bytes = aWorkbook(sheet, [
    { name: 'xl/sharedStrings.xml', text: '<sst><si><r><t>一</t></r><r><t>小</t></r><rPh><t>yi</t></rPh></si></sst>' },
    { name: 'xl/styles.xml', text: '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="31"/></cellXfs></styleSheet>' },
  ])
  expect(await cells(bytes)).toEqual({
    A2: { is: 'text', text: '一小' },
    B2: { is: 'date', text: '2026-03-01' },
    C2: { is: 'formula', text: '2' },
    D2: { is: 'error', text: '#REF!' },
    E2: { is: 'long-number', text: expect.stringMatching(/^640104000013/) },
    F2: { is: 'boolean', text: 'true' },
  })
  expect((await readWorkbook(bytes)).merges).toEqual([{ from: { row: 1, column: 0 }, to: { row: 3, column: 0 } }])
})

describe('a file made to harm', () => {
  it.each([
    ['no workbook', Buffer.from('PK?'), 'no .xlsx workbook'],
    ['a bomb', aWorkbook('<worksheet>'.padEnd(100 * 1_048_576, ' ')), 'unpacks to more than 96 MB'],
    ['entities', aWorkbook('<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'), 'declares entities'],
    ['no sheet', aWorkbook('<worksheet/>', [], '<workbook/>'), 'no visible sheet'],
    [
      'endless rows',
      aWorkbook(`<sheetData>${Array.from({ length: 50_001 }, (_, n) => `<c r="A${n + 1}"><v>1</v></c>`).join('')}</sheetData>`),
      'more than 50000 rows',
    ],
  ])(
    '%s is refused with the reason',
    async (_, bytes, reason) => {
      const error = await readWorkbook(bytes).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(WorkbookError)
      expect(String(error)).toContain(reason)
    },
    30_000,
  )

  it('costs no more than its length: a million tags that never close', async () => {
    const started = performance.now()
    await readWorkbook(aWorkbook('<c><v>'.repeat(300_000)))
    expect(performance.now() - started).toBeLessThan(20_000)
  }, 30_000)

  it('never throws anything else, whatever bytes are changed', async () => {
    const good = writeWorkbook('表', COLUMNS, [['a', 1]])
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), async (at, byte) => {
        const bytes = Buffer.from(good)
        bytes[at] = byte
        await readWorkbook(bytes).catch((error: unknown) => {
          if (!(error instanceof WorkbookError)) throw error
        })
      }),
      { numRuns: 200 },
    )
  }, 30_000)
})

it('writes a ZIP whose checksums hold', () => {
  const bytes = writeZip([{ name: 'a', text: 'b' }])
  expect(bytes.readUInt32LE(14)).toBe(zlib.crc32(Buffer.from('b')))
})
