import { describe, expect, it } from 'vitest'
import { chineseNumber, withGapNote } from '#domain/report-note.ts'

const BODY = '现将情况报告如下。\n一、警情\n本月 3 起。\n二、下一步工作\n照办。'

describe('a gap note in a report', () => {
  it('begins a part of its own after the last one', () => {
    expect(withGapNote(BODY, '专职保安配备', ['甲校缺 1 人。'])).toBe(`${BODY}\n三、差距说明\n（一）专职保安配备\n甲校缺 1 人。`)
  })

  it('stands behind the notes of other measures, and takes the place of its own older one', () => {
    const first = withGapNote(BODY, '专职保安配备', ['甲校缺 1 人。'])
    const second = withGapNote(first, '一键报警', ['乙校没有。'])
    expect(second.endsWith('（一）专职保安配备\n甲校缺 1 人。\n（二）一键报警\n乙校没有。')).toBe(true)
    const third = withGapNote(second, '专职保安配备', ['甲校缺 2 人。', '丙校缺 1 人。'])
    expect(third.endsWith('（一）专职保安配备\n甲校缺 2 人。\n丙校缺 1 人。\n（二）一键报警\n乙校没有。')).toBe(true)
    expect(withGapNote(third, '一键报警', ['乙校没有。'])).toBe(third)
  })

  it('leaves alone what people wrote behind it', () => {
    const moved = `${withGapNote(BODY, '甲', ['一。'])}\n四、其他\n见附件。`
    expect(withGapNote(moved, '乙', ['二。']).endsWith('（一）甲\n一。\n（二）乙\n二。\n四、其他\n见附件。')).toBe(true)
  })

  it('counts as headings do', () => {
    expect([1, 9, 10, 11, 20, 36].map(chineseNumber)).toEqual(['一', '九', '十', '十一', '二十', '三十六'])
  })
})
