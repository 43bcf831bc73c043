// An official letter as one HTML file for print (GB/T 9704-2012); it loads nothing and runs nothing.
import { type Block, letterBlocks, signatureIndents } from '#domain/letter.ts'
import { chineseDay } from '#domain/shanghai.ts'
import type { Letter } from '../word/write-letter.ts'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const STYLE = `
@page { size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-right { content: "— " counter(page) " —"; font: 14pt SimSun, "Noto Serif CJK SC", serif; vertical-align: top; padding: 7mm 14pt 0 0 } }
@page :left { @bottom-right { content: "" } @bottom-left { content: "— " counter(page) " —"; font: 14pt SimSun, "Noto Serif CJK SC", serif; vertical-align: top; padding: 7mm 0 0 14pt } }
body { margin: 0; letter-spacing: -0.21pt; font: 16pt/28.9pt "仿宋_GB2312", FangSong, "Noto Serif CJK SC", serif; overflow-wrap: anywhere }
h1 { margin: 0 0 29pt; font: 22pt/36pt "方正小标宋简体", "Noto Serif CJK SC", serif; text-align: center }
p { margin: 0; text-indent: 2em; text-align: justify }
p.to { text-indent: 0 }
p.heading { font-family: SimHei, "Noto Sans CJK SC", sans-serif; break-after: avoid }
p.subheading { font-family: KaiTi, "Noto Serif CJK SC", serif; break-after: avoid }
table { width: 100%; margin: 6pt 0; border-collapse: collapse; font-size: 12pt; line-height: 20pt }
thead { display: table-header-group } tr { break-inside: avoid }
th, td { padding: 1pt 4pt; border: 0.75pt solid #000; font-weight: 400; text-align: left }
.signed { margin-top: 58pt; break-inside: avoid } .signed p { text-align: right; text-indent: 0 }`

function blockHtml(block: Block): string {
  if (block.is !== 'table') return `<p class="${block.is}">${escaped(block.text)}</p>`
  const [head = [], ...rows] = block.rows
  const line = (cells: readonly string[], tag: 'th' | 'td') =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`
  return `<table><thead>${line(head, 'th')}</thead><tbody>${rows.map((row) => line(row, 'td')).join('')}</tbody></table>`
}

/** The letter as its pages will be. */
export function letterHtml({ title, addressee, body, issuer, dated }: Letter): string {
  const signed = signatureIndents(issuer, chineseDay(dated))
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escaped(title)}</title><style>${STYLE}</style></head><body><h1>${escaped(title)}</h1>${addressee ? `<p class="to">${escaped(addressee)}：</p>` : ''}${letterBlocks(body).map(blockHtml).join('')}<div class="signed">${issuer ? `<p style="margin-right:${signed.issuer}em">${escaped(issuer)}</p>` : ''}<p style="margin-right:${signed.day}em">${chineseDay(dated)}</p></div></body></html>`
}
