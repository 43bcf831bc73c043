// Dahua HTTP API §4.9 eventManager attach: "Code=…;action=…;index=…;data={…}", parts of a multipart stream; DHIP client.notifyEventStream; events of bridges
import { isObject, MAX_PAYLOAD_BYTES, type Read, readJson, readNumber, storable, trimPayload } from './payload.ts'

export interface DahuaEvent {
  readonly code: string
  readonly action: string
  readonly index: number | undefined
  readonly data: Readonly<Record<string, unknown>>
  readonly serial?: string
}

const MAX_EVENTS = 100

/** Every event of a message; [] for the stream's heartbeat. */
export function readDahua(bytes: Uint8Array): Read<DahuaEvent[]> {
  if (bytes.length > MAX_PAYLOAD_BYTES) return { ok: false, reason: `too-large: ${bytes.length} bytes, at most ${MAX_PAYLOAD_BYTES}` }
  const text = storable(trimPayload(decode(bytes)))
  if (text === '') return { ok: false, reason: 'empty' }
  if (text.startsWith('{') || text.startsWith('[')) return readEvents(text)
  const starts = [...text.matchAll(/(?:^|[\r\n])\s{0,8}(?=Code=)/gi)].slice(0, MAX_EVENTS)
  if (starts.length > 0) {
    const ends = [...starts.slice(1).map(({ index }) => index), text.length]
    const lines = starts.flatMap(({ index }, at) => readLine(text.slice(index, ends[at]).trim()) ?? [])
    return lines.length > 0 ? { ok: true, value: lines } : { ok: false, reason: 'Code: missing' }
  }
  return /^(?:--[^\r\n]{0,80}[\r\n]|Content-[^\r\n]{0,80}[\r\n]|[\r\n])*\s{0,8}(?:Heartbeat|KeepAlive)\s*$/i.test(text.slice(0, 400))
    ? { ok: true, value: [] }
    : { ok: false, reason: 'not-an-event' }
}

/** Names of rules and regions are typed in by people. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

function readLine(line: string): DahuaEvent | null {
  const dataAt = line.search(/;\s{0,4}data\s{0,2}=/i)
  const head = (dataAt < 0 ? line : line.slice(0, dataAt)).split(/[\r\n]/, 1)[0] ?? ''
  const fields = new Map(
    head.split(';', 20).map((field): [string, string] => {
      const [name = '', ...value] = field.split('=')
      return [name.trim().toLowerCase(), value.join('=').trim()]
    }),
  )
  const code = fields.get('code')
  if (!code) return null
  const data = dataAt < 0 ? {} : jsonAt(line.slice(line.indexOf('=', dataAt) + 1))
  return { code, action: fields.get('action') ?? '', index: readNumber(fields.get('index')), data }
}

/** The object that begins a text, with whatever follows it cut off; broken data costs no event. */
function jsonAt(text: string): Record<string, unknown> {
  const start = text.search(/\S/)
  if (start < 0 || text[start] !== '{') return {}
  const end = text.search(/\r?\n\r?\n|[\r\n]--/)
  const read = readJson(text.slice(start, end < 0 ? text.length : end).trim())
  if (read.ok) return isObject(read.value) ? read.value : {}
  const whole = readJson(text.slice(start, text.lastIndexOf('}') + 1))
  return whole.ok && isObject(whole.value) ? whole.value : {}
}

function readEvents(text: string): Read<DahuaEvent[]> {
  const json = readJson(text)
  if (!json.ok) return json
  const list = eventsIn(json.value, 0).slice(0, MAX_EVENTS)
  return list.length > 0 ? { ok: true, value: list } : { ok: false, reason: 'Code: missing' }
}

/** `{Code, Action, Index, Data}` alone, in a list, in `params.eventList`, in small letters (an event of Home Assistant). */
function eventsIn(value: unknown, depth: number): DahuaEvent[] {
  if (depth > 4) return []
  if (Array.isArray(value)) return value.slice(0, MAX_EVENTS).flatMap((one) => eventsIn(one, depth + 1))
  if (!isObject(value)) return []
  const fields = new Map(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), inner]))
  const code = fields.get('code')
  const data = fields.get('data')
  if (typeof code === 'string' && code !== '') return [eventOf(code, fields)]
  const nested = [fields.get('params'), fields.get('eventlist'), data].flatMap((inner) => eventsIn(inner, depth + 1))
  const serial = fields.get('serialnumber')
  return typeof serial === 'string' && serial !== '' ? nested.map((event) => ({ serial, ...event })) : nested
}

/** One event whose fields are known by name; the code may come from a topic. */
export function eventOf(code: string, fields: ReadonlyMap<string, unknown>): DahuaEvent {
  const action = fields.get('action')
  const data = fields.get('data')
  const serial = fields.get('serialnumber')
  return {
    code,
    action: typeof action === 'string' ? action : '',
    index: readNumber(fields.get('index')),
    data: isObject(data) ? data : {},
    ...(typeof serial === 'string' && serial !== '' ? { serial } : {}),
  }
}
