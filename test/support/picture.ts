import { crc32, deflateSync } from 'node:zlib'

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** A grey square as PNG (8 bit, no alpha). */
export function aPicture(size: number, grey: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header[8] = 8
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(size, grey)])
  const pixels = deflateSync(Buffer.concat(Array.from({ length: size }, () => row)))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return Buffer.from([...bytes, rest])
}

const HEADER_BYTES = 127

/** A PMTiles archive (specification version 3, nothing compressed) that holds the same PNG for every tile up to a zoom. */
export function anArchive(tile: Buffer, maxZoom: number): Buffer {
  const tiles = (4 ** (maxZoom + 1) - 1) / 3
  // One entry: from tile 0 on, a run of all tiles, so many bytes at offset 0 (written as 1).
  const root = Buffer.concat([1, 0, tiles, tile.length, 1].map(varint))
  const metadata = Buffer.from('{}')
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('PMTiles', 0, 'latin1')
  header[7] = 3
  const sections = [HEADER_BYTES, root.length, HEADER_BYTES + root.length, metadata.length]
  const data = HEADER_BYTES + root.length + metadata.length
  const numbers = [...sections, data, 0, data, tile.length, tiles, 1, 1]
  for (const [i, value] of numbers.entries()) header.writeBigUInt64LE(BigInt(value), 8 + 8 * i)
  header[96] = 1 // clustered
  header[97] = 1 // directories are not compressed
  header[98] = 1 // nor are tiles
  header[99] = 2 // PNG
  header[100] = 0
  header[101] = maxZoom
  header.writeInt32LE(-180e7, 102)
  header.writeInt32LE(-85e7, 106)
  header.writeInt32LE(180e7, 110)
  header.writeInt32LE(85e7, 114)
  return Buffer.concat([header, root, metadata, tile])
}
