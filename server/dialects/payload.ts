import type { Decoded, DecodedEvent } from '#contracts/event.ts'

/** Payloads above this are dead letters: no device of ours sends a megabyte, and a picture belongs elsewhere. Bytes. */
export const MAX_PAYLOAD_BYTES = 256 * 1024
const MAX_DEPTH = 32

export type Read<T> = { ok: true; value: T } | { ok: false; reason: string; field?: string }

export const deadLetter = (
  reason: string,
  more: Omit<Extract<Decoded, { disposition: 'dead-letter' }>, 'disposition' | 'reason'> = {},
): Decoded => ({
  disposition: 'dead-letter',
  reason,
  ...more,
})
export const ignore = (reason: string): Decoded => ({ disposition: 'ignore', reason })
export const events = (...list: DecodedEvent[]): Decoded => ({ disposition: 'events', events: list })

/**
 * UTF-8 text, or else GB18030 (and so GBK and GB2312), without BOM, surrounding NUL and white space; refuses bytes that are neither, and
 * payloads over `most` bytes.
 */
export function readText(payload: Uint8Array, most = MAX_PAYLOAD_BYTES): Read<string> {
  if (payload.length > most) return { ok: false, reason: `too-large: ${payload.length} bytes, at most ${most}` }
  const text = decodeAs('utf-8', payload) ?? decodeAs('gb18030', payload)
  return text === null ? { ok: false, reason: 'not-utf8' } : { ok: true, value: trimPayload(text) }
}

/** null = some byte fits nothing in this charset */
function decodeAs(charset: 'utf-8' | 'gb18030', payload: Uint8Array): string | null {
  try {
    return DECODERS[charset].decode(payload)
  } catch {
    return null
  }
}
const DECODERS = { 'utf-8': new TextDecoder('utf-8', { fatal: true }), gb18030: new TextDecoder('gb18030', { fatal: true }) } as const

/** Strips BOM, leading and trailing NUL and white space. Not by a regular expression: `\s+$` takes quadratic time on a payload of blanks. */
export function trimPayload(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text[start] as string)) start++
  while (end > start && isBlank(text[end - 1] as string)) end--
  return text.slice(start, end)
}
const isBlank = (char: string): boolean => char === '\0' || char.trim() === ''

/** Text that PostgreSQL can store: without NUL, and U+FFFD in place of half a surrogate pair; otherwise one such message would never commit. */
export const storable = (text: string): string =>
  UNSTORABLE.test(text) ? text.replace(UNSTORABLE_ALL, (c) => (c === '\0' ? '' : '\uFFFD')) : text
const UNSTORABLE = /\0|\p{Surrogate}/u
const UNSTORABLE_ALL = /\0|\p{Surrogate}/gu
/** At most `length` characters, and no half of a surrogate pair at the cut. */
export const clip = (text: string, length: number): string => storable(text.slice(0, length))

const storableDeep = (value: unknown): unknown => {
  if (typeof value === 'string') return storable(value)
  if (Array.isArray(value)) return value.map(storableDeep)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), storableDeep(inner)]))
  return value
}
// Only escapes can smuggle them in: raw ones are no UTF-8 or no JSON.
const HAS_ESCAPED = /\\u(0000|d[89a-f])/i

/** Any JSON value; refuses nesting deeper than 32 levels. */
export function readJson(text: string): Read<unknown> {
  if (text === '') return { ok: false, reason: 'empty' }
  if (isDeep(text)) return { ok: false, reason: `too-deep: more than ${MAX_DEPTH} levels` }
  try {
    const value: unknown = JSON.parse(text)
    return { ok: true, value: text.includes('\\u') && HAS_ESCAPED.test(text) ? storableDeep(value) : value }
  } catch {
    return { ok: false, reason: 'not-json' }
  }
}

/** A JSON object; refuses other values, and nesting deeper than 32 levels. */
export function readObject(payload: Uint8Array): Read<Record<string, unknown>> {
  const text = readText(payload)
  if (!text.ok) return text
  const json = readJson(text.value)
  if (!json.ok) return json
  return isObject(json.value) ? { ok: true, value: json.value } : { ok: false, reason: 'not-an-object' }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

// A count of brackets over-estimates when they stand in strings, which costs nothing: no device nests 32 levels.
function isDeep(text: string): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (inString) {
      if (c === 0x5c) i++
      else if (c === 0x22) inString = false
    } else if (c === 0x22) inString = true
    else if (c === 0x7b || c === 0x5b) {
      if (++depth > MAX_DEPTH) return true
    } else if (c === 0x7d || c === 0x5d) depth--
  }
  return false
}

/** The text of a string, number or boolean, '' of anything else: an object with a `toString` of its own throws when it is made a string. */
export const plainText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''

const TRUE_WORDS = new Set(['true', '1', 'on', 'yes'])
const FALSE_WORDS = new Set(['false', '0', 'off', 'no'])

/** true for true, "true", "TRUE", 1, "1", "ON", "yes"; false for their opposites; undefined for anything else ("false" is truthy in JavaScript). */
export function readBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (value === 1 || value === 0) return value === 1
  if (typeof value !== 'string') return undefined
  const word = value.trim().toLowerCase()
  if (TRUE_WORDS.has(word)) return true
  if (FALSE_WORDS.has(word)) return false
  return undefined
}

/** A finite number, also from a numeric string; undefined otherwise (NaN, "", null, Infinity). */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  // The bound keeps the expression's backtracking short: no device writes a number of 40 characters.
  if (typeof value === 'string' && value.length <= 40 && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) {
    const number = Number(value)
    return Number.isFinite(number) ? number : undefined
  }
  return undefined
}

/** A percentage 0–100, what is below a hundredth as 0 (1e-46 fits no column); undefined for anything else: a missing or impossible battery is not 0 %. */
export function readPercent(value: unknown): number | undefined {
  const number = readNumber(value)
  return number !== undefined && number >= 0 && number <= 100 ? (number < 0.01 ? 0 : number) : undefined
}
