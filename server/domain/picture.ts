// A picture without what its camera told about its owner: EXIF, XMP, comments, thumbnails and whatever hangs behind its end are gone.
import { type ExifFacts, NO_FACTS, readExif } from './exif.ts'

export type Stripped = { readonly bytes: Uint8Array; readonly facts: ExifFacts }

/** @returns null when the file is not whole */
export const STRIP: Readonly<Record<'jpeg' | 'png' | 'webp', (bytes: Uint8Array) => Stripped | null>> = {
  jpeg: stripJpeg,
  png: stripPng,
  webp: stripWebp,
}

const [SOI, EOI, SOS, APP0, APP1, APP2, APP14, COM] = [0xd8, 0xd9, 0xda, 0xe0, 0xe1, 0xe2, 0xee, 0xfe] as const
/** Application segments that a picture needs to look right: its density, colour profile and colour transform. */
const KEPT_APPS: readonly [marker: number, name: string][] = [
  [APP0, 'JFIF\0'],
  [APP2, 'ICC_PROFILE\0'],
  [APP14, 'Adobe'],
]

/** ITU-T T.81 annex B. */
function stripJpeg(bytes: Uint8Array): Stripped | null {
  const kept: Uint8Array[] = []
  let facts = NO_FACTS
  let at = 2
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at++ // fill byte
      continue
    }
    if (marker === EOI) break
    const end = at + 2 + ((bytes[at + 2] ?? 0) << 8) + (bytes[at + 3] ?? 0)
    if (end < at + 4 || end > bytes.length) return null
    if (marker === APP1 && isNamed(bytes, at + 4, 'Exif\0\0') && facts === NO_FACTS) facts = readExif(bytes.subarray(at + 10, end))
    const data = marker === SOS ? endOfScan(bytes, end) : end
    if (isKept(bytes, at, marker)) kept.push(bytes.subarray(at, data))
    at = data
  }
  if (bytes[at] !== 0xff || bytes[at + 1] !== EOI || !kept.some((part) => part[1] === SOS)) return null
  return { bytes: joined([Uint8Array.of(0xff, SOI), ...upright(facts), ...kept, Uint8Array.of(0xff, EOI)]), facts }
}

function isKept(bytes: Uint8Array, at: number, marker: number): boolean {
  if (marker === COM) return false
  if (marker < APP0 || marker > 0xef) return true
  return KEPT_APPS.some(([app, name]) => app === marker && isNamed(bytes, at + 4, name))
}

/** Scan data ends at the first marker that is neither a stuffed FF 00 nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    const next = bytes[at + 1] ?? 0
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  return bytes.length
}

/** A photo taken with the phone turned stays upright: an EXIF of this one fact. */
function upright({ orientation }: ExifFacts): Uint8Array[] {
  if (orientation === 1) return []
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
  const body = [...'Exif\0\0'].map((character) => character.charCodeAt(0)).concat(tiff)
  return [Uint8Array.of(0xff, APP1, 0, body.length + 2, ...body)]
}

const PNG_HEAD = 8
/** Chunks that draw (PNG 3rd edition, §11), animation included; texts, times and EXIF are not among them. */
const PNG_KEPT = 'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs acTL fcTL fdAT cICP'.split(' ')

function stripPng(bytes: Uint8Array): Stripped | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const kept = [bytes.subarray(0, PNG_HEAD)]
  let facts = NO_FACTS
  for (let at = PNG_HEAD; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at)
    const type = nameAt(bytes, at + 4)
    if (end > bytes.length) return null
    if (PNG_KEPT.includes(type)) kept.push(bytes.subarray(at, end))
    if (type === 'eXIf') facts = readExif(bytes.subarray(at + 8, end - 4))
    if (type === 'IEND') return { bytes: joined(kept), facts }
    at = end
  }
  return null
}

const WEBP_KEPT = ['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']
const [EXIF_FLAG, XMP_FLAG] = [0x08, 0x04] as const

/** RFC 9649 §2.7. */
function stripWebp(bytes: Uint8Array): Stripped | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 20) return null
  const size = 8 + view.getUint32(4, true)
  if (size > bytes.length) return null
  const kept: Uint8Array[] = []
  let facts = NO_FACTS
  for (let at = 12; at + 8 <= size; ) {
    const length = view.getUint32(at + 4, true)
    const end = at + 8 + length + (length % 2)
    const type = nameAt(bytes, at)
    if (end > size) return null
    const chunk = Uint8Array.from(bytes.subarray(at, end)) // a copy: what was sent stays as it is
    if (type === 'VP8X') chunk[8] = (chunk[8] ?? 0) & ~(EXIF_FLAG | XMP_FLAG)
    if (type === 'EXIF') facts = readExif(bytes.subarray(isNamed(bytes, at + 8, 'Exif\0\0') ? at + 14 : at + 8, end))
    if (WEBP_KEPT.includes(type)) kept.push(chunk)
    at = end
  }
  if (!kept.some((chunk) => ['VP8 ', 'VP8L', 'ANMF'].includes(nameAt(chunk, 0)))) return null
  const head = Uint8Array.from(bytes.subarray(0, 12))
  new DataView(head.buffer).setUint32(4, 4 + kept.reduce((sum, { length }) => sum + length, 0), true)
  return { bytes: joined([head, ...kept]), facts }
}

const nameAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))

function isNamed(bytes: Uint8Array, at: number, name: string): boolean {
  return [...name].every((character, i) => bytes[at + i] === character.charCodeAt(0))
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
