// An official letter as .docx (ECMA-376 part 1, §17), laid out by GB/T 9704-2012: A4, margins 37/35/28/26 mm, 22 lines of 28 characters.

import { type Block, letterBlocks, signatureIndents } from '#domain/letter.ts'
import { chineseDay } from '#domain/shanghai.ts'
import { xmlText } from '#domain/xml-text.ts'
import { writeZip } from '../excel/zip.ts'

export interface Letter {
  readonly title: string
  readonly addressee: string
  readonly body: string
  readonly issuer: string
  /** 成文日期, e.g. 2026-03-01 */
  readonly dated: string
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml'

/**
 * Twips, 1/20 pt: 1 mm = 56.69. A line is 225 mm ÷ 22, rounded down so that 22 fit; a character 156 mm ÷ 28; 三号 is 16 pt, 二号 22 pt, 四号 14 pt.
 */
const LINE = 579
/** What a character of 16 pt lacks to 156 mm ÷ 28 = 15.79 pt, rounded so that 28 fit; a character grid is spread differently by each program. */
const CHARACTER_SPACE = -5
const TEXT_WIDTH = 8844

type Face = '仿宋_GB2312' | '黑体' | '楷体_GB2312' | '方正小标宋简体'

const run = (text: string, face: Face, halfPoints = 32): string =>
  `<w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="${face}"/>${halfPoints === 32 ? `<w:spacing w:val="${CHARACTER_SPACE}"/>` : ''}<w:sz w:val="${halfPoints}"/><w:szCs w:val="${halfPoints}"/></w:rPr><w:t xml:space="preserve">${xmlText(text)}</w:t></w:r>`
const paragraph = (properties: string, content: string): string => `<w:p><w:pPr>${properties}</w:pPr>${content}</w:p>`
const INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>'
const FACES = { heading: '黑体', subheading: '楷体_GB2312', text: '仿宋_GB2312' } as const

const BORDERS = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
  .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
  .join('')

/** Chinese characters that a text is wide; others are half as wide. */
const widthOf = (text: string): number => [...text].reduce((sum, sign) => sum + (sign > '\u2e7f' ? 1 : 0.5), 0)

/** Widths that give each column room by its widest cell, from 3 to 20 characters (a % is wide), and two for the cell's own margins. */
function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widest = (rows[0] ?? []).map((_, n) => 2 + Math.min(20, Math.max(3, ...rows.map((row) => widthOf(row[n] ?? '')))))
  const all = widest.reduce((sum, width) => sum + width, 0)
  return widest.map((width) => Math.floor((TEXT_WIDTH * width) / all))
}

/** A table in 小四, as wide as the text; its first row repeats on every page. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = widthsOf(rows)
  const cell = (text: string, n: number) =>
    `<w:tc><w:tcPr><w:tcW w:w="${widths[n]}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>${paragraph('<w:spacing w:line="400" w:lineRule="exact"/><w:jc w:val="left"/>', run(text, '仿宋_GB2312', 24))}</w:tc>`
  const line = (cells: readonly string[], n: number) =>
    `<w:tr><w:trPr><w:cantSplit/>${n === 0 ? '<w:tblHeader/>' : ''}</w:trPr>${cells.map(cell).join('')}</w:tr>`
  const columns = widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('')
  return `<w:tbl><w:tblPr><w:tblW w:w="${TEXT_WIDTH}" w:type="dxa"/><w:tblBorders>${BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>${columns}</w:tblGrid>${rows.map(line).join('')}</w:tbl>`
}

const blockXml = (block: Block): string => (block.is === 'table' ? table(block.rows) : paragraph(INDENT, run(block.text, FACES[block.is])))

/** 页码 (7.5): 四号 半角 宋体 between dashes, at the outer edge. */
const footer = (side: 'right' | 'left'): string =>
  `${HEAD}<w:ftr xmlns:w="${MAIN}">${paragraph(
    `<w:ind w:${side}Chars="100" w:${side}="280"/><w:jc w:val="${side}"/>`,
    `<w:r><w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve">— </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple><w:r><w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve"> —</w:t></w:r>`,
  )}</w:ftr>`

/** From the right edge, in characters of 16 pt. */
const indentOf = (characters: number): string =>
  `<w:ind w:rightChars="${Math.round(characters * 100)}" w:right="${Math.round(characters * 320)}"/><w:jc w:val="right"/>`

/** The letter as .docx; the same letter is the same bytes. */
export function writeLetter({ title, addressee, body, issuer, dated }: Letter): Buffer {
  const signature = signatureIndents(issuer, chineseDay(dated))
  const content = [
    paragraph('<w:jc w:val="center"/>', run(title, '方正小标宋简体', 44)),
    paragraph('', ''),
    ...(addressee ? [paragraph('<w:jc w:val="left"/>', run(`${addressee}：`, '仿宋_GB2312'))] : []),
    ...letterBlocks(body).map(blockXml),
    paragraph('', ''),
    paragraph('', ''),
    ...(issuer ? [paragraph(indentOf(signature.issuer), run(issuer, '仿宋_GB2312'))] : []),
    paragraph(indentOf(signature.day), run(chineseDay(dated), '仿宋_GB2312')),
  ].join('')
  const section = `<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:footerReference w:type="even" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1587" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="${LINE}"/></w:sectPr>`
  const override = (part: string, kind: string) => `<Override PartName="/word/${part}.xml" ContentType="${WORD}.${kind}+xml"/>`
  const relation = (id: number, kind: string) =>
    `<Relationship Id="rId${id}" Type="${OFFICE}/${kind.replace(/\d$/, '')}" Target="${kind}.xml"/>`
  return writeZip([
    {
      name: '[Content_Types].xml',
      text: `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${override('document', 'document.main')}${override('styles', 'styles')}${override('footer1', 'footer')}${override('footer2', 'footer')}${override('settings', 'settings')}</Types>`,
    },
    {
      name: '_rels/.rels',
      text: `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>`,
    },
    {
      name: 'word/document.xml',
      text: `${HEAD}<w:document xmlns:w="${MAIN}" xmlns:r="${OFFICE}"><w:body>${content}${section}</w:body></w:document>`,
    },
    {
      name: 'word/_rels/document.xml.rels',
      text: `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${relation(1, 'styles')}${relation(2, 'footer1')}${relation(3, 'footer2')}${relation(4, 'settings')}</Relationships>`,
    },
    {
      name: 'word/styles.xml',
      text: `${HEAD}<w:styles xmlns:w="${MAIN}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:line="${LINE}" w:lineRule="exact"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>`,
    },
    { name: 'word/footer1.xml', text: footer('right') },
    { name: 'word/footer2.xml', text: footer('left') },
    { name: 'word/settings.xml', text: `${HEAD}<w:settings xmlns:w="${MAIN}"><w:evenAndOddHeaders/></w:settings>` },
  ])
}
