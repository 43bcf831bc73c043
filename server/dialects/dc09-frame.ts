// ANSI/SIA DC-09-2013 §5.5.1: LF CRC 0LLL "ID"seq Rrcvr Lpref #acct [data][extended] _HH:MM:SS,MM-DD-YYYY CR; the text is Windows-1252
import { type DeviceTime, readDeviceTime } from './device-time.ts'
import type { Read } from './payload.ts'

export interface Frame {
  /** SIA-DCS, ADM-CID, NULL, ACK …; without the asterisk of an encrypted one. */
  readonly token: string
  readonly encrypted: boolean
  readonly sequence: string
  /** Text as sent, zeros kept; the standard says 3 to 16 hexadecimal digits, panels send other letters too. */
  readonly account: string | null
  /** What stands in the first brackets, behind the account. */
  readonly data: string
  /** Blocks behind it: a letter that says what it is, and its text. */
  readonly extended: readonly { readonly id: string; readonly text: string }[]
  readonly timestamp: string | null
  /** null when it fits; the length is not asked, because panels write it in decimal, and the CRC already covers the text. */
  readonly broken: 'crc-mismatch' | 'crc-missing' | null
}

const HEAD = /^"(\*?)([A-Z][A-Z0-9-]{1,11})"(\d{4})(?:R[0-9A-F]{1,6})?(?:L[0-9A-F]{0,6})?(?:#([^[\]|#"]{1,32}))?\[/
const MAX_BLOCKS = 32

const MAX_FRAMES = 100

/** The frames of a message: a bridge may read several from its line at once. */
export function splitFrames(bytes: Uint8Array): Uint8Array[] {
  const text = new TextDecoder('windows-1252').decode(bytes)
  const first = text.search(/[^\s\0]/)
  const starts = [...text.matchAll(/[\r\n\0](?=[0-9A-Fa-f]{8}"\*?[A-Z])/g)].map(({ index }) => index).filter((index) => index > first)
  return [0, ...starts.slice(0, MAX_FRAMES - 1)].map((start, at, all) => bytes.subarray(start, all[at + 1] ?? bytes.length))
}

/** A frame in its parts, also one whose CRC does not fit: what it seems to say may have been an alarm. */
export function readFrame(bytes: Uint8Array): Read<Frame> {
  const whole = new TextDecoder('windows-1252').decode(bytes)
  // A CRC of two bytes may hold a quotation mark.
  const start = whole.search(/"\*?[A-Z][A-Z0-9-]{1,11}"\d{4}/)
  if (start < 0) return { ok: false, reason: 'not-a-frame' }
  const body = untilEnd(whole.slice(start))
  const head = HEAD.exec(body)
  if (!head) return { ok: false, reason: 'not-a-frame' }
  const [text, asterisk, token = '', sequence = '', account] = head
  const rest = body.slice(text.length)
  const common = { token, encrypted: asterisk === '*', sequence, broken: crcOf(bytes, whole, start, body) }
  if (asterisk === '*') return { ok: true, value: { ...common, account: account ?? null, data: rest, extended: [], timestamp: null } }
  const end = rest.indexOf(']')
  if (end < 0) return { ok: false, reason: 'not-a-frame: data without end' }
  const inner = /^#?([^|\]]{0,32})\|([\s\S]*)$/.exec(rest.slice(0, end))
  const { extended, timestamp } = readTail(rest.slice(end + 1))
  const named = account ?? inner?.[1]
  return { ok: true, value: { ...common, account: named || null, data: inner?.[2] ?? rest.slice(0, end), extended, timestamp } }
}

/** Up to the CR; panels add NUL and line feeds behind it. */
function untilEnd(text: string): string {
  const end = text.search(/[\r\n\0]/)
  return end < 0 ? text : text.slice(0, end)
}

function readTail(tail: string): Pick<Frame, 'extended' | 'timestamp'> {
  const extended: { id: string; text: string }[] = []
  let rest = tail
  while (rest.startsWith('[') && extended.length < MAX_BLOCKS) {
    const end = rest.indexOf(']')
    if (end < 0) break
    extended.push({ id: rest[1] ?? '', text: rest.slice(2, end) })
    rest = rest.slice(end + 1)
  }
  return { extended, timestamp: rest.startsWith('_') ? rest.slice(1) : null }
}

/** Two forms: CRC and length as eight hexadecimal digits; in the standard's first edition the CRC as two bytes. */
function crcOf(bytes: Uint8Array, whole: string, start: number, body: string): Frame['broken'] {
  const before = whole.slice(Math.max(0, start - 12), start)
  const sent = /([0-9A-Fa-f]{4})[0-9A-Fa-f]{4}$/.exec(before)?.[1]
  const crc = crc16(bytes.subarray(start, start + body.length))
  if (sent !== undefined) return Number.parseInt(sent, 16) === crc ? null : 'crc-mismatch'
  if (start < 6 || !/[0-9A-Fa-f]{4}$/.test(before)) return 'crc-missing'
  return (((bytes[start - 6] as number) << 8) | (bytes[start - 5] as number)) === crc ? null : 'crc-mismatch'
}

/** CRC-16/ARC: polynomial 8005 reflected, initial value 0. */
function crc16(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1
  }
  return crc
}

/** `HH:MM:SS,MM-DD-YYYY`, in UTC, the month before the day. */
export function readFrameTime(text: string | null | undefined, receivedAt: Date): DeviceTime {
  if (text === null || text === undefined || text === '') return readDeviceTime(null, receivedAt)
  const match = /^(\d{1,2}:\d{2}:\d{2}),(\d{1,2})-(\d{1,2})-(\d{4})$/.exec(text.trim())
  return readDeviceTime(match ? `${match[4]}-${match[2]}-${match[3]}T${match[1]}Z` : 'unreadable', receivedAt)
}
