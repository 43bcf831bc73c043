// 差距说明 as a part of a report: one heading for all of them, one subheading a measure; a newer note takes its place. Pure.
const DIGITS = '一二三四五六七八九'
const HEADING = /^([一二三四五六七八九十百]+)、(.*)$/
const SUBHEADING = /^（[一二三四五六七八九十百]+）(.*)$/
const NOTES = '差距说明'

/** 1–99 as headings count: 一, 十, 十一, 二十, 三十六. */
export function chineseNumber(n: number): string {
  const [tens, ones] = [Math.floor(n / 10), n % 10]
  return `${tens > 1 ? (DIGITS[tens - 1] ?? '') : ''}${tens > 0 ? '十' : ''}${ones > 0 ? (DIGITS[ones - 1] ?? '') : ''}`
}

/** The body with a measure’s note in it; the rest stays as people wrote it. @param note lines of the note, none of them a heading */
export function withGapNote(body: string, measure: string, note: readonly string[]): string {
  const lines = body.split(/\r?\n/)
  const begin = lines.findIndex((line) => HEADING.exec(line.trim())?.[2] === NOTES)
  if (begin < 0) {
    const last = lines.filter((line) => HEADING.test(line.trim())).length
    return [...lines, `${chineseNumber(last + 1)}、${NOTES}`, `（一）${measure}`, ...note].join('\n')
  }
  const after = lines.findIndex((line, n) => n > begin && HEADING.test(line.trim()))
  const end = after < 0 ? lines.length : after
  const part = lines.slice(begin + 1, end)
  const nameOf = (line: string): string | undefined => SUBHEADING.exec(line.trim())?.[1]
  const at = part.findIndex((line) => nameOf(line) === measure)
  const next = at < 0 ? -1 : part.findIndex((line, n) => n > at && nameOf(line) !== undefined)
  const count = part.filter((line) => nameOf(line) !== undefined).length
  const changed =
    at < 0
      ? [...part, `（${chineseNumber(count + 1)}）${measure}`, ...note]
      : [...part.slice(0, at + 1), ...note, ...(next < 0 ? [] : part.slice(next))]
  return [...lines.slice(0, begin + 1), ...changed, ...lines.slice(end)].join('\n')
}
