// Hikvision ISAPI, Event/notification: EventNotificationAlert as XML or JSON, alone, several in a row, or parts of multipart/mixed with pictures
import { decodeXmlBytes } from './charset.ts'
import { readJsonNodes } from './json-node.ts'
import { MAX_PAYLOAD_BYTES, type Read, trimPayload } from './payload.ts'
import { many, readXml, textOf, type XmlNode } from './xml.ts'

export interface Picture {
  readonly contentType: string
  readonly bytes: number
}
export interface HikvisionMessage {
  readonly alerts: readonly XmlNode[]
  readonly pictures: readonly Picture[]
  /** Why a part could not be read, where others could. */
  readonly unread?: string
  /** An answer to a request of the bridge: nothing was told. */
  readonly isAnswer: boolean
}

/** What a broker lets through: pictures come with the alarm, several of a few hundred kilobytes each. */
const MAX_MULTIPART_BYTES = 4 * 1024 * 1024
const MAX_ALERTS = 100
const MAX_PARTS = 64

export function readHikvisionMessage(bytes: Uint8Array): Read<HikvisionMessage> {
  if (bytes.length > MAX_MULTIPART_BYTES) return { ok: false, reason: `too-large: ${bytes.length} bytes, at most ${MAX_MULTIPART_BYTES}` }
  // One character a byte, so that a place in the text is a place in the bytes.
  const text = new TextDecoder('latin1').decode(bytes)
  const parts = partsOf(text)
  if (parts === null) return readDocument(bytes)
  const pictures = parts.flatMap(({ contentType, start, end }) =>
    /^(image|video|audio|application\/octet)/i.test(contentType) ? [{ contentType: contentType.slice(0, 80), bytes: end - start }] : [],
  )
  const documents = parts
    .filter(({ contentType, start }) => /xml|json|text|^$/i.test(contentType) || text[start] === '<' || text[start] === '{')
    .map(({ start, end }) => readDocument(bytes.subarray(start, end)))
  const alerts = documents.flatMap((read) => (read.ok ? read.value.alerts : []))
  const failed = documents.find((read) => !read.ok)
  if (alerts.length === 0 && failed) return failed
  if (alerts.length === 0)
    return pictures.length > 0 ? { ok: true, value: { alerts, pictures, isAnswer: true } } : { ok: false, reason: 'not-a-message' }
  return { ok: true, value: { alerts, pictures, isAnswer: false, ...(failed && !failed.ok ? { unread: failed.reason } : {}) } }
}

interface Part {
  readonly contentType: string
  readonly start: number
  readonly end: number
}

