// The three facts of a photo's EXIF (CIPA DC-008) that a record needs, before the rest is thrown away: which way is up, when, where.
import type { LngLat } from '#contracts/time.ts'

export interface ExifFacts {
  /** 1–8; 1 = as it is stored */
  readonly orientation: number
  /** ISO 8601; without an offset of its own the camera's clock is taken as Shanghai's */
  readonly capturedAt: string | null
  /** WGS-84 */
  readonly position: LngLat | null
}

export const NO_FACTS: ExifFacts = { orientation: 1, capturedAt: null, position: null }

type Value = number[] | string
type Directory = ReadonlyMap<number, Value>
const SIZES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 }
const [ORIENTATION, EXIF_DIRECTORY, GPS_DIRECTORY, CAPTURED, OFFSET] = [0x0112, 0x8769, 0x8825, 0x9003, 0x9011] as const

/** @param tiff from the byte order on, whatever it claims; what cannot be read is not there */
export function readExif(tiff: Uint8Array): ExifFacts {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  if (tiff.length < 8) return NO_FACTS
  const order = view.getUint16(0)
  if (order !== 0x4949 && order !== 0x4d4d) return NO_FACTS
  const little = order === 0x4949
  const main = readDirectory(view, view.getUint32(4, little), little)
  const at = (tag: number): Directory => readDirectory(view, first(main, tag) ?? -1, little)
  const orientation = first(main, ORIENTATION) ?? 1
  return {
    orientation: Number.isInteger(orientation) && orientation >= 1 && orientation <= 8 ? orientation : 1,
    capturedAt: capturedAt(at(EXIF_DIRECTORY)),
    position: positionOf(at(GPS_DIRECTORY)),
  }
}

function first(directory: Directory, tag: number): number | undefined {
  const value = directory.get(tag)
  return typeof value === 'string' ? undefined : value?.[0]
}

function readDirectory(view: DataView, start: number, little: boolean): Directory {
  const found = new Map<number, Value>()
  if (start < 8 || start + 2 > view.byteLength) return found
  const count = Math.min(view.getUint16(start, little), 200)
  for (let n = 0; n < count; n++) {
    const entry = start + 2 + 12 * n
    if (entry + 12 > view.byteLength) break
    const [type, length] = [view.getUint16(entry + 2, little), view.getUint32(entry + 4, little)]
    const size = (SIZES[type] ?? 0) * length
    const at = size <= 4 ? entry + 8 : view.getUint32(entry + 8, little)
    if (size === 0 || size > 256 || at + size > view.byteLength) continue
    found.set(view.getUint16(entry, little), readValue(view, at, type, length, little))
  }
  return found
}

function readValue(view: DataView, at: number, type: number, length: number, little: boolean): Value {
  if (type === 2) return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, length)).replace(/\0.*$/s, '')
  return Array.from({ length }, (_, i) => {
    if (type === 3) return view.getUint16(at + 2 * i, little)
    if (type === 4) return view.getUint32(at + 4 * i, little)
    if (type === 5) return view.getUint32(at + 8 * i, little) / view.getUint32(at + 8 * i + 4, little)
    return view.getUint8(at + i)
  })
}

function capturedAt(exif: Directory): string | null {
  const [text, offset] = [exif.get(CAPTURED), exif.get(OFFSET)]
  const parts = typeof text === 'string' ? /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/.exec(text) : null
  if (!parts) return null
  const zone = typeof offset === 'string' && /^[+-]\d\d:\d\d$/.test(offset) ? offset : '+08:00'
  const at = new Date(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}${zone}`)
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() < 2000 ? null : at.toISOString()
}

/** GPS tags 1–4: reference and degrees, minutes, seconds of latitude and longitude. */
function positionOf(gps: Directory): LngLat | null {
  const degrees = (tag: number, negative: string): number => {
    const [reference, value] = [gps.get(tag), gps.get(tag + 1)]
    if (typeof reference !== 'string' || typeof value === 'string' || value?.length !== 3) return Number.NaN
    const sum = (value[0] ?? 0) + (value[1] ?? 0) / 60 + (value[2] ?? 0) / 3600
    return reference === negative ? -sum : sum
  }
  const [lat, lng] = [degrees(1, 'S'), degrees(3, 'W')]
  if (!(Math.abs(lat) <= 90 && Math.abs(lng) <= 180) || (lat === 0 && lng === 0)) return null
  return [Math.round(lng * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6]
}
