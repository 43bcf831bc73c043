import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Clock, isBehind, isOlderByCounter, learn, learnedOffset, NEW_CLOCK } from '#domain/lateness.ts'

const taught = (...offsets: number[]): Clock => offsets.reduce(learn, NEW_CLOCK)
const steady = (offset: number, n = 6) => taught(...Array.from({ length: n }, () => offset))

describe('a learned clock', () => {
  it('is unknown before five messages, and then their median', () => {
    expect(learnedOffset(steady(3600, 4))).toBeNull()
    expect(learnedOffset(taught(1, 2, 3, 4, 50))).toBe(3)
  })

  it.each([
    ['right', 0],
    ['an hour fast', -3600],
    ['an hour slow', 3600],
    ['a month slow', 28 * 86_400],
  ])('that is %s makes a live message live, and one 61 s behind late', (_, offset) => {
    expect(isBehind(steady(offset), offset + 59)).toBe(false)
    expect(isBehind(steady(offset), offset + 61)).toBe(true)
  })

  it('keeps calling buffered messages late, however many of different age come', () => {
    let clock = steady(0)
    for (const offset of [1800, 1740, 1680, 1620, 1560, 1500, 1440]) {
      expect(isBehind(clock, offset)).toBe(true)
      clock = learn(clock, offset)
    }
  })

  it('believes a clock that was set back once five messages agree', () => {
    const clock = [3600, 3601, 3600, 3602, 3600].reduce(learn, steady(0))
    expect(isBehind(clock, 3601)).toBe(false)
  })

  it('makes nothing late while its newest samples disagree: the clock jumped', () => {
    expect(isBehind(taught(0, 0, 0, 0, 0, -3600), 120)).toBe(false)
  })

  it('is never moved by late messages alone, and never holds more than twenty', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e6, max: 1e6 }), { maxLength: 60 }), (offsets) => {
        const clock = taught(...offsets)
        expect(clock.samples.length).toBeLessThanOrEqual(20)
        expect(clock.pending.length).toBeLessThan(5)
      }),
    )
  })
})

it.each([
  [null, 5, false],
  [10, 9, true],
  [10, 10, false],
  [10, 11, false],
  [60_000, 3, false], // it rejoined its network and counts anew
  [10, 0, false],
  [10, undefined, false],
])('after counter %s, %s is older: %s', (last, counter, older) => {
  expect(isOlderByCounter(last, counter)).toBe(older)
})
