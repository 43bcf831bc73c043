// PostgreSQL frontend/backend protocol 3.0, https://www.postgresql.org/docs/17/protocol-message-formats.html: frames, pure.

/** Largest frame that is taken from a client, bytes. */
export const FRAME_LIMIT = 64 * 1024 * 1024
/** A startup packet holds a dozen short parameters; PostgreSQL itself refuses more than this, bytes. */
const STARTUP_LIMIT = 10_000

const SSL_REQUEST = 80877103
const GSS_REQUEST = 80877104
const CANCEL_REQUEST = 80877102

export type Frame =
  | { readonly kind: 'encryption-request' }
  | { readonly kind: 'cancel-request' }
  | { readonly kind: 'startup'; readonly minor: number; readonly parameters: ReadonlyMap<string, string> }
  | { readonly kind: 'message'; readonly type: string; readonly bytes: Buffer }

/** What one chunk of a byte stream completed; `refused` says why nothing more can be read from the stream. */
export interface Reading {
  readonly frames: Frame[]
  readonly refused?: string
}

/** Cuts a client's byte stream into frames, whatever the chunks. Refuses frames above the limit (bytes) and lengths that cannot be. */
export class FrameReader {
  #chunks: Buffer[] = []
  #held = 0
  #need = 0
  #started = false
  #limit: number

  constructor(limit: number = FRAME_LIMIT) {
    this.#limit = limit
  }

  push(chunk: Buffer): Reading {
    this.#chunks.push(chunk)
    this.#held += chunk.length
    // Joining at each chunk would copy a 64 MB frame a thousand times.
    if (this.#held < this.#need) return { frames: [] }
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks)
    const frames: Frame[] = []
    let at = 0
    this.#need = 0
    for (;;) {
      const step = this.#started ? this.#message(bytes, at) : this.#startup(bytes, at)
      if ('refused' in step) return { frames, refused: step.refused }
      if ('need' in step) {
        this.#need = step.need
        break
      }
      frames.push(step.frame)
      at += step.length
    }
    const rest = bytes.subarray(at)
    this.#chunks = rest.length ? [rest] : []
    this.#held = rest.length
    return { frames }
  }

  #startup(bytes: Buffer, at: number): { need: number } | { refused: string } | { frame: Frame; length: number } {
    if (bytes.length - at < 8) return { need: 8 }
    const length = bytes.readInt32BE(at)
    if (length < 8 || length > STARTUP_LIMIT) return { refused: `invalid length of startup packet: ${length} bytes` }
    if (bytes.length - at < length) return { need: length }
    const code = bytes.readInt32BE(at + 4)
    if (code === SSL_REQUEST || code === GSS_REQUEST) return { frame: { kind: 'encryption-request' }, length }
    if (code === CANCEL_REQUEST) return { frame: { kind: 'cancel-request' }, length }
    if (code >> 16 !== 3) return { refused: `unsupported frontend protocol ${code >> 16}.${code & 0xffff}: only 3.0 is spoken here` }
    this.#started = true
    const words = bytes.toString('utf8', at + 8, at + length).split('\0')
    const parameters = new Map<string, string>()
    for (let i = 0; i + 1 < words.length && words[i]; i += 2) parameters.set(words[i] ?? '', words[i + 1] ?? '')
    return { frame: { kind: 'startup', minor: code & 0xffff, parameters }, length }
  }

  #message(bytes: Buffer, at: number): { need: number } | { refused: string } | { frame: Frame; length: number } {
    if (bytes.length - at < 5) return { need: 5 }
    const length = bytes.readInt32BE(at + 1) + 1
    if (length < 5) return { refused: `invalid message length: ${length - 1} bytes` }
    if (length > this.#limit)
      return { refused: `message of ${length} bytes is larger than the ${this.#limit} that the embedded database takes` }
    if (bytes.length - at < length) return { need: length }
    const message = bytes.subarray(at, at + length)
    return { frame: { kind: 'message', type: String.fromCharCode(message[0] ?? 0), bytes: message }, length }
  }
}

/** One frame: type, length, body. */
export function frame(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const bytes = Buffer.allocUnsafe(5 + body.length)
  bytes[0] = type.charCodeAt(0)
  bytes.writeInt32BE(4 + body.length, 1)
  body.copy(bytes, 5)
  return bytes
}

/** Texts, each ended by a zero byte. */
export const cstrings = (...texts: string[]): Buffer => Buffer.from(texts.map((text) => `${text}\0`).join(''))

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

