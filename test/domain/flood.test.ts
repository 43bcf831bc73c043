import { expect, it } from 'vitest'
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import { bucketOf, FloodGuard } from '#domain/flood.ts'
import type { Message } from '#domain/intake.ts'

/** Sends `perSecond` for `seconds`. @returns how many were let through */
function send(guard: FloodGuard, sender: string, perSecond: number, seconds: number, fromMs = 0): number {
  let through = 0
  for (let i = 0; i < perSecond * seconds; i++) if (!guard.exceeds(sender, fromMs + (i * 1000) / perSecond)) through++
  return through
}

it('limits a flood of 1,000/s to its rate and one burst, counts the rest, and touches nobody else', () => {
  const guard = FloodGuard.ofChatter()
  const through = send(guard, 'loud', 1_000, 10)
  expect(through).toBeGreaterThanOrEqual(795)
  expect(through).toBeLessThanOrEqual(800)
  expect(send(guard, 'calm', 20, 10)).toBe(200)
  expect(guard.report(10_000)).toEqual([{ sender: 'loud', dropped: 10_000 - through }])
  expect(guard.report(10_001)).toEqual([])
})

it('credits no time twice to a device that is heard by two ways, one of which is behind', () => {
  const guard = FloodGuard.ofChatter()
  let through = 0
  for (let ms = 400; ms < 10_400; ms++) {
    if (!guard.exceeds('loud', ms)) through++
    if (!guard.exceeds('loud', ms - 400)) through++
  }
  expect(through).toBeLessThanOrEqual(820) // rate and one burst
})

it('lets a burst through after a silence, and whoever keeps to its rate for ever', () => {
  const guard = FloodGuard.ofChatter()
  expect(send(guard, 'a', 50, 60)).toBe(3_000)
  send(guard, 'b', 1_000, 5)
  expect(send(guard, 'b', 300, 1, 60_000)).toBe(300)
})

it('takes a thousand presses of one device at once, and 200/s of them for ever', () => {
  const guard = FloodGuard.ofPresses()
  expect(send(guard, 'button', 1_000, 1)).toBe(1_000)
  expect(send(FloodGuard.ofPresses(), 'button', 200, 30)).toBe(6_000)
  expect(send(guard, 'button', 1_000, 10, 1_000)).toBeLessThanOrEqual(2_201)
})

const event = (more: Partial<DecodedEvent>): DecodedEvent => ({
  kind: 'panic',
  deviceId: 'b',
  deviceTime: null,
  timeBasis: 'none',
  key: null,
  ...more,
})
const bucket = (decoded: Decoded) =>
  bucketOf({ decoded, topic: 'edge/s/sia/rx/frame', deviceId: null, bridgeId: 'rx' } as unknown as Message)
const ofEvents = (...events: DecodedEvent[]) => bucket({ disposition: 'events', events })

it('keeps a bucket of its own for each press, so that no chatter and no other button costs it', () => {
  const names = [
    ofEvents(event({ kind: 'telemetry' })),
    ofEvents(event({})),
    ofEvents(event({ deviceId: 'other' })),
    ofEvents(event({ zone: 2 })),
    ofEvents(event({ kind: 'duress' })),
    ofEvents(event({ exercise: 'test' })),
    bucket({ disposition: 'dead-letter', reason: 'crc' }),
    bucket({ disposition: 'dead-letter', reason: 'crc', suspect: 'panic' }),
    bucket({ disposition: 'dead-letter', reason: 'crc', deviceId: '0042' }),
  ].map((name) => `${name?.sender} ${name?.about}`)
  expect(new Set(names).size).toBe(names.length)
  expect(ofEvents(event({ nativeId: '1' }))).toEqual(ofEvents(event({ nativeId: '2' })))
})

it('never limits a message that speaks of several', () => {
  expect(ofEvents(event({ kind: 'telemetry', deviceId: 'a' }), event({}))).toBeNull()
  expect(ofEvents(event({}), event({ zone: 2 }))).toBeNull()
  expect(bucket({ disposition: 'ignore', reason: 'echo' })).toBeNull()
})
