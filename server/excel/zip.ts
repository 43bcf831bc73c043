// ZIP as Office writes it (APPNOTE 6.3.3): stored and deflated entries, no encryption, no ZIP64. Reading trusts nothing the file says of its sizes.
import { promisify } from 'node:util'
import zlib from 'node:zlib'

const inflate = promisify(zlib.inflateRaw)
const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const MAX_ENTRIES = 5_000

/** The file is none, or is made to harm; `message` is for whoever sent it. */
export class WorkbookError extends Error {
  override readonly name = 'WorkbookError'
}

interface Entry {
  readonly method: number
  readonly packed: number
  readonly offset: number
}

export class Zip {
  readonly #bytes: Buffer
  readonly #entries = new Map<string, Entry>()

  /** @throws WorkbookError */
  constructor(bytes: Buffer) {
    this.#bytes = bytes
    const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
    if (bytes.length < 22 || end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== END)
      throw new WorkbookError('the file is no .xlsx workbook (old .xls and .csv files: save them as .xlsx)')
    const count = bytes.readUInt16LE(end + 10)
    let at = bytes.readUInt32LE(end + 16)
    if (count > MAX_ENTRIES) throw new WorkbookError(`the file holds ${count} parts, more than ${MAX_ENTRIES}`)
    for (let n = 0; n < count; n++) {
      if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL)
        throw new WorkbookError('the file is damaged: its list of parts ends early')
      const nameLength = bytes.readUInt16LE(at + 28)
      const name = bytes.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/')
      const flags = bytes.readUInt16LE(at + 8)
      if (flags & 1) throw new WorkbookError('the file is protected by a password')
      this.#entries.set(name, {
        method: bytes.readUInt16LE(at + 10),
        packed: bytes.readUInt32LE(at + 20),
        offset: bytes.readUInt32LE(at + 42),
      })
      at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name)
  }

  names(): readonly string[] {
    return [...this.#entries.keys()]
  }

  /** One part as text. @param maxBytes what it may unpack to, whatever it says of itself @throws WorkbookError */
  async text(name: string, maxBytes: number): Promise<string> {
    return (await this.bytes(name, maxBytes)).toString('utf8')
  }

  /** The same as bytes. @throws WorkbookError */
  async bytes(name: string, maxBytes: number): Promise<Buffer> {
    const entry = this.#entries.get(name)
    if (!entry) throw new WorkbookError(`the workbook lacks its part ${name}`)
    const { offset, packed, method } = entry
    const bytes = this.#bytes
    if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== LOCAL) throw new WorkbookError(`the part ${name} is damaged`)
    const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28)
    const data = bytes.subarray(start, start + packed)
    if (method === 0) {
      if (data.length > maxBytes) throw tooMuch(name, maxBytes)
      return data
    }
    if (method !== 8) throw new WorkbookError(`the part ${name} is packed in a way that Excel does not use`)
    try {
      return await inflate(data, { maxOutputLength: maxBytes })
    } catch (error) {
      const isBomb = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
      throw isBomb ? tooMuch(name, maxBytes) : new WorkbookError(`the part ${name} is damaged`)
    }
  }
}

const tooMuch = (name: string, maxBytes: number): WorkbookError =>
  new WorkbookError(`the part ${name} unpacks to more than ${Math.round(maxBytes / 1_048_576)} MB`)

/** A ZIP of these parts, in order. */
export function writeZip(parts: readonly { name: string; text: string | Buffer }[]): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, text } of parts) {
    const data = typeof text === 'string' ? Buffer.from(text) : text
    const packed = zlib.deflateRawSync(data)
    const called = Buffer.from(name)
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0) // version needed
    head.writeUInt16LE(0x800, 2) // names are UTF-8
    head.writeUInt16LE(8, 4)
    head.writeUInt16LE(0x21, 8) // 1980-01-01: the same content is the same file
    head.writeUInt32LE(zlib.crc32(data), 10)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(data.length, 18)
    head.writeUInt16LE(called.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    local.push(signature(LOCAL), head, called, packed)
    central.push(signature(CENTRAL), Buffer.from([20, 0]), head, place, called)
    offset += 30 + called.length + packed.length
  }
  const list = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(parts.length, 4)
  end.writeUInt16LE(parts.length, 6)
  end.writeUInt32LE(list.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...local, list, signature(END), end])
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