/** The parts of a body whose boundary is its first line beginning with `--`, also behind the head of an HTTP request; null when it is no multipart. */
function partsOf(text: string): Part[] | null {
  const first = /^(?:\S[^\r\n]{0,2000}\r?\n){0,40}[\s\0]{0,8}--([\w'()+,./:=?-]{1,70})\r?\n/.exec(
    text.slice(0, 8192).replace(/^\u00ef\u00bb\u00bf/, '   '),
  )
  if (!first) return null
  const boundary = `--${first[1]}`
  const parts: Part[] = []
  let at = text.indexOf(boundary)
  while (at >= 0 && parts.length < MAX_PARTS) {
    const next = text.indexOf(boundary, at + boundary.length)
    const part = partOf(text, at + boundary.length, next < 0 ? text.length : next)
    if (part) parts.push(part)
    at = next
  }
  return parts
}

/** Headers, an empty line, content; the line break before the next boundary belongs to the boundary. */
function partOf(text: string, start: number, end: number): Part | null {
  const head = /^-{0,2}[ \t]{0,20}\r?\n((?:[\w-]{1,60}:[^\r\n]{0,1000}\r?\n){0,20})(?:\r?\n)?/.exec(
    text.slice(start, Math.min(end, start + 8192)),
  )
  if (!head) return null
  let last = end
  while (last > start && /[\r\n]/.test(text[last - 1] ?? '')) last--
  const from = start + head[0].length
  if (last <= from) return null
  return { contentType: /^content-type:\s{0,20}([^\r\n;]{1,80})/im.exec(head[1] ?? '')?.[1]?.trim() ?? '', start: from, end: last }
}

const ANSWERS: ReadonlySet<string> = new Set(['responsestatus', 'subscribeeventresponse', 'subscribeevent'])

function readDocument(bytes: Uint8Array): Read<HikvisionMessage> {
  if (bytes.length > MAX_PAYLOAD_BYTES) return { ok: false, reason: `too-large: ${bytes.length} bytes, at most ${MAX_PAYLOAD_BYTES}` }
  const whole = trimPayload(decodeXmlBytes(bytes))
  // A bridge that hands on the head of the HTTP request, or of the part.
  const text = /^(?:(?:POST|PUT|HTTP)[ /]|Content-[\w-]{1,40}:)/i.test(whole)
    ? trimPayload(whole.slice(Math.max(0, whole.search(/\r?\n\r?\n/))))
    : whole
  if (text === '') return { ok: false, reason: 'empty' }
  if (text.startsWith('{') || text.startsWith('[')) {
    const nodes = readJsonNodes(text)
    if (!nodes.ok) return nodes
    return found(nodes.value.flatMap((node) => unwrap(node)).slice(0, MAX_ALERTS))
  }
  if (/<!\s{0,20}(DOCTYPE|ENTITY)/i.test(text)) return { ok: false, reason: 'doctype' }
  const pieces = piecesOf(text)
  const reads = (pieces.length > 0 ? pieces : [text]).map((piece) => readXml(piece))
  const failed = reads.find((read) => !read.ok)
  const roots = reads.flatMap((read) => (read.ok ? [read.value] : []))
  if (roots.length === 0 && failed) return failed
  if (roots.every(({ root }) => ANSWERS.has(root))) return { ok: true, value: { alerts: [], pictures: [], isAnswer: true } }
  const alerts = roots.flatMap(({ root, node }) => (root === ALERT ? [node] : many(node, ALERT).filter(isNode)))
  if (alerts.length === 0) return { ok: false, reason: 'not-a-message' }
  return { ok: true, value: { alerts, pictures: [], isAnswer: false, ...(failed && !failed.ok ? { unread: failed.reason } : {}) } }
}

const found = (alerts: readonly XmlNode[]): Read<HikvisionMessage> => ({ ok: true, value: { alerts, pictures: [], isAnswer: false } })
const isNode = (value: string | XmlNode): value is XmlNode => typeof value === 'object'
const ALERT = 'eventnotificationalert'

/** Each `<EventNotificationAlert>…</EventNotificationAlert>` of a text that may hold several, or half of a boundary behind the last. */
function piecesOf(text: string): string[] {
  const pieces: string[] = []
  let start = -1
  for (const tag of text.matchAll(/<(\/?)(?:[\w-]{1,20}:)?EventNotificationAlert(?=[\s>/])[^>]{0,1000}>/gi)) {
    if (tag[1] === '') start = tag.index
    else if (start >= 0) {
      pieces.push(text.slice(start, tag.index + tag[0].length))
      start = -1
      if (pieces.length >= MAX_ALERTS) break
    }
  }
  return pieces
}

/** `{"EventNotificationAlert":{…}}`; the cloud's queue puts the alert as text into `alarmData`. */
function unwrap(node: XmlNode, depth = 0): XmlNode[] {
  const inner = [ALERT, 'data', 'messages', 'events'].flatMap((name) => many(node, name).filter(isNode))
  if (depth < 3 && inner.length > 0 && textOf(node, 'eventtype') === undefined) return inner.flatMap((one) => unwrap(one, depth + 1))
  const told = textOf(node, 'alarmdata')
  if (depth >= 3 || told === undefined) return [node]
  const read = readDocument(new TextEncoder().encode(told))
  const serial = textOf(node, 'deviceserial')
  return read.ok ? read.value.alerts.map((one) => ({ ...(serial === undefined ? {} : { deviceserial: serial }), ...one })) : [node]
}
