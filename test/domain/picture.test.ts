import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readExif } from '../../server/domain/exif.ts'
import { STRIP } from '../../server/domain/picture.ts'
import { aJpeg, aPng, aWebp, exif } from '../support/camera.ts'

const FACTS = { capturedAt: '2026-03-01T23:30:00.000Z', position: [106.275, 38.47] }
const words = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('latin1')

it.each([
  ['jpeg', aJpeg(), 6],
  ['png', aPng(), 1],
  ['webp', aWebp(), 1],
] as const)('takes out of a %s who made it, where and with what, and keeps what it shows', (kind, bytes, orientation) => {
  const stripped = STRIP[kind](bytes)
  expect(stripped?.facts).toEqual({ ...FACTS, orientation })
  expect(words(stripped?.bytes)).not.toMatch(/Secret|xmpmeta|2026:03|script/)
  expect(STRIP[kind](stripped?.bytes as Uint8Array)?.bytes).toEqual(stripped?.bytes)
})

it('leaves of the EXIF of a turned photo its turn alone, and of an upright one nothing', () => {
  const turned = words(STRIP.jpeg(aJpeg())?.bytes)
  expect(turned.match(/Exif/g)).toHaveLength(1)
  expect(STRIP.jpeg(Buffer.from(turned, 'latin1'))?.facts).toEqual({ orientation: 6, capturedAt: null, position: null })
  expect(words(STRIP.jpeg(aJpeg({ orientation: 1 }))?.bytes)).not.toContain('Exif')
})

it('finds a picture that was not sent whole', () => {
  for (const [kind, bytes] of [
    ['jpeg', aJpeg()],
    ['png', aPng()],
    ['webp', aWebp()],
  ] as const)
    expect(STRIP[kind](bytes.subarray(0, bytes.length - 40))).toBeNull()
})

it('never throws, whatever the bytes', () => {
  const heads = [aJpeg(), aPng(), aWebp()]
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.nat(500), fc.uint8Array({ maxLength: 60 }), (head, at, noise) => {
      const bytes = Buffer.from(head)
      bytes.set(noise.subarray(0, Math.max(0, bytes.length - (at % bytes.length))), at % bytes.length)
      for (const strip of Object.values(STRIP)) expect(() => strip(bytes)).not.toThrow()
    }),
  )
  fc.assert(
    fc.property(fc.nat(200), fc.uint8Array({ maxLength: 20 }), (at, noise) => {
      const bytes = Uint8Array.from(exif())
      bytes.set(noise.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length))
      expect(() => readExif(bytes)).not.toThrow()
    }),
  )
})