export const SYNC = frame('S')
const FLUSH = frame('H')
export const query = (sql: string): Buffer => frame('Q', cstrings(sql))
export const closeStatement = (name: string): Buffer => frame('C', Buffer.concat([Buffer.from('S'), cstrings(name)]))

export const AUTHENTICATION_OK = frame('R', int32(0))
export const ASK_PASSWORD = frame('R', int32(3))
export const parameterStatus = (name: string, value: string): Buffer => frame('S', cstrings(name, value))
export const backendKeyData = (pid: number, secret: number): Buffer => frame('K', Buffer.concat([int32(pid), int32(secret)]))
export const readyForQuery = (status: 'I' | 'T' | 'E'): Buffer => frame('Z', Buffer.from(status))
/** Tells a client of a newer minor version that 3.0 is spoken. */
export const NEGOTIATE_3_0 = frame('v', Buffer.concat([int32(0), int32(0)]))
/** Text format, no column formats: clients look at neither. */
export const COPY_IN_RESPONSE = frame('G', Buffer.from([0, 0, 0]))

/** A refusal with its SQLSTATE; severity FATAL is followed by the end of the connection. */
export interface Refusal {
  readonly severity?: 'ERROR' | 'FATAL'
  readonly code: string
  readonly message: string
  readonly hint?: string
}

export function errorResponse({ severity = 'ERROR', code, message, hint }: Refusal): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${message}`, ...(hint ? [`H${hint}`] : [])]
  return frame('E', Buffer.concat([cstrings(...fields), Buffer.from([0])]))
}

/** One frame of the backend's output: its type, and where it lies. */
export interface Span {
  readonly type: string
  readonly start: number
  readonly end: number
}

/** The frames in a backend's output, which is always whole. */
export function* spans(output: Buffer): Generator<Span> {
  for (let at = 0; at + 5 <= output.length; ) {
    const end = at + output.readInt32BE(at + 1) + 1
    yield { type: String.fromCharCode(output[at] ?? 0), start: at, end }
    at = end
  }
}

/** What PGlite reads from its client at a time, bytes (PQ_RECV_BUFFER_SIZE). */
const READ_SIZE = 8192

/**
 * The same messages, so that none but the last ends where one of PGlite's reads ends. There it finds its buffer empty, takes the messages
 * for finished, and drops the rest: a client waits for ever, and what it began stays open in the session of all. Flushes in front, which do
 * nothing, move every end by 5 bytes each.
 */
export function clearOfReads(messages: Buffer): Buffer {
  if (messages.length <= READ_SIZE) return messages
  const ends = new Set<number>()
  for (const { end } of spans(messages)) if (end < messages.length) ends.add(end % READ_SIZE)
  let flushes = 0
  // 5 and 8192 have no common divisor: of as many shifts as there are ends, one is free.
  while (ends.has((READ_SIZE * FLUSH.length - flushes * FLUSH.length) % READ_SIZE)) flushes++
  return flushes === 0 ? messages : Buffer.concat([...Array<Buffer>(flushes).fill(FLUSH), messages])
}

/** A text that ends with a zero byte. */
export function readText(bytes: Buffer, at: number): string {
  return bytes.toString('utf8', at, bytes.indexOf(0, at))
}

/** A field of an ErrorResponse or NoticeResponse, such as M (message) or C (code). */
export function errorField(bytes: Buffer, field: string): string | undefined {
  for (let at = 5; at < bytes.length && bytes[at] !== 0; ) {
    const end = bytes.indexOf(0, at)
    if (bytes[at] === field.charCodeAt(0)) return bytes.toString('utf8', at + 1, end)
    at = end + 1
  }
}

/** Rows in text format, or the error, of a simple query's output. */
export function readRows(output: Buffer): { rows: (string | null)[][]; error?: string } {
  const rows: (string | null)[][] = []
  let error: string | undefined
  for (const { type, start, end } of spans(output)) {
    if (type === 'E') error = errorField(output.subarray(start, end), 'M') ?? 'unknown error'
    if (type === 'D') rows.push(readRow(output, start + 5))
  }
  return error === undefined ? { rows } : { rows, error }
}

function readRow(output: Buffer, start: number): (string | null)[] {
  const row: (string | null)[] = []
  let at = start + 2
  for (let left = output.readInt16BE(start); left > 0; left--) {
    const length = output.readInt32BE(at)
    at += 4
    row.push(length < 0 ? null : output.toString('utf8', at, at + length))
    at += Math.max(length, 0)
  }
  return row
}
