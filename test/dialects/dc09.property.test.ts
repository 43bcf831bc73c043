import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dc09 } from '../../server/dialects/dc09.ts'
import { payloadOf, readCases } from './match.ts'

const decode = (payload: Uint8Array) =>
  dc09.decode(
    { topic: 'edge/xq-01/dc09/rx-01/frame', base: 'edge/xq-01/dc09', payload, retain: false, receivedAt: new Date('2026-03-02T00:40:13Z') },
    undefined,
  ).decoded

const alarms = readCases('dc09')
  .filter((one) => one.topic.endsWith('/frame') && decode(payloadOf(one)).disposition === 'events')
  .map(payloadOf)
  .filter((bytes) => bytes.filter((byte) => byte === 0x0d).length === 1 && bytes.includes(0x5b))

it('never takes a frame of which one byte is not as it was sent', () => {
  fc.assert(
    fc.property(fc.constantFrom(...alarms), fc.nat(), fc.integer({ min: 1, max: 255 }), (frame, at, flip) => {
      const start = frame.indexOf(0x22, 7) // a quote before that is a byte of the CRC
      const end = frame.indexOf(0x0d)
      const bytes = frame.slice()
      const place = start + (at % (end - start))
      bytes[place] = (bytes[place] as number) ^ flip
      expect(decode(bytes).disposition).not.toBe('events')
    }),
    { numRuns: 500 },
  )
})
