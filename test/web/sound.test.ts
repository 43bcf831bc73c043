// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { PATTERNS, renderPattern, wanted } from '../../web/live/sound-pattern.ts'
import { anAlarm } from '../support/builders.ts'

const LIVE = { stale: false, unmanned: false }
const heard = (alarms: Partial<Alarm>[], stale = false, unmanned = false) => {
  const want = wanted(
    alarms.map((given) => anAlarm(given)),
    { stale, unmanned },
    ({ overdue }) => overdue > 0,
  )
  return want && { name: want.pattern.name, pulses: want.pattern.pulses.length }
}

it.each([
  [1, 10],
  [2, 3],
  [3, 1],
  [4, 1],
])('sounds priority %i with %i pulses', (priority, pulses) => {
  expect(heard([{ priority }])).toEqual({ name: `priority-${priority}`, pulses })
})
it('sounds the worst that nobody has acknowledged, and nothing once all are', () => {
  expect(heard([{ unacknowledged: false, priority: 1, state: 'acknowledged' }, { priority: 3 }])?.name).toBe('priority-3')
  expect(heard([{ unacknowledged: false, state: 'acknowledged' }])).toBe(null)
})
it('gives a late press a pattern of its own', () => {
  expect(heard([{ late: true }])?.name).toBe('late')
})
it('sounds and names a live press before a late one of the same priority, and a worse late one before both', () => {
  const [late, live] = [anAlarm({ late: true }), anAlarm({ schoolId: 'school-2' })]
  const want = wanted([late, live], LIVE, () => false)
  expect([want?.pattern.name, want?.alarm?.id]).toEqual(['priority-1', live.id])
  expect(heard([{ late: true }, { priority: 2 }])?.name).toBe('late')
})
it('gives a drill that the server knows a pattern of its own, and sounds one that only the device claims as what it is', () => {
  expect(heard([{ exercise: 'drill', exerciseVerified: true }])?.name).toBe('drill')
  expect(heard([{ exercise: 'drill', exerciseVerified: false }])?.name).toBe('priority-1')
  expect(heard([{ exercise: 'drill', exerciseVerified: true }], true)?.name).toBe('stale')
})
it('sounds a picture that is not live, after any alarm', () => {
  expect(heard([], true)?.name).toBe('stale')
  expect(heard([{ priority: 2 }], true)?.name).toBe('priority-2')
})
it('reminds of what somebody has and does not go on with, after any alarm and after a picture that is not live', () => {
  const overdue = { unacknowledged: false, state: 'acknowledged', overdue: 1 } as const
  expect(heard([overdue])?.name).toBe('reminder')
  expect(heard([overdue, { priority: 3 }])?.name).toBe('priority-3')
  expect(heard([overdue], true)?.name).toBe('stale')
})
it('calls a leader to an empty desk, after all that he may mute or answer, so that it hides none of it', () => {
  expect(heard([], false, true)?.name).toBe('reminder')
  expect(heard([{ priority: 4 }], false, true)?.name).toBe('priority-4')
  expect(heard([], true, true)?.name).toBe('stale')
  expect(heard([{ exercise: 'drill', exerciseVerified: true }], false, true)?.name).toBe('drill')
  const overdue = anAlarm({ unacknowledged: false, state: 'acknowledged', overdue: 1 })
  expect(wanted([overdue], { stale: false, unmanned: true }, () => true)?.alarm?.id).toBe(overdue.id)
})
it('is louder when an alarm has escalated', () => {
  const gain = (escalation: number) => wanted([anAlarm({ escalation })], LIVE, () => false)?.pattern.gain ?? 0
  expect(gain(1)).toBeGreaterThan(gain(0))
})

/** Lengths of the stretches of sound in rendered samples, ms; silences shorter than 20 ms are the wave's own. */
function pulsesIn(samples: Float32Array, rate: number): number[] {
  const lengths: number[] = []
  let from = -1
  let last = -1
  samples.forEach((sample, i) => {
    if (Math.abs(sample) < 0.02) return
    if (from >= 0 && i - last > rate * 0.02) {
      lengths.push(Math.round(((last - from) / rate) * 1000))
      from = -1
    }
    if (from < 0) from = i
    last = i
  })
  if (from >= 0) lengths.push(Math.round(((last - from) / rate) * 1000))
  return lengths
}

it.each([
  [1, 10],
  [2, 3],
  [3, 1],
  [4, 1],
] as const)('renders priority %i as %i pulses in one period, and nothing louder than full', (priority, pulses) => {
  const pattern = PATTERNS[priority]
  const samples = renderPattern(pattern, 8000)
  expect(samples.length).toBe((pattern.everyMs / 1000) * 8000)
  expect(pulsesIn(samples, 8000)).toHaveLength(pulses)
  for (const length of pulsesIn(samples, 8000)) expect(length).toBeGreaterThan(100)
  expect(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeCloseTo(pattern.gain, 1)
})
