import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decoded } from '#contracts/event.ts'
import type { Dialect } from '../../server/dialects/dialect.ts'
import { UNGUARDED } from '../../server/dialects/index.ts'
import { payloadOf, readCases } from './match.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const RUNS = { numRuns: 300 }

/** Names that exist on every object, and values that break careless conversions. */
const awkward = fc.constantFrom<unknown>(
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  null,
  -0,
  1e308,
  '1e999',
  { toString: 1, valueOf: 1 },
  [],
  [[]],
  '\ud800',
  'a\0b',
)

const json = fc.oneof(
  fc.json({ maxDepth: 4 }).map(utf8),
  awkward.map((value) => utf8(JSON.stringify(value) ?? '')),
)

/** An example message with one field replaced, bytes flipped, or its end cut off. */
const mutated = (dialect: Dialect) => {
  const cases = readCases(dialect.name)
  return fc.constantFrom(...cases).chain((one) => {
    const bytes = payloadOf(one)
    const cut = fc.nat(bytes.length).map((length) => bytes.slice(0, length))
    const flip = fc.array(fc.tuple(fc.nat(Math.max(0, bytes.length - 1)), fc.nat(255)), { minLength: 1, maxLength: 4 }).map((flips) => {
      const copy = bytes.slice()
      for (const [at, byte] of flips) copy[at] = byte
      return copy
    })
    return fc.record({ topic: fc.constant(one.topic), base: fc.constant(one.base), payload: fc.oneof(cut, flip, replaceField(bytes)) })
  })
}

const replaceField = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> => {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return fc.constantFrom('__proto__', 'constructor', '', '9'.repeat(400)).map((word) => {
      const text = new TextDecoder('latin1').decode(bytes)
      return Uint8Array.from(Buffer.from(text.replace(/>[^<\s]+</, `>${word}<`), 'latin1'))
    })
  }
  if (typeof value !== 'object' || value === null) return json
  const object = value as Record<string, unknown>
  return fc
    .tuple(fc.constantFrom('action', 'toString', ...Object.keys(object)), fc.oneof(awkward, fc.jsonValue({ maxDepth: 2 })))
    .map(([field, replacement]) => utf8(JSON.stringify({ ...object, [field]: replacement })))
}

const xml = fc
  .tuple(
    fc.constantFrom('Notify', 'Response', 'Query', 'x'),
    fc.constantFrom('Alarm', 'Keepalive', 'Catalog', 'DeviceStatus', 'MobilePosition', 'constructor', ''),
    fc.array(
      fc.tuple(fc.constantFrom('DeviceID', 'Info', 'DeviceList', 'Item', 'AlarmMethod', 'AlarmType', 'AlarmTime', 'Status'), fc.string()),
      {
        maxLength: 5,
      },
    ),
  )
  .map(([root, command, fields]) =>
    utf8(`<${root}><CmdType>${command}</CmdType>${fields.map(([tag, text]) => `<${tag}>${text}</${tag}>`).join('')}</${root}>`),
  )

describe.each(Object.entries(UNGUARDED))('%s', (_, dialect) => {
  const message = fc.oneof(
    mutated(dialect),
    fc.record({
      topic: fc.oneof(fc.constantFrom(...readCases(dialect.name).map(({ topic }) => topic)), fc.string()),
      base: fc.constantFrom('', ...readCases(dialect.name).map(({ base }) => base)),
      payload: fc.oneof(fc.uint8Array({ maxLength: 200 }), json, xml),
    }),
  )

  it('never throws, and answers noise by the contract, whatever it remembers', () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 3 }), fc.boolean(), fc.jsonValue(), (messages, retain, junk) => {
        let memory: unknown = junk
        for (const one of messages) {
          const raw = { ...one, retain, receivedAt: new Date('2026-03-02T00:00:05Z') }
          dialect.memoryKey(raw)
          dialect.topicIdentity(raw.topic, raw.base)
          const answer = dialect.decode(raw, memory)
          Decoded.parse(answer.decoded)
          JSON.stringify(answer.memory ?? null)
          memory = answer.memory
        }
      }),
      RUNS,
    )
  })

  // What takes quadratic time on these runs into the test's own limit: 27,777 fields of a protobuf, copied for each, were 46 s.
  it('is done with a long payload of one sign before a person would notice', { timeout: 20_000 }, () => {
    const [known] = readCases(dialect.name)
    for (const sign of ['a', ' ', '1', '<', '{"a":', '\r\n', '--'])
      for (const payload of [utf8(sign.repeat(200_000 / sign.length)), utf8(`{"a":"${sign.replaceAll('"', '').trim().repeat(50_000)}"}`)])
        dialect.decode({ topic: known?.topic ?? '', base: known?.base ?? '', payload, retain: false, receivedAt: new Date() }, undefined)
  })

  it('gives nothing that PostgreSQL could not store', () => {
    fc.assert(
      fc.property(message, (one) => {
        const { decoded } = dialect.decode({ ...one, retain: false, receivedAt: new Date('2026-03-02T00:00:05Z') }, undefined)
        if (/\0|\p{Surrogate}/u.test(one.topic)) return
        expect(JSON.stringify(decoded).replaceAll('\\\\', '')).not.toMatch(/\\u0000|\\ud[89a-f]/i)
      }),
      RUNS,
    )
  })
})
