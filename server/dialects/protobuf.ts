// Protocol Buffers wire format (protobuf.dev/programming-guides/encoding): messages by a small description of their fields
import type { Read } from './payload.ts'

type Scalar = 'uint' | 'int' | 'bool' | 'string' | 'bytes' | 'float' | 'double'
export interface Field {
  readonly name: string
  readonly type: Scalar | MessageType
  readonly repeated?: true
}
/** Fields by their number; a function where messages nest themselves. Fields that are not named are skipped. */
export type MessageType = Readonly<Record<number, Field>> | (() => Readonly<Record<number, Field>>)
export type Message = Record<string, unknown>

const MAX_DEPTH = 16
const MAX_FIELDS = 100_000

class WireError extends Error {}

interface Cursor {
  readonly bytes: Uint8Array
  readonly view: DataView
  at: number
  fields: number
}

/** Reads one message. Integers beyond 2^53 lose their last digits; refuses what is cut off, nested too deep, or no wire format. */
export function readProtobuf(bytes: Uint8Array, type: MessageType): Read<Message> {
  const cursor = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0, fields: 0 }
  try {
    return { ok: true, value: readMessage(cursor, bytes.length, type, 0) }
  } catch (error) {
    if (error instanceof WireError) return { ok: false, reason: error.message }
    throw error
  }
}

function readMessage(cursor: Cursor, end: number, type: MessageType, depth: number): Message {
  if (depth > MAX_DEPTH) throw new WireError(`too-deep: more than ${MAX_DEPTH} levels`)
  const fields = typeof type === 'function' ? type() : type
  const message: Message = {}
  while (cursor.at < end) {
    if (++cursor.fields > MAX_FIELDS) throw new WireError(`too-large: more than ${MAX_FIELDS} fields`)
    const tag = Number(readVarint(cursor, end))
    const field = fields[Math.floor(tag / 8)]
    if (tag < 8) throw new WireError('not-protobuf: field number 0')
    if (!field) {
      skip(cursor, end, tag % 8)
      continue
    }
    const value = readValue(cursor, end, tag % 8, field, depth)
    const known = message[field.name]
    // Into the same list: a copy for each of 27,777 made one message of 250 kB hold the gateway for 46 s.
    if (!field.repeated) message[field.name] = value.at(-1)
    else if (Array.isArray(known)) for (const one of value) known.push(one)
    else message[field.name] = value
  }
  return message
}

function readVarint(cursor: Cursor, end: number): bigint {
  let value = 0n
  for (let shift = 0n; shift < 70n; shift += 7n) {
    if (cursor.at >= end) throw new WireError('cut-off')
    const byte = cursor.bytes[cursor.at++] as number
    value |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return BigInt.asUintN(64, value)
  }
  throw new WireError('not-protobuf: a varint of more than 10 bytes')
}

function take(cursor: Cursor, end: number, length: number): number {
  const at = cursor.at
  if (length > end - at) throw new WireError('cut-off')
  cursor.at += length
  return at
}

function skip(cursor: Cursor, end: number, wire: number): void {
  if (wire === 0) readVarint(cursor, end)
  else if (wire === 1) take(cursor, end, 8)
  else if (wire === 2) take(cursor, end, Number(readVarint(cursor, end)))
  else if (wire === 5) take(cursor, end, 4)
  else throw new WireError(`not-protobuf: wire type ${wire}`)
}

/** One value; several where a repeated number comes packed. */
function readValue(cursor: Cursor, end: number, wire: number, field: Field, depth: number): unknown[] {
  const { type } = field
  if (wire === 0) return [ofVarint(readVarint(cursor, end), type)]
  if (wire === 1) return [fixed(cursor.view, take(cursor, end, 8), 8, type)]
  if (wire === 5) return [fixed(cursor.view, take(cursor, end, 4), 4, type)]
  if (wire !== 2) throw new WireError(`not-protobuf: wire type ${wire}`)
  const length = Number(readVarint(cursor, end))
  const start = take(cursor, end, length)
  const part = cursor.bytes.subarray(start, start + length)
  if (type === 'bytes') return [part]
  if (type === 'string') return [new TextDecoder().decode(part)]
  if (typeof type !== 'string') {
    cursor.at = start
    return [readMessage(cursor, start + length, type, depth + 1)]
  }
  return readPacked(cursor, start, length, type)
}

function readPacked(cursor: Cursor, start: number, length: number, type: Scalar): unknown[] {
  const values: unknown[] = []
  const size = type === 'float' ? 4 : type === 'double' ? 8 : 0
  if (size > 0) {
    for (let at = start; at + size <= start + length; at += size) values.push(fixed(cursor.view, at, size, type))
    return values
  }
  cursor.at = start
  while (cursor.at < start + length) values.push(ofVarint(readVarint(cursor, start + length), type))
  return values
}

function ofVarint(value: bigint, type: Field['type']): unknown {
  if (type === 'bool') return value !== 0n
  return Number(type === 'int' ? BigInt.asIntN(64, value) : value)
}

function fixed(view: DataView, at: number, size: number, type: Field['type']): number {
  if (size === 8) return type === 'double' ? view.getFloat64(at, true) : Number(view.getBigUint64(at, true))
  return type === 'float' ? view.getFloat32(at, true) : view.getUint32(at, true)
}
