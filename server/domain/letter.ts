// The structure of an official letter in plain text (GB/T 9704-2012 7.3.3): 一、 in 黑体, （一） in 楷体, the rest in 仿宋; | a | b | is a row.

export type Block =
  | { readonly is: 'heading' | 'subheading' | 'text'; readonly text: string }
  | { readonly is: 'table'; readonly rows: readonly (readonly string[])[] }

const HEADING = /^[一二三四五六七八九十百]+、/
const SUBHEADING = /^（[一二三四五六七八九十百]+）/
const ROW = /^\|.*\|$/

const cellsOf = (line: string): string[] =>
  line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())

/** The blocks of a text, one a line; rows that follow each other are one table, each as wide as its widest row. Empty lines are none. */
export function letterBlocks(body: string): Block[] {
  const blocks: Block[] = []
  let rows: string[][] = []
  const endTable = () => {
    if (rows.length === 0) return
    const width = Math.max(...rows.map((row) => row.length))
    blocks.push({ is: 'table', rows: rows.map((row) => [...row, ...Array<string>(width - row.length).fill('')]) })
    rows = []
  }
  for (const line of body.split(/\r?\n/).map((raw) => raw.trim())) {
    if (line.length > 1 && ROW.test(line)) {
      rows.push(cellsOf(line))
      continue
    }
    endTable()
    if (line === '') continue
    const is = HEADING.test(line) ? 'heading' : SUBHEADING.test(line) ? 'subheading' : 'text'
    blocks.push({ is, text: line })
  }
  endTable()
  return blocks
}

/** Width in characters: a figure or a Latin letter is half as wide as a Chinese one. */
const widthOf = (text: string): number => [...text].reduce((sum, sign) => sum + (sign > '\u2e7f' ? 1 : 0.5), 0)
/** 成文日期 stands four characters from the right edge, nothing nearer than two (7.3.5.1). */
const [DAY_FROM_RIGHT, LEAST] = [4, 2]

/** How far issuer and day stand from the right edge, in characters: the issuer centred above the day, both moved left where it is long. */
export function signatureIndents(issuer: string, day: string): { issuer: number; day: number } {
  const beyond = (widthOf(issuer) - widthOf(day)) / 2
  const from = Math.max(DAY_FROM_RIGHT, LEAST + beyond)
  return { issuer: from - beyond, day: from }
}
