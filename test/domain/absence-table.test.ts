import { describe, expect, it } from 'vitest'
import { reaches, readAbsences, sheetOfCsv } from '../../server/domain/absence-table.ts'
import type { Sheet } from '../../server/domain/sheet.ts'

const read = (csv: string) => readAbsences(sheetOfCsv(csv, 1000) as Sheet, '2026-03-10')

describe('a file of counts', () => {
  it('is read with full-width digits, days in any of the usual ways, quoted fields and a title above', () => {
    const { rows, faults } = read(
      '示例区因病缺课,,\r\n"学校代码",日期,因病缺课人数（人）\r\n"north-1",２０２６／３／２,１２\r\nsouth-1,2026年3月2日,"3"\r\n\r\n',
    )
    expect(faults).toEqual([])
    expect(rows).toEqual([
      { row: 3, school: 'north-1', day: '2026-03-02', absent: 12 },
      { row: 4, school: 'south-1', day: '2026-03-02', absent: 3 },
    ])
  })
  it.each([
    ['姓名', 'C1'],
    ['学生姓名', 'C1'],
    ['家长电话', 'C1'],
    ['身份证号', 'C1'],
    ['症状', 'C1'],
  ])('with a column %s is refused as a whole', (head, path) => {
    const { rows, faults } = read(`学校代码,日期,${head},因病缺课人数\nnorth-1,2026-03-02,示例甲,1`)
    expect(rows).toEqual([])
    expect(faults).toMatchObject([{ path, message: expect.stringContaining('may name a person') }])
  })
  it.each([
    ['any other column', '学校代码,日期,因病缺课人数,备注\nnorth-1,2026-03-02,1,', 'D1'],
    ['a name beside the table', '学校代码,日期,因病缺课人数\nnorth-1,2026-03-02,1,示例甲', 'D2'],
    ['a day of 1899', '学校代码,日期,因病缺课人数\nnorth-1,1899-12-31,1', 'B2'],
    ['tomorrow', '学校代码,日期,因病缺课人数\nnorth-1,2026-03-11,1', 'B2'],
    ['a day that is none', '学校代码,日期,因病缺课人数\nnorth-1,2026-02-30,1', 'B2'],
    ['a month without its day', '学校代码,日期,因病缺课人数\nnorth-1,202611,1', 'B2'],
    ['seven digits', '学校代码,日期,因病缺课人数\nnorth-1,2025111,1', 'B2'],
    ['a name as the number', '学校代码,日期,因病缺课人数\nnorth-1,2026-03-02,示例甲', 'C2'],
    ['less than nothing', '学校代码,日期,因病缺课人数\nnorth-1,2026-03-02,-1', 'C2'],
    ['a formula', '学校代码,日期,因病缺课人数\nnorth-1,2026-03-02,=cmd', 'C2'],
    ['the same school and day twice', '学校代码,日期,因病缺课人数\nnorth-1,2026-03-02,1\nnorth-1,2026/3/2,2', 'A3'],
    ['no header', 'a,b\n1,2', 'A1'],
    ['an empty cell', '学校代码,日期,因病缺课人数\nnorth-1,,1', 'B2'],
  ])('with %s is refused, and the cell is named', (_, csv, path) => expect(read(csv).faults[0]?.path).toBe(path))
  it('never says what stood in a cell that may be a name', () => {
    expect(read('学校代码,日期,因病缺课人数\nnorth-1,2026-03-02,示例甲').faults[0]?.message).not.toContain('示例甲')
  })
})

it.each([
  [{ absent: 10, pupils: 2000 }, 'absencePupils'],
  [{ absent: 9, pupils: 300 }, 'absencePercent'],
  [{ absent: 8, pupils: 300 }, null],
  [{ absent: 9, pupils: null }, null],
  [{ absent: 0, pupils: 0 }, null],
])('a count of %j reaches %s', (count, rule) => expect(reaches(count, { pupils: 10, percent: 3 })).toBe(rule))
