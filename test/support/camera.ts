// Pictures as a phone's camera writes them, with all that they tell about their owner; small enough to be read.

const text = (words: string): number[] => [...words].map((character) => character.charCodeAt(0))
const u32 = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
const u16 = (value: number): number[] => [(value >> 8) & 255, value & 255]

/** TIFF, big-endian: orientation 6 (turned), taken 2026-03-02 07:30:00 at 38°28′12″N 106°16′30″E, by this model. */
export function exif(orientation = 6): number[] {
  const entry = (tag: number, type: number, count: number, value: number[]) => [...u16(tag), ...u16(type), ...u32(count), ...value]
  const rationals = (...values: number[]) => values.flatMap((value) => [...u32(value), ...u32(1)])
  const [main, sub, gps] = [8, 8 + 2 + 4 * 12 + 4, 8 + 2 + 4 * 12 + 4 + 2 + 12 + 4]
  const data = gps + 2 + 4 * 12 + 4
  const [date, lat, lng, model] = [data, data + 20, data + 44, data + 68]
  return [
    ...text('MM'),
    ...u16(42),
    ...u32(main),
    ...u16(4),
    ...entry(0x0110, 2, 9, u32(model)),
    ...entry(0x0112, 3, 1, [...u16(orientation), 0, 0]),
    ...entry(0x8769, 4, 1, u32(sub)),
    ...entry(0x8825, 4, 1, u32(gps)),
    ...u32(0),
    ...u16(1),
    ...entry(0x9003, 2, 20, u32(date)),
    ...u32(0),
    ...u16(4),
    ...entry(1, 2, 2, [...text('N'), 0, 0, 0]),
    ...entry(2, 5, 3, u32(lat)),
    ...entry(3, 2, 2, [...text('E'), 0, 0, 0]),
    ...entry(4, 5, 3, u32(lng)),
    ...u32(0),
    ...text('2026:03:02 07:30:00\0'),
    ...rationals(38, 28, 12),
    ...rationals(106, 16, 30),
    ...text('SecretCam'),
  ]
}

const segment = (marker: number, body: number[]): number[] => [0xff, marker, ...u16(body.length + 2), ...body]

/** @param shade makes another picture */
export function aJpeg({ orientation = 6, shade = 1 }: { orientation?: number; shade?: number } = {}): Buffer {
  return Buffer.from([
    0xff,
    0xd8,
    ...segment(0xe0, [...text('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xe1, [...text('Exif\0\0'), ...exif(orientation)]),
    ...segment(0xe1, text('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SecretOwner</x:xmpmeta>')),
    ...segment(0xfe, text('SecretComment')),
    ...segment(0xdb, [0, ...Array<number>(64).fill(shade)]),
    ...segment(0xc0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]),
    ...segment(0xc4, [0, 1, ...Array<number>(15).fill(0), 0]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    0x12,
    0xff,
    0x00,
    0x34,
    0xff,
    0xd9,
    ...text('SecretTail<script>'),
  ])
}

const chunk = (type: string, body: number[]): number[] => [...u32(body.length), ...text(type), ...body, 0, 0, 0, 0]
export const aPng = (): Buffer =>
  Buffer.from([
    ...[0x89, ...text('PNG\r\n'), 0x1a, 0x0a],
    ...chunk('IHDR', [...u32(1), ...u32(1), 8, 0, 0, 0, 0]),
    ...chunk('tEXt', text('Author\0SecretOwner')),
    ...chunk('eXIf', exif(1)),
    ...chunk('iTXt', text('XML:com.adobe.xmp SecretXmp')),
    ...chunk('IDAT', [1, 2, 3]),
    ...chunk('IEND', []),
    ...text('SecretTail'),
  ])

export function aWebp(): Buffer {
  const little = (value: number) => [...u32(value)].reverse()
  const part = (type: string, body: number[]) => [...text(type), ...little(body.length), ...body, ...(body.length % 2 ? [0] : [])]
  const body = [
    ...text('WEBP'),
    ...part('VP8X', [0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ...part('VP8 ', [1, 2, 3]),
    ...part('EXIF', exif(1)),
    ...part('XMP ', text('SecretXmp')),
  ]
  return Buffer.from([...text('RIFF'), ...little(body.length), ...body, ...text('SecretTail')])
}
