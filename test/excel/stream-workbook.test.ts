import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { type CellValue, type Paper, type SheetColumn, streamWorkbook, streamWorkbooks } from '../../server/excel/write-workbook.ts'
import { Zip } from '../../server/excel/zip.ts'
import { zipStream } from '../../server/excel/zip-stream.ts'

const COLUMNS: SheetColumn[] = [
  { title: '学校', width: 20, choices: null },
  { title: '次数', width: 8, choices: null, is: 'number' },
  { title: '率', width: 8, choices: null, is: 'percent' },
  { title: '有效期', width: 12, choices: null, is: 'day' },
  { title: '收到', width: 20, choices: null, is: 'instant' },
]

async function* pages(rows: CellValue[][]): AsyncGenerator<CellValue[][]> {
  for (let n = 0; n < rows.length; n += 2) yield rows.slice(n, n + 2)
}
const aPaper = (rows: CellValue[][]): Paper => ({
  name: '警情',
  title: '警情 & 处置',
  lines: ['单位：示例', '筛选：未归档'],
  columns: COLUMNS,
  rows: pages(rows),
})
async function bytesOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

it('writes what a paper says of itself, a header below it, and numbers and days that are numbers and days', async () => {
  const bytes = await bytesOf(
    streamWorkbook(
      aPaper([
        ['=cmd|x', 3, 99.9, '2026-03-01', '2026-02-28T16:00:05Z'],
        ['<二>&', null, null, '1899-12-31', null],
      ]),
    ),
  )
  const { rows } = await readWorkbook(bytes)
  const line = (n: number) => [...(rows.get(n)?.values() ?? [])].map(({ is, text }) => `${is} ${text}`)
  expect(line(0)).toEqual(['text 警情 & 处置'])
  expect(line(1)).toEqual(['text 单位：示例'])
  expect(line(2)).toEqual(['text 筛选：未归档'])
  expect(line(3)).toEqual(['text 学校', 'text 次数', 'text 率', 'text 有效期', 'text 收到'])
  expect(line(4)).toEqual(['text =cmd|x', 'number 3', 'number 0.999', 'date 2026-03-01', 'date 2026-03-01 00:00:05'])
  // Excel counts from 1900 and holds a 29 February that never was: what lies before it stays text.
  expect(line(5)).toEqual(['text <二>&', 'text 1899-12-31'])
  const sheet = await new Zip(bytes).text('xl/worksheets/sheet1.xml', 100_000)
  expect(sheet).toContain('<autoFilter ref="A4:E6"/>')
  expect(sheet).toContain('topLeftCell="A5"')
  expect(sheet).toContain('paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"')
  // 00:00:05 in Shanghai
  expect(sheet).toContain(`<v>${5 / 86_400 + 46_082}</v>`)
  expect(await new Zip(bytes).text('xl/workbook.xml', 100_000)).toContain(`localSheetId="0">'警情'!$4:$4<`)
})

it('prints a wide list on several pages across that can be read, with its title on the first and what a row is about on each', async () => {
  const { columns, ...paper } = aPaper([])
  const zip = new Zip(await bytesOf(streamWorkbook({ ...paper, columns: columns.map((column) => ({ ...column, width: 45 })) })))
  const sheet = await zip.text('xl/worksheets/sheet1.xml', 100_000)
  expect(sheet).toContain('fitToWidth="2" fitToHeight="0"')
  expect(sheet).toContain('<mergeCell ref="A1:D1"/>')
  expect(await zip.text('xl/workbook.xml', 100_000)).toContain(`'警情'!$A:$C,'警情'!$4:$4<`)
})

it('prints no further than the columns that paper has room for, and writes the rest beside them', async () => {
  const { columns, ...paper } = aPaper([['校', 1, 2, '2026-03-01', '很长的说明'.repeat(20)]])
  const wide = columns.map((column, n): SheetColumn => ({ ...column, width: 45, ...(n === 2 ? { beyondPaper: true } : {}) }))
  const zip = new Zip(await bytesOf(streamWorkbook({ ...paper, columns: wide })))
  expect(await zip.text('xl/workbook.xml', 100_000)).toContain(`"_xlnm.Print_Area" localSheetId="0">'警情'!$A$1:$B$5<`)
  expect(await zip.text('xl/worksheets/sheet1.xml', 100_000)).toContain('fitToWidth="1"')
})

it('writes several papers as one workbook, a tab each', async () => {
  const zip = new Zip(await bytesOf(streamWorkbooks([aPaper([['甲', 1, null, null, null]]), { ...aPaper([]), name: '第二' }])))
  expect(await zip.text('xl/workbook.xml', 100_000)).toMatch(/sheet name="警情".*sheet name="第二"/)
  expect(zip.has('xl/worksheets/sheet2.xml')).toBe(true)
})

it('goes on in the next sheet where one is full, and ends where the rows end', async () => {
  const rows = Array.from({ length: 6 }, (_, n): CellValue[] => [`第${n}`, n, null, null, null])
  const zip = new Zip(await bytesOf(streamWorkbook(aPaper(rows), 7)))
  expect(await zip.text('xl/worksheets/sheet1.xml', 100_000)).toContain('第2')
  expect(await zip.text('xl/worksheets/sheet2.xml', 100_000)).toContain('第5')
  expect(zip.has('xl/worksheets/sheet3.xml')).toBe(false)
  expect(await zip.text('xl/workbook.xml', 100_000)).toContain('name="警情 2"')
})

setFlagsFromString('--expose_gc')
const collect = runInNewContext('gc') as () => void
const held = () => {
  collect()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return heapUsed + external + arrayBuffers
}

it('holds no more after 1,000,000 rows than after the first 20,000', async () => {
  const PAGE = 1000
  const PAGES = 1000
  let early = 0
  let late = 0
  const many = async function* () {
    for (let page = 0; page < PAGES; page++) {
      if (page === 20) early = held()
      if (page === PAGES - 1) late = held()
      yield Array.from({ length: PAGE }, (_, n): CellValue[] => ['示例小学', page * PAGE + n, 98.5])
    }
  }
  let bytes = 0
  for await (const chunk of streamWorkbook({ ...aPaper([]), columns: COLUMNS.slice(0, 3), rows: many() })) bytes += chunk.length
  expect(bytes).toBeGreaterThan(1_000_000)
  expect(late - early).toBeLessThan(8 * 1_048_576)
}, 180_000)

it('fails as its rows fail, and leaves no half file that looks whole', async () => {
  const broken = async function* (): AsyncGenerator<CellValue[][]> {
    yield [['a']]
    throw new Error('the database went away')
  }
  await expect(bytesOf(streamWorkbook({ ...aPaper([]), rows: broken() }))).rejects.toThrow('the database went away')
})

it('names more parts than 16 bits can count, by ZIP64', async () => {
  const parts = Array.from({ length: 65_536 }, (_, n) => ({ name: String(n), data: '' }))
  const bytes = await bytesOf(zipStream(parts))
  const end = bytes.length - 22
  expect(bytes.readUInt16LE(end + 10)).toBe(0xffff)
  expect(bytes.readUInt32LE(end - 20)).toBe(0x07064b50)
  const far = Number(bytes.readBigUInt64LE(end - 12))
  expect([bytes.readUInt32LE(far), bytes.readBigUInt64LE(far + 32)]).toEqual([0x06064b50, 65_536n])
}, 60_000)
