import { describe, expect, it } from 'vitest'
import { Pulse } from '../../devices/pulse.ts'

describe('the pulse of many devices', () => {
  it('lets each speak once a period, spread evenly', () => {
    const spoken = new Map<number, number>()
    const pulse = new Pulse(
      Array.from({ length: 17_000 }, (_, i) => i),
      60_000,
      (device) => spoken.set(device, (spoken.get(device) ?? 0) + 1),
    )
    let before = 0
    for (let ms = 100; ms <= 60_000; ms += 100) {
      pulse.tick(ms)
      expect(spoken.size - before).toBeGreaterThanOrEqual(28)
      expect(spoken.size - before).toBeLessThanOrEqual(29)
      before = spoken.size
    }
    expect(spoken.size).toBe(17_000)
    expect(new Set(spoken.values())).toEqual(new Set([1]))
  })

  it('does not make up for hours that it slept through', () => {
    let spoken = 0
    const pulse = new Pulse([1, 2, 3], 1_000, () => spoken++)
    pulse.tick(3_600_000)
    expect(spoken).toBe(3)
  })
})
