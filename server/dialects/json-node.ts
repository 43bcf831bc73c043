import { type Read, readJson } from './payload.ts'
import type { XmlNode, XmlValue } from './xml.ts'

/** JSON in the form of an XML tree (names in small letters, values as text), for vendors that send one message in either. */
export function readJsonNodes(text: string): Read<XmlNode[]> {
  const json = readJson(text)
  if (!json.ok) return json
  const nodes = (Array.isArray(json.value) ? json.value : [json.value]).flatMap((value: unknown) => {
    const node = toValue(value)
    return typeof node === 'object' && !Array.isArray(node) ? [node] : []
  })
  return nodes.length > 0 ? { ok: true, value: nodes } : { ok: false, reason: 'not-an-object' }
}

function toValue(value: unknown): XmlValue | undefined {
  if (value === null || value === undefined) return undefined
  if (Array.isArray(value))
    return value.flatMap((item: unknown) => {
      const inner = toValue(item)
      return inner === undefined ? [] : Array.isArray(inner) ? inner : [inner]
    })
  if (typeof value !== 'object') return String(value)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), toValue(inner)]))
}
