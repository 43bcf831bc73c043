import { describe, expect, it } from 'vitest'
import { syntheticDistrict } from '#domain/synthetic-district.ts'
import { type GarbageMessage, GarbageSource } from '../../devices/index.ts'
import { DIALECTS } from '../../server/dialects/index.ts'
import { sourceOf } from '../../server/dialects/sources.ts'

const district = syntheticDistrict()
const registered = new Set(district.devices.map(({ source, externalId }) => `${source} ${externalId}`))
const messages = (seed: number, count = 4_000, run = 'run'): GarbageMessage[] => [
  ...new GarbageSource(seed, { district, run }).messages(count),
]
const withoutTime = ({ topic, payload, what, press }: GarbageMessage) => [topic, press ? press.id : payload.toString('base64'), what]

/** Events that would raise panic at a device of the register. */
function presses({ topic, payload }: GarbageMessage): string[] {
  const source = sourceOf(topic)
  if (!source) return []
  const { decoded } = DIALECTS[source.dialect].decode(
    { topic, payload, retain: false, receivedAt: new Date(), base: source.base },
    undefined,
  )
  if (decoded.disposition !== 'events') return []
  return decoded.events
    .filter(({ kind, promotes }) => kind === 'panic' || kind === 'duress' || promotes !== undefined)
    .flatMap(({ deviceId }) => (registered.has(`${source.id} ${deviceId}`) ? [String(deviceId)] : []))
}

describe('garbage', () => {
  const all = messages(7)

  it('has forty good presses, each of another native button, at places that the seed decides', () => {
    const good = all.flatMap(({ press }, place) => (press ? [{ place, ...press }] : []))
    expect(all).toHaveLength(4_000)
    expect(good).toHaveLength(40)
    expect(new Set(good.map(({ deviceId }) => deviceId)).size).toBe(40)
    expect(new Set(good.map(({ id }) => id)).size).toBe(40)
    expect(Math.max(...good.map(({ place }) => place)) - Math.min(...good.map(({ place }) => place))).toBeGreaterThan(2_000)
  })

  it('is understood as exactly those forty presses', () => {
    const understood = all.map((message) => ({
      expected: message.press ? [message.press.deviceId] : [],
      found: presses(message),
      what: message.what,
    }))
    expect(understood.filter(({ expected, found }) => String(expected) !== String(found))).toEqual([])
  })

  it('is the same for the same seed and another for another', () => {
    expect(messages(3, 600).map(withoutTime)).toEqual(messages(3, 600).map(withoutTime))
    expect(messages(4, 600).map(withoutTime)).not.toEqual(messages(3, 600).map(withoutTime))
  })

  it('gives presses another name in another run', () => {
    const ids = (run: string) => messages(3, 600, run).flatMap(({ press }) => (press ? [press.id] : []))
    expect(ids('b').filter((id) => ids('a').includes(id))).toEqual([])
  })

  it.each([
    ['0 bytes', ({ payload }: GarbageMessage) => payload.length === 0],
    ['a megabyte', ({ payload }: GarbageMessage) => payload.length >= 1_048_576],
    ['a BOM', ({ payload }: GarbageMessage) => payload.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf))],
    ['bytes that are no UTF-8', ({ payload }: GarbageMessage) => payload.toString('utf8').includes('\uFFFD')],
    ['NaN', ({ payload }: GarbageMessage) => payload.includes('NaN')],
    ['an escaped NUL', ({ payload }: GarbageMessage) => payload.includes('\\u0000')],
    ['half a surrogate pair', ({ payload }: GarbageMessage) => payload.includes('\\ud800')],
    ['depth', ({ payload }: GarbageMessage) => payload.includes('['.repeat(100))],
    ['truncated XML', ({ what }: GarbageMessage) => what === 'truncated XML'],
    ['unknown senders', ({ topic }: GarbageMessage) => topic.includes('ghost-')],
  ])('holds %s', (_what, has) => {
    expect(all.some(has)).toBe(true)
  })

  it('uses only topics that a broker takes', () => {
    expect(all.filter(({ topic }) => /[+#\0]/.test(topic) || topic.length > 200)).toEqual([])
  })
})
