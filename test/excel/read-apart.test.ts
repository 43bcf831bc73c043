import { expect, it } from 'vitest'
import type { Sheet } from '#domain/sheet.ts'
import { readSheetApart, readTableApart } from '../../server/excel/read-apart.ts'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { writeWorkbook } from '../../server/excel/write-workbook.ts'
import { WorkbookError } from '../../server/excel/zip.ts'

const columns = ['学校代码', '姓名', '从业证号'].map((title) => ({ title, width: 10, choices: null }))

it('reads a sheet as the reading itself does, the rows in their order', async () => {
  const rows = Array.from({ length: 1_300 }, (_, n) => [`school-${n}`, n, null])
  const sheet = await readSheetApart(writeWorkbook('表', columns, rows))
  expect(sheet.name).toBe('表')
  expect([...sheet.rows.keys()]).toEqual(Array.from({ length: 1_301 }, (_, n) => n))
  expect(sheet.rows.get(1_300)?.get(0)).toEqual({ is: 'text', text: 'school-1299' })
})

it('says why a file is none, and reads the next one all the same', async () => {
  await expect(readTableApart('guard', Buffer.from('no workbook'), 'wgs84')).rejects.toThrow(WorkbookError)
  const { rows, errors } = await readTableApart('guard', writeWorkbook('表', columns, [['s', '示例', 'L-1']]), 'wgs84')
  expect(rows.length + errors.length).toBeGreaterThan(0)
})

it('leaves its own thread to others while it reads a sheet of 20 MB of text', async () => {
  const long = '文'.repeat(6_000)
  const bytes = writeWorkbook(
    '表',
    columns,
    Array.from({ length: 1_200 }, (_, n) => [`${n}${long}`, n, null]),
  )
  await readSheetApart(writeWorkbook('表', columns, [])) // the thread is there
  const heldBy = async (read: () => Promise<Sheet>): Promise<number> => {
    const before = performance.eventLoopUtilization()
    expect((await read()).rows.size).toBe(1_201)
    return performance.eventLoopUtilization(before).active
  }
  const here = await heldBy(() => readWorkbook(bytes))
  const apart = await heldBy(() => readSheetApart(bytes))
  expect(apart).toBeLessThan(here)
})
