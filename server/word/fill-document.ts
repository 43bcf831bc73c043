// {{field}} in a .docx: Word tears a word into runs at will, so that a field is looked for in the whole text of a paragraph.
import { xmlText } from '#domain/xml-text.ts'

const TEXT = /<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g
const FIELD = /\{\{\s*([^{}]{1,80}?)\s*\}\}/g
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const plain = (text: string): string => text.replace(/&(lt|gt|amp|quot|apos);/g, (_, word: string) => ENTITIES[word] ?? '')

/** Parts of a .docx that hold text of its pages. */
export const isTextPart = (name: string): boolean => /^word\/(document|header\d*|footer\d*)\.xml$/.test(name)

/** A part cut where paragraphs begin, so that no field reaches over one. */
const paragraphs = (xml: string): string[] => xml.split(/(?=<w:p[ >])/)

/** Names of the fields in a part, in their order. */
export const documentFields = (xml: string): string[] =>
  paragraphs(xml).flatMap((paragraph) => {
    const text = [...paragraph.matchAll(TEXT)].map(([, raw = '']) => plain(raw)).join('')
    return [...text.matchAll(FIELD)].map(([, name = '']) => name)
  })

/** The part with its fields filled; a field without a value stays as it stands. Line breaks of a value become breaks of the line. */
export const fillDocument = (xml: string, fillOf: (name: string) => string | null): string =>
  paragraphs(xml)
    .map((paragraph) => fillParagraph(paragraph, fillOf))
    .join('')

function fillParagraph(paragraph: string, fillOf: (name: string) => string | null): string {
  const runs = [...paragraph.matchAll(TEXT)].map((match) => plain(match[1] ?? ''))
  const whole = runs.join('')
  const fields = [...whole.matchAll(FIELD)].flatMap((match) => {
    const value = fillOf(match[1] ?? '')
    return value === null ? [] : [{ from: match.index, to: match.index + match[0].length, value }]
  })
  if (fields.length === 0) return paragraph
  let at = 0
  const filled = runs.map((run) => {
    const begin = at
    at += run.length
    let text = ''
    for (let n = 0; n < run.length; n++) {
      const place = begin + n
      const field = fields.find(({ from, to }) => place >= from && place < to)
      if (!field) text += run[n]
      else if (field.from === place) text += field.value
    }
    return text
  })
  let next = 0
  return paragraph.replace(TEXT, () => {
    const lines = (filled[next++] ?? '').split('\n').map((line) => `<w:t xml:space="preserve">${xmlText(line)}</w:t>`)
    return lines.join('<w:br/>')
  })
}
