import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  clearOfReads,
  cstrings,
  errorField,
  errorResponse,
  type Frame,
  FrameReader,
  frame,
  readRows,
  spans,
} from '../../server/embedded/wire.ts'

function startup(parameters: Record<string, string>): Buffer {
  const body = Buffer.concat([cstrings(...Object.entries(parameters).flat()), Buffer.from([0])])
  const bytes = Buffer.alloc(8 + body.length)
  bytes.writeInt32BE(bytes.length, 0)
  bytes.writeInt32BE(3 << 16, 4)
  body.copy(bytes, 8)
  return bytes
}
const SSL = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]) // 80877103

const message = fc
  .tuple(fc.constantFrom('Q', 'P', 'B', 'S', 'X', 'd'), fc.uint8Array({ maxLength: 300 }))
  .map(([type, body]) => frame(type, Buffer.from(body)))
const stream = fc
  .tuple(fc.boolean(), fc.array(message, { maxLength: 12 }))
  .map(([ssl, messages]) =>
    Buffer.concat([ssl ? SSL : Buffer.alloc(0), startup({ user: 'xiaowei_app', options: '-c role=x' }), ...messages]),
  )

function readIn(bytes: Buffer, cuts: number[]): Frame[] {
  const reader = new FrameReader()
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return places.slice(1).flatMap((end, i) => reader.push(Buffer.from(bytes.subarray(places[i], end))).frames)
}

it('reads the same frames however the network cuts the stream', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 30 }), (bytes, cuts) => {
      expect(readIn(bytes, cuts)).toEqual(new FrameReader().push(bytes).frames)
    }),
  )
})

it('reads back every message that was framed', () => {
  fc.assert(
    fc.property(fc.array(message), (messages) => {
      const { frames } = new FrameReader().push(Buffer.concat([startup({ user: 'a' }), ...messages]))
      expect(frames.slice(1).map((read) => read.kind === 'message' && read.bytes)).toEqual(messages)
    }),
  )
})

it('never throws on noise, and says why it reads no further', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (noise) => {
      const { frames, refused } = new FrameReader().push(Buffer.from(noise))
      expect(frames.length <= 8 && (refused === undefined || refused.length > 0)).toBe(true)
    }),
  )
})

it.each([
  ['of more bytes than the limit', [0x51, 0x7f, 0xff, 0xff, 0xff], /larger than/],
  ['of a negative length', [0x51, 0xff, 0xff, 0xff, 0xff], /invalid message length/],
  ['shorter than its own header', [0x51, 0, 0, 0, 3], /invalid message length/],
])('refuses a message %s', (_, bytes, reason) => {
  const reader = new FrameReader()
  reader.push(startup({ user: 'a' }))
  expect(reader.push(Buffer.from(bytes)).refused).toMatch(reason)
})

it('reads the parameters of a startup message', () => {
  const [first] = new FrameReader().push(startup({ user: 'xiaowei_owner', database: 'xiaowei' })).frames
  expect(first).toEqual({
    kind: 'startup',
    minor: 0,
    parameters: new Map([
      ['user', 'xiaowei_owner'],
      ['database', 'xiaowei'],
    ]),
  })
})

it('writes an error with its fields', () => {
  const bytes = errorResponse({ code: '42501', message: '不允许', hint: 'ask' })
  expect([errorField(bytes, 'C'), errorField(bytes, 'M'), errorField(bytes, 'H'), errorField(bytes, 'D')]).toEqual([
    '42501',
    '不允许',
    'ask',
    undefined,
  ])
  expect([...spans(Buffer.concat([bytes, bytes]))].map(({ type }) => type)).toEqual(['E', 'E'])
})

it('reads rows with nulls and empty texts', () => {
  // D, length 4+2+4+4+1, two columns: null (-1), "7"
  const row = Buffer.from([0x44, 0, 0, 0, 15, 0, 2, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0x37])
  expect(readRows(row)).toEqual({ rows: [[null, '7']] })
})

it('ends no message but the last where a read of 8192 bytes ends, and changes none', () => {
  const size = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 20_000 }))
  const some = fc.array(size, { minLength: 1, maxLength: 6 }).map((sizes) => sizes.map((n) => frame('B', Buffer.alloc(n))))
  fc.assert(
    fc.property(some, fc.boolean(), some, (before, exactly, after) => {
      const head = Buffer.concat(before)
      const filler = exactly ? [frame('B', Buffer.alloc(2 * 8192 - 5 - (head.length % 8192)))] : []
      const messages = Buffer.concat([head, ...filler, ...after])
      const cleared = clearOfReads(messages)
      const added = cleared.length - messages.length
      const ends = [...spans(cleared)].map(({ end }) => end)
      expect(messages.length > 8192 && ends.slice(0, -1).some((end) => end % 8192 === 0)).toBe(false)
      expect(cleared.subarray(added).equals(messages)).toBe(true)
      expect([...spans(cleared.subarray(0, added))].every(({ type }) => type === 'H')).toBe(true)
    }),
  )
})
