// PostgreSQL 17 lexical structure (§4.1), as far as statements and their first words need it.

/** One statement of a text: where it lies, and its first words, lower case, identifiers unquoted, comments left out. */
export interface SqlStatement {
  readonly start: number
  readonly end: number
  readonly words: readonly string[]
}

/** Words kept of a statement; of COPY all, since FROM STDIN follows the columns. */
const WORDS = 24

/**
 * Cuts SQL text into statements at top-level semicolons. Assumes standard_conforming_strings = on.
 * Quoted text counts as one word beginning with its quote, so that it is never taken for a keyword; quoted identifiers lose it.
 */
export function splitStatements(sql: string): SqlStatement[] {
  const statements: SqlStatement[] = []
  let words: string[] = []
  let start = -1
  let at = 0
  const close = (end: number): void => {
    if (words.length) statements.push({ start, end, words })
    words = []
    start = -1
  }
  while (at < sql.length) {
    const blank = skipBlank(sql, at)
    if (blank > at) {
      at = blank
      continue
    }
    if (sql[at] === ';') {
      close(at)
      at++
      continue
    }
    const token = readToken(sql, at)
    if (start < 0) start = at
    if (words.length < WORDS || words[0] === 'copy') words.push(token.word)
    at = token.end
  }
  close(sql.length)
  return statements
}

/** End of the white space or comment at a place, or the place itself. */
function skipBlank(sql: string, at: number): number {
  if (/\s/.test(sql[at] ?? '')) return at + 1
  if (sql.startsWith('--', at)) {
    const end = sql.slice(at).search(/[\r\n]/)
    return end < 0 ? sql.length : at + end
  }
  if (!sql.startsWith('/*', at)) return at
  let depth = 1
  let end = at + 2
  while (end < sql.length && depth > 0) {
    if (sql.startsWith('/*', end)) depth++
    else if (sql.startsWith('*/', end)) depth--
    else {
      end++
      continue
    }
    end += 2
  }
  return end
}

const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy
const DOLLAR = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy
const NUMBER = /[0-9][\p{L}0-9_.]*/uy

function match(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(sql)?.[0]
}

function readToken(sql: string, at: number): { word: string; end: number } {
  const first = sql[at] ?? ''
  if (first === "'") return quoted(sql, at, at, false)
  if (first === '"') {
    const { word, end } = quoted(sql, at, at, false)
    return { word: word.slice(1, -1).replaceAll('""', '"'), end }
  }
  if (first === '$') {
    const tag = match(DOLLAR, sql, at)
    if (!tag) return { word: '$', end: at + 1 }
    const close = sql.indexOf(tag, at + tag.length)
    return { word: tag, end: close < 0 ? sql.length : close + tag.length }
  }
  const prefix = /^(?:e'|[bxn]'|u&'|u&")/i.exec(sql.slice(at, at + 3))?.[0]
  if (prefix) return quoted(sql, at, at + prefix.length - 1, prefix.toLowerCase() === "e'")
  const word = match(WORD, sql, at) ?? match(NUMBER, sql, at) ?? first
  return { word: word.toLowerCase(), end: at + word.length }
}

/** Quoted text that begins at `at` with its quote at `quote`; the word keeps a prefix such as u& and its quotes. */
function quoted(sql: string, at: number, quote: number, backslash: boolean): { word: string; end: number } {
  const mark = sql[quote]
  let end = quote + 1
  while (end < sql.length) {
    if (backslash && sql[end] === '\\') end += 2
    else if (sql[end] !== mark) end++
    else if (sql[end + 1] === mark) end += 2
    else return { word: sql.slice(at, end + 1), end: end + 1 }
  }
  return { word: sql.slice(at), end: sql.length }
}
