import { expect, it } from 'vitest'
import type { AlarmState } from '#contracts/alarm.ts'
import { levelAt, overdueAt, remindsMe } from '#domain/escalation.ts'

const since = new Date('2026-03-02T00:00:00Z')
const after = (s: number) => new Date(since.getTime() + s * 1000)

it.each([
  [14.9, 0],
  [15, 1],
  [29.9, 1],
  [30, 2],
  [60, 3],
  [3600, 3],
])('reaches, after %s s without acknowledgement, level %s', (s, level) => {
  expect(levelAt(since, false, after(s))).toBe(level)
})

it('climbs no ladder once acknowledged, or in an exercise that the server has open', () => {
  expect(levelAt(null, false, after(3600))).toBe(0)
  expect(levelAt(since, true, after(3600))).toBe(0)
})

const handled = (state: AlarmState) => ({ state, unacknowledged: false, exerciseVerified: false, actedAt: since, shelvedUntil: null })

it.each<[AlarmState, number, number]>([
  ['acknowledged', 59, 0],
  ['acknowledged', 60, 1],
  ['acknowledged', 299, 1],
  ['acknowledged', 300, 2],
  ['dispatched', 179, 0],
  ['dispatched', 180, 1],
  ['dispatched', 300, 2],
  ['arrived', 3600, 0],
  ['resolved', 3600, 0],
  ['closed', 3600, 0],
])('reminds of an alarm that is %s, %s s after the latest act, at step %s', (state, s, step) => {
  expect(overdueAt(handled(state), after(s))).toBe(step)
})

it('reminds of nothing that sounds by itself, was never acted on, or is an exercise that the server has open', () => {
  expect(overdueAt({ ...handled('acknowledged'), unacknowledged: true }, after(3600))).toBe(0)
  expect(overdueAt({ ...handled('acknowledged'), actedAt: null }, after(3600))).toBe(0)
  expect(overdueAt({ ...handled('acknowledged'), exerciseVerified: true }, after(3600))).toBe(0)
})

it.each([
  [0, 'li', 'operator', false],
  [1, 'li', 'operator', true],
  [1, 'wang', 'operator', false],
  [1, 'wang', 'shiftLeader', false],
  [2, 'wang', 'shiftLeader', true],
  [2, 'wang', 'operator', false],
  [2, 'li', 'operator', true],
])('reminds at step %s %s, who is %s: %s', (overdue, username, role, expected) => {
  expect(remindsMe({ overdue, handledBy: 'li' }, { user: { username }, role })).toBe(expected)
})
