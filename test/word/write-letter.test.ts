import { expect, it } from 'vitest'
import { letterBlocks, signatureIndents } from '#domain/letter.ts'
import { Zip } from '../../server/excel/zip.ts'
import { writeLetter } from '../../server/word/write-letter.ts'

it('reads headings, text and tables out of plain lines', () => {
  expect(letterBlocks('一、警情\n\n  （一）概况\n共 3 起。\n| 甲 | 乙 |\n| 1 |\n二、其他')).toEqual([
    { is: 'heading', text: '一、警情' },
    { is: 'subheading', text: '（一）概况' },
    { is: 'text', text: '共 3 起。' },
    {
      is: 'table',
      rows: [
        ['甲', '乙'],
        ['1', ''],
      ],
    },
    { is: 'heading', text: '二、其他' },
  ])
})

it('centres the issuer above the day, four characters from the edge and never nearer than two', () => {
  expect(signatureIndents('区教育局', '2026年3月1日')).toEqual({ issuer: 5, day: 4 }) // 4 and 6 characters wide
  expect(signatureIndents('示例区校园安全工作领导小组办公室', '2026年3月1日')).toEqual({ issuer: 2, day: 7 })
})

it('lays a letter out by GB/T 9704-2012, and holds no markup of its author', async () => {
  const bytes = writeLetter({ title: '月报 <b>&', addressee: '各校', body: '一、警情\n正文', issuer: '示例区教育局', dated: '2026-03-01' })
  const document = await new Zip(bytes).text('word/document.xml', 100_000)
  expect(document).toContain('月报 &lt;b&gt;&amp;')
  expect(document).toContain('各校：')
  expect(document).toContain('2026年3月1日')
  // mm × 56.69 twips: 37 and 35 above and below, 28 and 26 at the sides; 22 lines of 28 characters: 22 × 579 = 12,738 of 12,756 twips
  expect(document).toContain('w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"')
  expect(document).toContain('w:type="lines" w:linePitch="579"')
})

it('gives short columns of a table room for what stands in them on one line, and the long one the rest', async () => {
  const body = '| 指标 | 达标÷应达标 | 比例 | 目标 |\n| 一键式报警器（按场所、心跳与直测公安） | 2,561÷17,000 台 | 84.5% | 100% |'
  const bytes = writeLetter({ title: '月报', addressee: '各校', body, issuer: '示例区教育局', dated: '2026-03-01' })
  const document = await new Zip(bytes).text('word/document.xml', 100_000)
  const widths = [...document.matchAll(/<w:gridCol w:w="(\d+)"/g)].map(([, width]) => Number(width))
  // 小四 is 240 twips a Chinese character; a cell keeps 216 for its margins; a % takes nearly a whole one.
  const needed = [18, 7.5, 3, 3].map((characters) => characters * 240 + 216)
  for (const [n, width] of widths.entries()) expect([n, width]).toEqual([n, expect.toSatisfy((held: number) => held >= (needed[n] ?? 0))])
})
