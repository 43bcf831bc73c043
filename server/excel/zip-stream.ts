// A ZIP written as it grows (APPNOTE 6.3.3): sizes follow each part's bytes, so that nothing but one chunk is ever held.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import zlib from 'node:zlib'

/** One part of a ZIP; its bytes may come one after the other. */
export interface ZipPart {
  readonly name: string
  readonly data: string | Buffer | AsyncIterable<string | Buffer>
}

interface Written {
  readonly name: Buffer
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

const NAMES_ARE_UTF8 = 0x800
const SIZES_FOLLOW = 0x8
const DEFLATED = 8
const DAY = 0x21 // 1980-01-01: the same content is the same file
const MOST = 0xffffffff
const MOST_PARTS = 0xffff
/** Fast, and within a fifth of the smallest for sheets. */
const LEVEL = 3
const SMALL = 4096
const SMALL_PACK = { level: LEVEL, windowBits: 12, memLevel: 4 }
const deflateRaw = promisify(zlib.deflateRaw) as (bytes: Buffer, options: zlib.ZlibOptions) => Promise<Buffer>

/** Numbers in the order and width of the specification. */
function fields(...values: readonly (readonly [bytes: 2 | 4 | 8, value: number])[]): Buffer {
  const buffer = Buffer.alloc(values.reduce((sum, [bytes]) => sum + bytes, 0))
  let at = 0
  for (const [bytes, value] of values) {
    if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value), at)
    else if (bytes === 4) buffer.writeUInt32LE(value, at)
    else buffer.writeUInt16LE(value, at)
    at += bytes
  }
  return buffer
}

async function* chunksOf(data: AsyncIterable<string | Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of data) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
}

interface Sizes {
  crc: number
  size: number
  packed: number
}

/** What is at hand as a whole is packed at once; a stream would cost more to set up than it packs. */
async function* packedWhole(data: string | Buffer, sizes: Sizes): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(data as string)
  const packed = bytes.length < SMALL ? zlib.deflateRawSync(bytes, SMALL_PACK) : await deflateRaw(bytes, { level: LEVEL })
  Object.assign(sizes, { crc: zlib.crc32(bytes), size: bytes.length, packed: packed.length })
  yield packed
}

async function* packedStream(data: AsyncIterable<string | Buffer>, sizes: Sizes): AsyncGenerator<Buffer> {
  const deflate = zlib.createDeflateRaw({ level: LEVEL })
  const counted = async function* () {
    for await (const chunk of chunksOf(data)) {
      sizes.crc = zlib.crc32(chunk, sizes.crc)
      sizes.size += chunk.length
      yield chunk
    }
  }
  const feeding = pipeline(Readable.from(counted()), deflate).catch(() => {}) // reading the other end throws the same
  for await (const chunk of deflate as AsyncIterable<Buffer>) {
    sizes.packed += chunk.length
    yield chunk
  }
  await feeding
}

/**
 * The bytes of a ZIP, part after part; each chunk is made when the one before it was taken. ZIP64 where the whole passes 4 GiB or 65,535 parts.
 * @throws when one part passes 4 GiB: Excel opens no sheet whose own sizes are ZIP64
 */
export async function* zipStream(parts: Iterable<ZipPart> | AsyncIterable<ZipPart>): AsyncGenerator<Buffer> {
  const written: Written[] = []
  let offset = 0
  for await (const { name, data } of parts) {
    const called = Buffer.from(name)
    const start = offset
    const head = Buffer.concat([
      fields([4, 0x04034b50], [2, 20], [2, NAMES_ARE_UTF8 | SIZES_FOLLOW], [2, DEFLATED], [2, 0], [2, DAY]),
      fields([4, 0], [4, 0], [4, 0], [2, called.length], [2, 0]),
      called,
    ])
    yield head
    const sizes: Sizes = { crc: 0, size: 0, packed: 0 }
    yield* typeof data === 'string' || Buffer.isBuffer(data) ? packedWhole(data, sizes) : packedStream(data, sizes)
    const { crc, size, packed } = sizes
    if (size > MOST) throw new Error(`the part ${name} is larger than 4 GiB`)
    yield fields([4, 0x08074b50], [4, crc], [4, packed], [4, size])
    offset += head.length + packed + 16
    written.push({ name: called, crc, packed, size, offset: start })
  }
  yield* catalogueOf(written, offset)
}

/** What stands at the end: every part with its place, and where that list begins. */
function* catalogueOf(written: readonly Written[], start: number): Generator<Buffer> {
  let length = 0
  for (const { name, crc, packed, size, offset } of written) {
    const far = offset >= MOST ? fields([2, 1], [2, 8], [8, offset]) : Buffer.alloc(0)
    const entry = Buffer.concat([
      fields([4, 0x02014b50], [2, 45], [2, far.length > 0 ? 45 : 20], [2, NAMES_ARE_UTF8 | SIZES_FOLLOW], [2, DEFLATED], [2, 0], [2, DAY]),
      fields([4, crc], [4, packed], [4, size], [2, name.length], [2, far.length], [2, 0], [2, 0], [2, 0], [4, 0]),
      fields([4, far.length > 0 ? MOST : offset]),
      name,
      far,
    ])
    length += entry.length
    yield entry
  }
  const many = written.length
  if (start + length >= MOST || many >= MOST_PARTS)
    yield Buffer.concat([
      fields([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], [8, many], [8, many], [8, length], [8, start]),
      fields([4, 0x07064b50], [4, 0], [8, start + length], [4, 1]),
    ])
  const short = Math.min(many, MOST_PARTS)
  yield fields([4, 0x06054b50], [2, 0], [2, 0], [2, short], [2, short], [4, Math.min(length, MOST)], [4, Math.min(start, MOST)], [2, 0])
}
