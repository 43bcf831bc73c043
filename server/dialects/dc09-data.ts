// ANSI/SIA DC-09-2013 §5.5.1.6: the data of ADM-CID (DC-05: "q eee pp zzz") and SIA-DCS (DC-03 in ASCII: "N ri1/BA12"), extended data §5.5.2
import type { DecodedEvent } from '#contracts/event.ts'
import { contactIdMeaning, isUserCode, type QualifiedMeaning, qualify } from './contact-id.ts'
import type { Frame } from './dc09-frame.ts'
import { clip } from './payload.ts'
import { siaMeaning } from './sia-code.ts'

export type Said = QualifiedMeaning &
  Pick<DecodedEvent, 'partition' | 'zone' | 'user' | 'cid' | 'historical' | 'late' | 'description' | 'location'>

/** 000 means none, by the standard. */
const numbered = (name: 'zone' | 'user' | 'partition', text: string | undefined): Pick<Said, 'zone' | 'user' | 'partition'> => {
  const number = text === undefined || !/^\d{1,9}$/.test(text) ? 0 : Number(text)
  return number === 0 ? {} : { [name]: number }
}

/** One event of Contact ID; null when it has not its form. */
export function readContactId(data: string): Said[] | null {
  const match = /^\s?([0-9A-F])([0-9A-F]{3})\s{1,4}(\d{1,2})\s{1,4}(\d{1,4})/.exec(data)
  if (!match) return null
  const [, qualifier = '', code = '', partition = '', last = ''] = match
  return [
    {
      ...qualify(contactIdMeaning(code), Number(qualifier)),
      partition: Number(partition),
      ...numbered(isUserCode(code) ? 'user' : 'zone', last),
      cid: { qualifier: Number.parseInt(qualifier, 16), code },
    },
  ]
}

const MAX_CODES = 50
const MAX_MODIFIERS = 20

/** New ("N") or old ("O") event: modifiers in small letters (ri area, id user, ti time), then codes with their number, `/` between them. */
export function readSia(data: string): Said[] | null {
  // "OP001" without the N is an opening, not an old event P0.
  const found = [data.slice(1), data].flatMap((text, index) => {
    const codes = readCodes(text)
    const isOld = index === 0 && data.startsWith('O')
    return codes !== null && (index === 1 || /^[NO]/.test(data)) ? [codes.map((said) => (isOld ? { ...said, ...OLD } : said))] : []
  })
  return found[0] ?? null
}
const OLD = { historical: true, late: true } as const

function readCodes(text: string): Said[] | null {
  const modifiers = new Map<string, string>()
  let rest = text
  for (let n = 0, match = MODIFIER.exec(rest); match && n < MAX_MODIFIERS; n++, match = MODIFIER.exec(rest)) {
    modifiers.set(match[1] as string, match[2] as string)
    rest = rest.slice(match[0].length)
  }
  const codes: Said[] = []
  for (let match = CODE.exec(rest); match && codes.length < MAX_CODES; match = NEXT_CODE.exec(rest)) {
    const said = saidBy(match[1] as string, match[2] ?? '', modifiers)
    rest = rest.slice(match[0].length)
    const own = OWN_TEXT.exec(rest)
    const words = own?.[1]?.trim()
    codes.push(words ? { ...said, description: clip(words, 200) } : said)
    rest = rest.slice(own?.[0].length ?? 0)
  }
  if (codes.length === 0) return null
  const words = /[\^*|"]'?([^^*|"]{1,200})/.exec(rest)?.[1]?.trim()
  const told = codes.map((said) => (words && said.description === undefined ? { ...said, description: clip(words, 200) } : said))
  // What stands behind the codes and is neither a code nor a text may have been one more.
  return /^\/[^/^*|"]/.test(rest) ? [...told, { kind: 'alarm-other', phase: 'active', detail: 'unread', promotes: 'panic' }] : told
}
const MODIFIER = /^\/?(ti|da|id|ri|pi|ai|ph|lv|vt|rt|pt|ss|cp)([0-9:.-]{0,20})/
const CODE = /^\/?([A-Z]{2})(\d{0,9})/
/** DC-03 lets a text follow each code, in `^…^`; before the next code it belongs to this one alone. */
const OWN_TEXT = /^\^([^^]{0,200})\^(?=\/[A-Z]{2})/
const NEXT_CODE = /^\/([A-Z]{2})(\d{0,9})/

function saidBy(code: string, number: string, modifiers: ReadonlyMap<string, string>): Said {
  const { meaning, qualifier, number: of } = siaMeaning(code)
  // SATEL and Dahua's hub write the area as pi.
  const area = modifiers.get('ri') ?? modifiers.get('pi')
  const user = modifiers.get('id')
  // Panels of today write the user behind a code of an area too, and the area in the modifier.
  const last = of === 'none' ? {} : of === 'area' ? numbered(area === undefined ? 'partition' : 'user', number) : numbered(of, number)
  return {
    ...qualify(meaning, qualifier),
    ...numbered('user', user),
    ...(area !== undefined && /^\d{1,9}$/.test(area) ? { partition: Number(area) } : {}),
    ...last,
  }
}

/** X and Y: degrees, hemisphere, decimal minutes; I, L, S, O and R: words for people. */
export function readExtended(extended: Frame['extended']): Pick<Said, 'location' | 'description'> {
  const textOf = (id: string) => extended.find((block) => block.id === id)?.text
  const lon = degrees(textOf('X'), 'EW')
  const lat = degrees(textOf('Y'), 'NS')
  const words = [...'ILSOR'].flatMap((id) => textOf(id)?.trim() || [])
  return {
    ...(lat === null || lon === null ? {} : { location: { lat, lon } }),
    ...(words.length > 0 ? { description: clip(words.join(' '), 500) } : {}),
  }
}

function degrees(text: string | undefined, hemispheres: 'EW' | 'NS'): number | null {
  const match = /^\s?(\d{1,3})([NSEW])(\d{1,2}(?:\.\d{1,12})?)$/i.exec(text ?? '')
  const letter = match?.[2]?.toUpperCase() ?? ''
  if (!match || !hemispheres.includes(letter)) return null
  const value = Number(match[1]) + Number(match[3]) / 60
  if (value > (hemispheres === 'NS' ? 90 : 180)) return null
  return letter === hemispheres[1] ? -value : value
}
