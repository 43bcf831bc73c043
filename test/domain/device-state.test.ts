import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Deaf, deviceState, deviceStateSince, type Heard } from '#domain/device-state.ts'

const now = new Date('2026-03-02T12:00:00Z')
const ago = (s: number) => new Date(now.getTime() - s * 1000)
const deaf = (from: number, to: number): Deaf => ({ since: now.getTime() - from * 1000, until: now.getTime() - to * 1000 })

it.each([
  ['camera', null, false, 'unknown'],
  ['camera', ago(180), false, 'online'], // exactly on the deadline
  ['camera', ago(181), false, 'offline'],
  ['camera', ago(1), true, 'offline'],
  ['panicButton', ago(24 * 3600), false, 'online'],
  ['panicButton', ago(26 * 3600), false, 'offline'],
] as const)('says that a %s heard at %s (said offline: %s) is %s', (kind, lastHeardAt, saidOffline, state) => {
  expect(deviceState({ kind, lastHeardAt, saidOffline }, now)).toBe(state)
})

it('takes a device’s own interval of beats, and maintenance before anything else', () => {
  const heard: Heard = { kind: 'camera', lastHeardAt: ago(200), saidOffline: false }
  expect(deviceState({ ...heard, heartbeatS: 90 }, now)).toBe('online')
  expect(deviceState({ ...heard, heartbeatS: 60 }, now)).toBe('offline')
  expect(deviceState({ ...heard, maintenance: true }, now)).toBe('maintenance')
  expect(deviceState({ ...heard, lastHeardAt: null, maintenance: true }, now)).toBe('maintenance')
})

it('names the instant from which silence was offline', () => {
  expect(deviceStateSince({ kind: 'camera', lastHeardAt: ago(600), saidOffline: false }, now)).toEqual({
    state: 'offline',
    sinceMs: ago(420).getTime(),
  })
})

const camera = (heard: number, given: Partial<Heard> = {}): Heard => ({
  kind: 'camera',
  lastHeardAt: ago(heard),
  saidOffline: false,
  ...given,
})

it.each([
  ['was heard just before we went deaf', camera(700), [deaf(690, 5)], 'online'],
  ['was heard just before, and we have been back for longer than a reconnect and its deadline', camera(1000), [deaf(990, 400)], 'offline'],
  ['was offline before', camera(1000), [deaf(600, 5)], 'offline'],
  ['is silent while we are still deaf', camera(90_000), [deaf(89_900, 0)], 'online'],
  ['lived through two restarts', camera(700), [deaf(690, 600), deaf(500, 5)], 'online'],
] as const)('holds that a camera that %s is as it was: the server’s absence is nobody’s silence', (_, heard, gaps, state) => {
  expect(deviceState(heard, now, gaps)).toBe(state)
})

it('gives a will that came with the end of the broker the time of a reconnect', () => {
  const said = camera(70, { saidOffline: true, saidOfflineAt: ago(62) })
  expect(deviceState(said, now, [deaf(60, 10)])).toBe('online')
  expect(deviceState(said, new Date(now.getTime() + 111_000), [deaf(60, 10)])).toBe('offline')
  expect(deviceState(camera(70, { saidOffline: true, saidOfflineAt: ago(62) }), now)).toBe('offline')
})

it('never turns a device offline while nobody listens, whatever was before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 1, max: 100_000 }), (heard, lasted) => {
      const start = now.getTime()
      const state = (at: number) => deviceState(camera(heard), new Date(at), [{ since: start, until: at }])
      expect(state(start + lasted * 1000)).toBe(deviceState(camera(heard), now))
    }),
  )
})

it('changes only once from online to offline as time goes by', () => {
  const gap = fc.tuple(fc.integer({ min: -4_000, max: 4_000 }), fc.integer({ min: 1, max: 600 }))
  fc.assert(
    fc.property(fc.array(gap, { maxLength: 4 }), (gaps) => {
      const periods = gaps
        .map(([from, s]): Deaf => ({ since: now.getTime() + from * 1000, until: now.getTime() + (from + s) * 1000 }))
        .sort((a, b) => a.since - b.since)
      const states = Array.from({ length: 600 }, (_, i) => deviceState(camera(0), new Date(now.getTime() + i * 20_000), periods))
      expect(states.filter((state, i) => i > 0 && state !== states[i - 1]).length).toBeLessThanOrEqual(1)
      expect(states[0]).toBe('online')
    }),
  )
})
