import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GAP_MS, HOLD_MS, type Hold, type HoldEvent, heldShare, hold, idle, SLIP_PX } from '../../web/screens/guard/hold.ts'

const HERE = [100, 100] as const

interface Played {
  firedAt: number[]
  end: Hold
}

function play(events: readonly HoldEvent[]): Played {
  const firedAt: number[] = []
  let state = idle
  for (const event of events) {
    const next = hold(state, event)
    if (next.is === 'fired' && state.is !== 'fired') firedAt.push(event.at)
    state = next
  }
  return { firedAt, end: state }
}

/** Ticks every 50 ms put between the events, as the page does it. */
function ticked(events: readonly HoldEvent[], until: number): HoldEvent[] {
  const ticks = Array.from({ length: Math.ceil(until / 50) + 1 }, (_, i): HoldEvent => ({ name: 'tick', at: i * 50 }))
  return [...events, ...ticks].sort((a, b) => a.at - b.at || Number(a.name === 'tick') - Number(b.name === 'tick'))
}

const slip = fc.record({
  angle: fc.double({ min: 0, max: 6.28, noNaN: true }),
  far: fc.double({ min: 0, max: SLIP_PX - 0.01, noNaN: true }),
})
const at = ({ angle, far }: { angle: number; far: number }) => [100 + far * Math.cos(angle), 100 + far * Math.sin(angle)] as const

/** A shaking hand: on the glass for a while, off for no longer than a gap, never further than the slip. */
const shaking = fc.array(
  fc.record({ on: fc.integer({ min: 1, max: 900 }), off: fc.integer({ min: 1, max: GAP_MS }), where: slip, next: slip }),
  {
    minLength: 1,
    maxLength: 40,
  },
)

describe('the hold of the SOS button', () => {
  it('fires once, when two seconds have passed, however the hand shakes within 40 px and gaps of 400 ms', () => {
    fc.assert(
      fc.property(shaking, (parts) => {
        const events: HoldEvent[] = []
        let now = 0
        for (const [index, { on, off, where, next }] of parts.entries()) {
          events.push({ name: 'down', at: now, point: index === 0 ? HERE : at(where) })
          events.push({ name: 'move', at: now + on / 2, point: at(next) })
          now += on
          events.push({ name: 'up', at: now })
          now += off
        }
        events.push({ name: 'down', at: now, point: HERE })
        const { firedAt } = play(ticked(events, now + HOLD_MS))
        expect(firedAt).toHaveLength(1)
        expect(firedAt[0]).toBeGreaterThanOrEqual(HOLD_MS)
        // Not later than the first moment after two seconds at which the finger is on the glass, and a tick.
        expect(firedAt[0]).toBeLessThanOrEqual(HOLD_MS + GAP_MS + 50)
      }),
    )
  })

  it('never fires for touches that are let go for longer than a gap before two seconds are over', () => {
    const touch = fc.record({ on: fc.integer({ min: 1, max: HOLD_MS - 1 }), off: fc.integer({ min: GAP_MS + 1, max: 3000 }), where: slip })
    fc.assert(
      fc.property(fc.array(touch, { minLength: 1, maxLength: 20 }), (touches) => {
        const events: HoldEvent[] = []
        let now = 0
        for (const { on, off, where } of touches) {
          events.push({ name: 'down', at: now, point: at(where) }, { name: 'up', at: now + on })
          now += on + off
        }
        expect(play(ticked(events, now)).firedAt).toEqual([])
      }),
    )
  })

  it('is lost when the finger slips further than 40 px, until it is lifted', () => {
    const { firedAt, end } = play(
      ticked(
        [
          { name: 'down', at: 0, point: HERE },
          { name: 'move', at: 500, point: [100 + SLIP_PX + 1, 100] },
          { name: 'move', at: 600, point: HERE },
        ],
        5000,
      ),
    )
    expect([firedAt, end]).toEqual([[], { is: 'lost' }])
    expect(hold(end, { name: 'up', at: 5001 })).toEqual(idle)
  })

  it('does not fire in a gap: a lift at the last moment may be a change of mind', () => {
    const { firedAt } = play(
      ticked(
        [
          { name: 'down', at: 0, point: HERE },
          { name: 'up', at: HOLD_MS - 1 },
        ],
        5000,
      ),
    )
    expect(firedAt).toEqual([])
  })

  it('fires again only for another hold', () => {
    const press = (from: number): HoldEvent[] => [
      { name: 'down', at: from, point: HERE },
      { name: 'up', at: from + 2500 },
    ]
    expect(play(ticked([...press(0), ...press(2700)], 6000)).firedAt).toEqual([2000]) // 200 ms off the glass: the same hand, still trembling
    expect(play(ticked([...press(0), ...press(3000)], 6000)).firedAt).toEqual([2000, 5000])
  })

  it('never runs back while it is held', () => {
    const shares = [0, 400, 800, 1900, 2000, 9000].map((now) => heldShare({ is: 'held', downAt: 0, from: HERE, upAt: null }, now))
    expect(shares).toEqual([0, 0.2, 0.4, 0.95, 1, 1])
    expect(heldShare(idle, 5)).toBe(0)
  })
})
