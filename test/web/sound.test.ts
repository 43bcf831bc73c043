// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { wanted } from '../../web/live/sound.ts'
import { anAlarm } from '../support/builders.ts'

const heard = (alarms: Partial<Alarm>[], stale = false) => {
  const want = wanted(
    alarms.map((given) => anAlarm(given)),
    stale,
  )
  return want && { name: want.pattern.name, pulses: want.pattern.pulses.length, spoken: want.spoken }
}

it.each([
  [1, 10],
  [2, 3],
  [3, 1],
  [4, 1],
])('sounds priority %i with %i pulses', (priority, pulses) => {
  expect(heard([{ priority }])).toEqual({ name: `priority-${priority}`, pulses, spoken: false })
})
it('sounds the worst that nobody has acknowledged, and nothing once all are', () => {
  expect(heard([{ unacknowledged: false, priority: 1, state: 'acknowledged' }, { priority: 3 }])?.name).toBe('priority-3')
  expect(heard([{ unacknowledged: false, state: 'acknowledged' }])).toBe(null)
})
it('gives a late press a pattern of its own', () => {
  expect(heard([{ late: true }])?.name).toBe('late')
})
it('speaks a drill that the server knows, and sounds one that only the device claims', () => {
  expect(heard([{ exercise: 'drill', exerciseVerified: true }])?.spoken).toBe(true)
  expect(heard([{ exercise: 'drill', exerciseVerified: false }])).toMatchObject({ name: 'priority-1', spoken: false })
})
it('sounds a picture that is not live, after any alarm', () => {
  expect(heard([], true)?.name).toBe('stale')
  expect(heard([{ priority: 2 }], true)?.name).toBe('priority-2')
})
it('is louder when an alarm has escalated', () => {
  const gain = (escalation: number) => wanted([anAlarm({ escalation })], false)?.pattern.gain ?? 0
  expect(gain(1)).toBeGreaterThan(gain(0))
})
