// XML 1.0 as GB/T 28181 annex A uses it (MANSCDP): elements and text; no DOCTYPE; attributes where they are asked for
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { type Read, storable } from './payload.ts'

const MAX_DEPTH = 16
const MAX_ELEMENTS = 20_000
const MAX_REPAIRS = 100

export type XmlValue = string | XmlNode | (string | XmlNode)[]
/** Children by tag name in lower case: vendors write AlarmStatus and Alarmstatus. */
export interface XmlNode {
  readonly [tag: string]: XmlValue | undefined
}

const plainName = (name: string): string => name.replace(/^.*:/, '').toLowerCase()
const HOW = {
  parseTagValue: false,
  trimValues: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: MAX_DEPTH + 2,
  transformTagName: plainName,
} as const
const parser = new XMLParser({ ...HOW, ignoreAttributes: true })
/** An attribute is a child called `@` and its name; a namespace is none. */
const attributeParser = new XMLParser({
  ...HOW,
  ignoreAttributes: (name: string) => /^xmlns(:|$)/.test(name),
  attributeNamePrefix: '@',
  parseAttributeValue: false,
  transformAttributeName: (name: string) => `@${plainName(name.slice(1))}`,
})

/** The root element's name (lower case) and its children; refuses DOCTYPE, more than 16 levels or 20 000 elements, and what is not well-formed. */
export function readXml(text: string, { attributes = false } = {}): Read<{ root: string; node: XmlNode }> {
  if (/<!\s{0,20}(DOCTYPE|ENTITY)/i.test(text)) return { ok: false, reason: 'doctype' }
  const xml = escapeAmpersands(text)
  const size = measure(xml)
  // The validator takes seconds for a quarter of a million of these.
  if (size.unclosed) return { ok: false, reason: 'not-xml' }
  if (size.depth > MAX_DEPTH) return { ok: false, reason: `too-deep: more than ${MAX_DEPTH} levels` }
  if (size.elements > MAX_ELEMENTS) return { ok: false, reason: `too-many-elements: more than ${MAX_ELEMENTS}` }
  try {
    if (XMLValidator.validate(xml, { allowBooleanAttributes: true }) !== true) return { ok: false, reason: 'not-xml' }
    const parsed = (attributes ? attributeParser : parser).parse(xml) as XmlNode
    const [entry, second] = Object.entries(parsed)
    if (!entry || second || Array.isArray(entry[1])) return { ok: false, reason: 'not-xml' }
    return { ok: true, value: { root: entry[0], node: typeof entry[1] === 'object' ? entry[1] : {} } }
  } catch {
    return { ok: false, reason: 'not-xml' }
  }
}

/** Devices write "A&B" in a description. */
function escapeAmpersands(text: string): string {
  let left = MAX_REPAIRS
  return text.replace(/&(?!(?:[a-z]{2,4}|#\d{1,7}|#x[\da-f]{1,6});)/gi, (bare) => (left-- > 0 ? '&amp;' : bare))
}

function measure(xml: string): { depth: number; elements: number; unclosed: boolean } {
  let depth = 0
  let deepest = 0
  let elements = 0
  for (let i = xml.indexOf('<'); i >= 0; i = xml.indexOf('<', i + 1)) {
    const next = xml[i + 1]
    if (next === '/') depth--
    else if (next !== '!' && next !== '?') {
      if (++elements > MAX_ELEMENTS) break
      const close = xml.indexOf('>', i)
      if (close < 0) return { depth: deepest, elements, unclosed: true }
      if (xml[close - 1] === '/') continue
      deepest = Math.max(deepest, ++depth)
    }
  }
  return { depth: deepest, elements, unclosed: false }
}

/** The children of that name, one or many: a parser makes an object of one and a list of several. */
export function many(node: XmlNode | undefined, tag: string): (string | XmlNode)[] {
  const value = own(node, tag)
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}
/** The first child element of that name; undefined when it is absent or only text. */
export function child(node: XmlNode | undefined, tag: string): XmlNode | undefined {
  return many(node, tag).find((value): value is XmlNode => typeof value === 'object')
}
/** The trimmed text of the first child of that name; undefined when it is absent or empty. */
export function textOf(node: XmlNode | undefined, tag: string): string | undefined {
  const text = many(node, tag).find((value): value is string => typeof value === 'string')
  return text === undefined || text.trim() === '' ? undefined : storable(text.trim())
}
const own = (node: XmlNode | undefined, tag: string): XmlValue | undefined => (node && Object.hasOwn(node, tag) ? node[tag] : undefined)
